"""Counts of words that many cases hold, remembered up to a case number (redress.cases.counts)."""

from django.db import migrations

TABLE = """
CREATE TABLE cases_search_count (
    query varchar(400) NOT NULL PRIMARY KEY,
    n bigint NOT NULL,
    upto bigint NOT NULL,
    at %s NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""


def forwards(apps, schema_editor):
    moment = "timestamptz" if schema_editor.connection.vendor == "postgresql" else "datetime"
    schema_editor.execute(TABLE % moment)


def backwards(apps, schema_editor):
    schema_editor.execute("DROP TABLE cases_search_count")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_letters")]
    operations = [migrations.RunPython(forwards, backwards)]
