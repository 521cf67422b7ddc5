"""A further language: one table out, the same table back, checked; then a person can choose it."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from redress.config import languages
from redress.config.management.commands.texts import ROOT
from redress.law import bilingual, packs
from redress.law.packs import say


def translated(change=None, code="eo") -> str:
    """A toy language: the English in capitals outside its places and tags."""
    rows = list(
        csv.reader(io.StringIO(languages.table(ROOT, code, name="Esperanto", plurals=languages.PLURALS, known={})))
    )
    for row in rows[2:]:
        english = row[2].partition(": ")[2] or row[1]
        row[4] = f"EO {english}" if not english.startswith("\n") else english
    if change:
        change(rows)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def refused(change, **more) -> str:
    with pytest.raises(languages.BadLanguage) as bad:
        languages.check(ROOT, translated(change, **more))
    return "\n".join(bad.value.reasons)


def of(rows, english):
    return next(row for row in rows if row[1] == english)


def test_every_text_is_in_the_table_and_comes_back(tmp_path):
    code, done, all_of_them = languages.install(ROOT, tmp_path, translated())
    assert (code, done) == ("eo", all_of_them)
    assert done > 2000
    assert ("eo", "Esperanto") in languages.installed(tmp_path)
    back = {(one.context, one.english): one for one in languages.read(tmp_path / "languages/eo/LC_MESSAGES/django.mo")}
    assert back.keys() == languages.texts(ROOT).keys()
    again = languages.table(ROOT, "eo", name="Esperanto", plurals=languages.PLURALS, known=back)
    assert list(csv.reader(io.StringIO(again))) == list(csv.reader(io.StringIO(translated())))


def test_a_lost_or_strange_place_is_named_with_its_row():
    def lose(rows):
        row = next(row for row in rows[2:] if "%(" in row[1] and not row[2])
        row[4] = "nothing"
        of(rows, "Subscribe")[4] = "Abonu %(name)s"

    said = refused(lose)
    assert "of the English is missing" in said
    assert "%(name)s is not in the English" in said


def test_all_plural_forms_or_none():
    def half(rows):
        next(row for row in rows if row[2].startswith("1: "))[4] = ""

    assert "has 1 of 2 plural forms" in refused(half)
    with pytest.raises(languages.BadLanguage):
        languages.table(ROOT, "eo", name="x", plurals="nplurals=2; plural=n;", known={})
    with pytest.raises(languages.BadLanguage):
        languages.table(ROOT, "eo", name="x", plurals="import os", known={})


def test_what_is_no_table_or_a_language_that_is_there_is_refused():
    with pytest.raises(languages.BadLanguage, match="not a table"):
        languages.check(ROOT, "a,b")
    assert "needs a code" in refused(None, code="en")
    assert "needs a code" in refused(None, code="../x")


def test_what_is_not_translated_yet_is_left_out():
    def empty(rows):
        of(rows, "Subscribe")[4] = " "

    *_, messages = languages.check(ROOT, translated(empty))
    assert "Subscribe" not in {one.english for one in messages}


def test_a_person_chooses_the_new_language(tmp_path, settings):
    """In a process of its own: languages are read when it starts."""
    settings.REDRESS_DATA = tmp_path
    table = tmp_path / "eo.csv"
    call_command("texts", "export", "eo", str(table), "--name", "Esperanto")
    with pytest.raises(CommandError):
        call_command("texts", "import", str(tmp_path / "absent.csv"))
    table.write_text(translated(), "utf-8")
    call_command("texts", "import", str(table))
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "page = Client().get('/privacy/?lang=eo', headers={'host': 'localhost'})\n"
        "api = Client().get('/api/v1/taxonomies/nature', headers={'host': 'localhost', 'accept-language': 'eo'})\n"
        "print('EO Quality' in api.content.decode(), 'EO How we handle your data' in page.content.decode())\n"
        "print(page.status_code, page.headers['Content-Language'], '<html lang=\"eo\"' in page.content.decode(), 'EO ' in page.content.decode())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={**os.environ, "REDRESS_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "redress.config.settings"},
    )  # fmt: skip
    assert done.stdout.split() == ["True", "True", "200", "eo", "True", "True"], done.stderr


@pytest.fixture
def toy(tmp_path):
    """A small pack: a class of goods, a state, a ground, an indicator, a sentence of the privacy notice; the rest stays."""
    wanted = {
        "Quality": "Kvalito", "Food and drink": "Manĝaĵoj", "Received": "Ricevita", "Complaints received": "Plendoj ricevitaj",
        "the purchase": "la aĉeto",
    }  # fmt: skip

    def some(rows):
        for row in rows[2:]:
            row[4] = wanted.get(row[1], "") if row[0].startswith("data:") else ""

    languages.install(ROOT, tmp_path, translated(some))
    languages.offer(tmp_path)
    yield wanted
    bilingual.offer("eo", {})


def test_a_small_pack_says_classes_states_and_figures_in_its_language(toy):
    reference = packs.load("cn-samr-2026")
    nature = reference.tables["nature"]["nature"]["QUALITY"]["title"]
    assert (say(nature, "eo"), say(nature, "en"), say(nature, "zh-hans")) == ("Kvalito", "Quality", "质量")
    assert say(reference.tables["nature"]["nature"]["PRICE"]["title"], "eo") == "价格"  # not in the pack: Chinese
    assert say(nature, "ug") == "质量"  # another language has none of it


def test_what_is_data_is_in_the_table_and_says_so():
    asked = languages.data_texts(ROOT)
    english = {en for _, en in asked}
    assert {"Quality", "the purchase"} <= english
    assert any("[[samr-complaint-2026" in en for en in english)  # a guide, with its sources
    assert len(asked) > 1500
    assert not any("/statutes/articles-" in zh for zh, _ in asked)


def test_sources_of_a_guide_must_stay():
    def lose(rows):
        row = next(row for row in rows if "[[samr-complaint-2026:15(1)]]" in row[1])
        row[4] = row[4].replace("[[samr-complaint-2026:15(1)]]", "")

    assert "[[samr-complaint-2026:15(1)]] of the English is missing" in refused(lose)
