"""What happened to a matter, as a line of plain sentences with the papers that belong to each."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import reading
from redress.cases.letters import forms
from redress.cases.letters.queries import of_case
from redress.cases.models import Case
from redress.cases.reading import Moment
from redress.kernel.actors import Actor
from redress.law.packs import say
from redress.portals.public.dates import tongue

DECISIONS = frozenset({
    "complaint.accepted", "complaint.refused", "agreement.reached", "mediation.terminated", "result.issued",
    "case.closed", "report.case_filed", "report.not_filed", "report.decided", "case.transferred", "challenge.decided",
    "report.merged", "report.not_handled_again",
})  # fmt: skip


def titles() -> dict[str, str]:
    """What each event is called on the person's own page."""
    return {
        "case.received": gettext("We received it"),
        "case.distributed": gettext("Passed to the body that is competent"),
        "case.returned": gettext("Came back to the office that passed it on"),
        "competence.disputed": gettext(
            "Two offices are settling which of them is competent; every limit keeps running"
        ),
        "competence.agreed": gettext("The offices agreed which of them handles it"),
        "designation.requested": gettext("The office above both was asked to say who handles it"),
        "competence.designated": gettext("The office above said who handles it"),
        "case.taken_up": gettext("The office above took it up itself"),
        "case.handed_down": gettext("Given to an office below"),
        "case.transferred": gettext("Transferred to another body"),
        "referral.answered": gettext("The other body answered"),
        "referral.taken_back": gettext("The other body did not take it; it is handled here again"),
        "case.split": gettext("Clues of a breach are handled separately as a report"),
        "materials.requested": gettext("We asked you for something"),
        "materials.supplied": gettext("You sent what was asked for"),
        "complaint.accepted": gettext("Your complaint was accepted"),
        "complaint.refused": gettext("Your complaint was not accepted"),
        "investigation.first_done": gettext("The first investigation is done"),
        "mediation.begun": gettext("Mediation began"),
        "mediation.entrusted": gettext("A mediation body was entrusted with it"),
        "mediation.session_held": gettext("A mediation session took place"),
        "mediation.terminated": gettext("Mediation ended without an agreement"),
        "mediator.challenged": gettext("A challenge to the mediator was made"),
        "challenge.decided": gettext("The challenge was decided"),
        "testing.started": gettext("Testing began; from here the days do not count"),
        "testing.ended": gettext("Testing ended; the days count again"),
        "case.shelved": gettext("Set aside for now; the limits of the law keep running"),
        "agreement.reached": gettext("Both sides agreed"),
        "agreement.performance_recorded": gettext("It was noted how the agreement was performed"),
        "result.issued": gettext("The written result was issued"),
        "case.closed": gettext("Closed and archived"),
        "case.reopened": gettext("Taken up again"),
        "case.withdrawn": gettext("Withdrawn"),
        "case.rated": gettext("You rated it"),
        "report.verification_begun": gettext("The clues are being verified"),
        "report.verification_extended": gettext("Verification takes longer; the head of the office approved it"),
        "report.case_filed": gettext("A penalty case was opened"),
        "report.not_filed": gettext("No penalty case was opened"),
        "report.decided": gettext("The penalty case was decided"),
        "report.supplemented": gettext("New facts were added; the limit of verification starts again"),
        "report.merged": gettext("Joined to your earlier report"),
        "report.not_handled_again": gettext("The same facts as before: not handled again"),
        "report.case_extended": gettext("The penalty case takes longer; the head of the office approved it"),
        "report.case_further_extended": gettext(
            "The penalty case takes longer still; the heads of the office decided it together"
        ),
        "report.time_left_out": gettext(
            "Something began whose days do not count, such as identification by the right holder"
        ),
        "report.time_counted_again": gettext("It is over; the days count again"),
        "report.reporter_told": gettext("We told you the result"),
        "message.received": gettext("You wrote"),
        "message.sent": gettext("We wrote to you"),
        "evidence.added": gettext("A file was added"),
        "trader.invited": gettext("We asked the trader to answer"),
        "trader.nudged": gettext("We reminded the trader"),
        "trader.called": gettext("We called the trader"),
        "trader.opened": gettext("The trader has read it"),
        "trader.answered": gettext("The trader answered"),
        "trader.silent": gettext("The trader has not answered; the office decides what comes next"),
        "joint.proposed": gettext("We asked whether you agree to a joint complaint"),
        "joint.agreed": gettext("You agreed to a joint complaint"),
        "joint.declined": gettext("You chose to be handled alone"),
        "joint.left": gettext("You left the joint complaint"),
        "joint.ended": gettext("The joint complaint ended; yours goes on alone"),
        "joint.terms_put": gettext("Terms of a settlement were put to everybody in the joint complaint"),
        "joint.terms_agreed": gettext("You agreed to the terms"),
        "joint.terms_refused": gettext("You did not agree to the terms"),
        "joint.representative_acted": gettext("Your representative sent something, with effect for you"),
        "contact.changed": gettext("How to reach you was changed"),
    }


