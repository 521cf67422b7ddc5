"""Redactions name the place of a text inside its slot, as looks do: most texts lie inside a larger value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_people_and_retention")]

    operations = [
        migrations.RemoveIndex(model_name="redaction", name="redaction_of_slot"),
        migrations.RenameField(model_name="redaction", old_name="slot", new_name="field"),
        migrations.AlterField(
            model_name="redaction",
            name="field",
            field=models.CharField(
                help_text='Slot and place of the text: "intake/story", "message:3/text".', max_length=80
            ),
        ),
        migrations.AlterField(
            model_name="redaction",
            name="spans",
            field=models.JSONField(help_text="[[start, end], …] in characters of the sealed text; no words of it."),
        ),
        migrations.AddIndex(
            model_name="redaction",
            index=models.Index(fields=["case_id", "field"], name="redaction_of_field"),
        ),
    ]
