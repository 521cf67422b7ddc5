"""Tables that each engine needs in its own form: the word index, and counts that SQLite updates in place."""

from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE TABLE cases_search (case_id bigint PRIMARY KEY, words tsvector NOT NULL)")
        schema_editor.execute("CREATE INDEX cases_search_words ON cases_search USING gin (words) WITH (fastupdate = on)")
    else:
        schema_editor.execute(
            "CREATE VIRTUAL TABLE cases_search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
        )
        schema_editor.execute("CREATE UNIQUE INDEX cases_tally_once ON cases_tally (agency_id, key)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP INDEX cases_tally_once")
    schema_editor.execute("DROP TABLE cases_search")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
