"""Where a matter is that was handed to a body outside, as the desk and the person's own page show it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.cases import referral
from redress.cases.letters import forms
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.law.packs import say
from redress.portals import present
from redress.portals.look import wording


def shown(case: Case, slots: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return who has it, whether the letter arrived, by when an answer is expected, and what was answered; or nothing."""
    found = referral.of(case)
    if found is None:
        return {}
    waiting = found.answer_by is not None
    return {
        "body": found.body,
        "sent_on": found.sent_on,
        "arrived": _arrived(case, found),
        "answer_by": found.answer_by,
        "late": waiting and found.answer_by is not None and found.answer_by < day_of(now),
        "refused": found.refused,
        "answers": [
            {
                "title": titles()[one.answer],
                "on": one.on,
                "text": slots.get(one.slot, {}).get("text", ""),
                "exhibit": one.exhibit_id,
            }
            for one in found.answers
        ],
    }


def titles() -> dict[str, str]:
    return {
        "accepted": gettext("It took the matter"),
        "refused": gettext("It did not take the matter"),
        "result": gettext("It told what came of it"),
    }


def _arrived(case: Case, found: referral.Referral) -> str:
    if found.arrived is None:
        return ""
    on, how = found.arrived
    way = say(forms.ways_of_serving(case.rule_set).get(how), present.lang())
    return gettext("%(day)s, %(how)s") % {"day": wording.day(on), "how": way}
