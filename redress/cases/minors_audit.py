"""How minors' data was handled in a year: figures, each open to the records behind it (Minors' Network Regulations 34, 36, 37)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_lazy

from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.privacy.models import Approval, Breach, Erasure, MinorsAudit, PersonRequest, Reveal
from redress.records.entries import Draft, append

ROLES = frozenset({Role.SUPERVISOR, Role.AUDITOR})
FIGURES: Mapping[str, tuple[object, str]] = {
    "cases": (gettext_lazy("Cases with a minor's data"), "36"),
    "leaves": (gettext_lazy("Leave given to look at it"), "36"),
    "looks": (gettext_lazy("Looks at what is hidden"), "36"),
    "looks_without_leave": (gettext_lazy("Looks that no leave covers"), "36"),
    "requests": (gettext_lazy("Requests about the data"), "34"),
    "refused": (gettext_lazy("Requests refused, with ground"), "34"),
    "late": (gettext_lazy("Requests answered after the last day, or open past it"), "34"),
    "incidents": (gettext_lazy("Incidents that touched minors"), "35"),
    "erased": (gettext_lazy("Cases erased"), "36"),
}
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Behind:
    """One record behind a figure. number -- of the case; empty where it belongs to none"""

    number: str
    at: datetime
    who: str = ""
    note: str = ""


class Year:
    """A calendar year of the bodies somebody watches over."""

    def __init__(self, year: int, *, actor: Actor, now: datetime) -> None:
        self.year, self.now = year, now
        self.start, self.end = (datetime(at, 1, 1, tzinfo=SHANGHAI) for at in (year, year + 1))
        rows = (
            Case.objects.visible_to(actor)
            .filter(flags__contains="minor")
            .values_list("pk", "number", "received_at", "flags")
        )
        self.cases = {pk: (number, at) for pk, number, at, flags in rows if "minor" in flags.split()}

    def behind(self, name: str) -> list[Behind]:
        """Return the records behind a figure, the newest first."""
        return sorted(getattr(self, f"_{name}")(), key=lambda one: one.at, reverse=True)

    def figures(self) -> dict[str, int]:
        return {name: len(self.behind(name)) for name in FIGURES}

    def _number(self, case_id: int | None) -> str:
        return self.cases[case_id][0] if case_id in self.cases else ""

    def _cases(self) -> list[Behind]:
        return [Behind(number, at) for number, at in self.cases.values() if self.start <= at < self.end]

    def _leaves(self) -> list[Behind]:
        rows = Approval.objects.filter(case_id__in=self.cases, at__gte=self.start, at__lt=self.end)
        return [Behind(self._number(row.case_id), row.at, row.actor, row.approved_by) for row in rows]

    def _reveals(self) -> list[Reveal]:
        return list(Reveal.objects.filter(case_id__in=self.cases, at__gte=self.start, at__lt=self.end))

    def _looks(self) -> list[Behind]:
        return [Behind(self._number(row.case_id), row.at, row.actor, row.field) for row in self._reveals()]

    def _looks_without_leave(self) -> list[Behind]:
        given: dict[tuple[int, str], list[Approval]] = {}
        for leave in Approval.objects.filter(case_id__in=self.cases):
            given.setdefault((leave.case_id, leave.actor), []).append(leave)
        return [
            Behind(self._number(row.case_id), row.at, row.actor, row.field)
            for row in self._reveals()
            if not any(leave.at <= row.at < leave.until for leave in given.get((row.case_id, row.actor), ()))
        ]

    def _asked(self) -> list[PersonRequest]:
        rows = PersonRequest.objects.filter(
            case_id__in=self.cases, received_at__gte=self.start, received_at__lt=self.end
        )
        return list(rows)

    def _requests(self) -> list[Behind]:
        return [Behind(self._number(row.case_id), row.received_at, "", row.kind) for row in self._asked()]

    def _refused(self) -> list[Behind]:
        return [
            Behind(self._number(row.case_id), row.received_at, row.answered_by, row.refusal_code)
            for row in self._asked()
            if row.refusal_code
        ]

    def _late(self) -> list[Behind]:
        return [
            Behind(self._number(row.case_id), row.received_at, row.answered_by, str(row.latest_on))
            for row in self._asked()
            if day_of(row.answered_at or self.now) > row.latest_on
        ]

    def _incidents(self) -> list[Behind]:
        rows = Breach.objects.filter(minors=True, found_at__gte=self.start, found_at__lt=self.end)
        return [Behind("", row.found_at, row.opened_by, row.nature) for row in rows]

    def _erased(self) -> list[Behind]:
        rows = Erasure.objects.filter(case_id__in=self.cases, at__gte=self.start, at__lt=self.end)
        return [Behind(self._number(row.case_id), row.at, row.second, row.basis) for row in rows]


def reported(year: int, *, actor: Actor) -> MinorsAudit | None:
    return MinorsAudit.objects.filter(agency_id=actor.agency_id or 0, year=year).first()


@transaction.atomic
def report(year: int, findings: str, reported_on: date | None, *, actor: Actor, now: datetime) -> MinorsAudit:
    """Keep the audit of a year as it was reported to the internet-information authority (Art. 37); it is not changed later."""
    problems = []
    if actor.role not in ROLES:
        raise NotAllowed([Problem("minors_audit.wrong_role", gettext("Supervisors and auditors audit minors' data."))])
    if not findings.strip() or len(findings) > LONGEST:
        message = gettext("Write what was found and what is changed, in at most %(n)s characters.") % {"n": LONGEST}
        problems.append(Problem("minors_audit.no_findings", message, "/findings"))
    if reported_on is None or not date(year, 1, 1) <= reported_on <= day_of(now):
        message = gettext("Write the day on which it was reported.")
        problems.append(Problem("minors_audit.no_day", message, "/reported_on"))
    if problems or reported_on is None:
        raise Invalid(problems)
    try:
        with transaction.atomic():
            row = MinorsAudit.objects.create(
                agency_id=actor.agency_id or 0,
                year=year,
                figures=Year(year, actor=actor, now=now).figures(),
                findings=findings.strip(),
                reported_on=reported_on,
                made_by=actor.key,
                made_at=now,
            )
    except IntegrityError:
        message = gettext("The audit of this year is kept already.")
        raise NotAllowed([Problem("minors_audit.kept", message)]) from None
    append([Draft(0, "minors_audit.reported", now, actor.key, {"year": year, "figures": row.figures})])
    return row
