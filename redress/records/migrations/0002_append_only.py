"""Put the triggers in place that keep the archive append-only."""

from django.db import migrations

from redress.records import guards


class Migration(migrations.Migration):
    dependencies = [("records", "0001_the_archive")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor.connection),
            lambda apps, schema_editor: guards.remove(schema_editor.connection),
        )
    ]
