"""How and when a letter reached its addressee."""

from datetime import date, datetime, time

from django.utils.translation import gettext

from redress.cases.letters import forms
from redress.cases.letters.models import Letter
from redress.cases.models import Case
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem


def record(case: Case, letter_id: int, *, how: str, on: date) -> Letter:
    """Say how and on which day a letter was delivered. Called by the step that archives it.

    Raises NotThere for a letter of another case, Invalid for an unknown way or a day before the letter was issued,
    NotAllowed if the delivery is on record already: the first one counts, because limits hang on it.
    """
    letter = Letter.objects.filter(case=case, pk=letter_id).first()
    if letter is None:
        raise NotThere(f"letter {letter_id}")
    problems = []
    if how not in forms.ways_of_serving(letter.rule_set):
        problems.append(Problem("letter.delivery.unknown_way", gettext("Choose how the letter was delivered."), "/how"))
    if on < day_of(letter.issued_at):
        message = gettext("The letter was issued on %(day)s; it cannot have been delivered before.") % {
            "day": day_of(letter.issued_at).isoformat()
        }
        problems.append(Problem("letter.delivery.before_issue", message, "/on"))
    if problems:
        raise Invalid(problems)
    at = max(datetime.combine(on, time(12), SHANGHAI), letter.issued_at)
    if not Letter.objects.filter(pk=letter.pk, delivered_how="").update(delivered_how=how, delivered_at=at):
        message = gettext("The delivery of this letter is on record already.")
        raise NotAllowed([Problem("letter.delivery.already_recorded", message)])
    letter.delivered_how, letter.delivered_at = how, at
    return letter