# What has its own place on the page, or is nobody's news.
ELSEWHERE = frozenset({"evidence.opened", "evidence.scanned", "note.added", "case.tagged", "vault.revealed"})


def line(case: Case, *, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the timeline, newest first, with messages in their places and the letters and proofs of each step."""
    known, texts = titles(), {row["id"]: row for row in reading.messages(case, actor=actor, slots=slots)}
    letters = _letters(case, actor)
    found = []
    for moment in reading.timeline(case, actor=actor, slots=slots):
        if moment.event not in known or moment.event in ELSEWHERE or _is_hidden(moment, texts):
            continue
        found.append(_event(case, moment, known[moment.event], texts, letters))
    return list(reversed(found))


def _is_hidden(moment: Moment, texts: dict[int, Any]) -> bool:
    """A message that is not for this person does not show that it exists."""
    return moment.event in ("message.received", "message.sent") and moment.data.get("message") not in texts


def _event(
    case: Case, moment: Moment, title: str, texts: dict[int, Any], letters: dict[int, list[dict[str, str]]]
) -> dict[str, Any]:
    docs = list(letters.get(moment.entry_id, ()))
    if moment.receipted:
        address = reverse("public:proof", args=[case.number, moment.entry_id])
        docs.append({"label": gettext("Proof of this entry"), "href": address})
    return {
        "at": moment.at,
        "kind": _kind(moment),
        "title": title,
        "who": _who(case, moment),
        "body": _body(case, moment, texts),
        "docs": docs,
    }


def _kind(moment: Moment) -> str:
    if moment.event in DECISIONS:
        return "decision"
    if moment.event in ("message.received", "materials.supplied"):
        return "in"
    return "out" if moment.event in ("message.sent", "materials.requested") else "event"


def _who(case: Case, moment: Moment) -> str:
    if moment.side == "system" or moment.event == "case.received":
        return ""
    if moment.side == "trader":
        return gettext("The trader")
    if moment.side == "in":
        return gettext("you")
    return queries.body(case.agency_id).name("en" if tongue() == "en" else "zh-hans")


def _body(case: Case, moment: Moment, texts: dict[int, Any]) -> str:
    if "message" in moment.data:
        return str(texts.get(moment.data["message"], {}).get("text", ""))
    parts = [_reason(case, moment), str(moment.words.get("text", ""))]
    if moment.data.get("due_on") and moment.event == "materials.requested":
        parts.append(gettext("Please answer by %(day)s.") % {"day": moment.data["due_on"]})
    return "\n".join(part for part in parts if part)


def _reason(case: Case, moment: Moment) -> str:
    """The ground a step rests on, in the rule set's plain words."""
    code, verb = moment.data.get("reason_code"), str(moment.data.get("verb", ""))
    if not code:
        return ""
    for step in case.pack.steps_of(verb):
        ground = case.pack.ground(step.reasons or verb, str(code))
        if ground is not None:
            return say(ground.plain, tongue())
    return ""


def _letters(case: Case, actor: Actor) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    for letter in of_case(case, actor=actor):
        known = forms.forms(letter.rule_set).get(letter.letter)
        title = say(known.title, tongue()) if known else letter.letter
        address = reverse("public:letter", args=[case.number, letter.pk])
        found.setdefault(letter.entry_id or 0, []).append({"label": f"{title} (PDF)", "href": address})
    return found


def loose_letters(case: Case, *, actor: Actor) -> list[dict[str, str]]:
    """Letters that belong to no entry of the line."""
    return _letters(case, actor).get(0, [])
