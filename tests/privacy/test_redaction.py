"""Black places over a text; the text itself stays."""

import pytest

from redress.kernel.problems import NotAllowed
from redress.privacy import redaction, vault
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import AUDITOR, OFFICER, codes, file_case

pytestmark = pytest.mark.django_db
TEXT = "店长张伟说不退，电话13800001234。"


def black_out(*spans, reason_code="third_person", actor=OFFICER):
    return redaction.redact(1, "message:1/text", spans, reason_code=reason_code, actor=actor, now=NOON)


def test_marked_places_are_black_outside_and_the_original_stays():
    file_case(**{"message:1": {"text": TEXT}})

    black_out((2, 4))
    black_out((10, 21))

    assert redaction.shown(1, "message:1/text") == "店长██说不退，电话███████████。"
    assert vault.open(1, "message:1") == {"text": TEXT}
    assert "张伟" not in str([entry.data for entry in of(1)])


def test_a_layer_can_be_lifted_again():
    file_case(**{"message:1": {"text": TEXT}})
    row = black_out((2, 4))

    redaction.lift(row.pk, actor=OFFICER, now=NOON)

    assert redaction.shown(1, "message:1/text") == TEXT
    assert [entry.event for entry in of(1)] == ["personal_data.redacted", "personal_data.unredacted"]


def test_if_the_text_changed_since_everything_is_black():
    file_case(**{"message:1": {"text": TEXT}})
    black_out((2, 4))

    vault.put(1, "message:1", {"text": "更正：" + TEXT})

    assert set(redaction.shown(1, "message:1/text")) == {redaction.BLACK}


@pytest.mark.parametrize("spans", [[], [(4, 2)], [(-1, 2)], [(0, 999)]])
def test_places_outside_the_text_are_refused(spans):
    file_case(**{"message:1": {"text": TEXT}})

    with pytest.raises(NotAllowed) as refusal:
        black_out(*spans, reason_code="because", actor=AUDITOR)

    assert codes(refusal) == ["redaction.add.wrong_role", "redaction.add.unknown_reason", "redaction.add.not_in_text"]
    assert redaction.shown(1, "message:1/text") == TEXT


def test_a_value_that_is_no_text_cannot_be_blacked_out():
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        redaction.redact(1, "intake", [(0, 1)], reason_code="health", actor=OFFICER, now=NOON)
    assert codes(refusal) == ["redaction.add.not_in_text"]


def test_careful_reading_suggests_places():
    file_case(**{"message:1": {"text": TEXT}})

    assert redaction.suggestions(1, "message:1/text") == [(2, 4), (10, 21)]
