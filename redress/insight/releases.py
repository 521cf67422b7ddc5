"""Releases of single complaints: prepared, measured, approved by somebody else, published; withdrawals take effect."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases.models import Case
from redress.insight import narratives, risk
from redress.insight.models import Fact, Release, ReleaseRow
from redress.insight.models.releases import PUBLISHERS
from redress.insight.risk import Record
from redress.kernel.actors import Actor, Role
from redress.kernel.jobs import enqueue
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere, Problem, require_none
from redress.privacy import assessments, consents, vault
from redress.records.entries import Draft, append

CODE = "2026.1"  # of this pipeline; stands in every data card
BATCH = 500
LONGEST = 2_000  # characters of a story
LEAST_RECALL = 0.95
# What is never in a release, however coarse: no person is protected by coarseness alone here.
LEFT_OUT_FLAGS = frozenset({"minor", "health", "secret", "danger"})
LEFT_OUT_CATEGORIES = ("goods.medical", "services.health")


@transaction.atomic
def request(since: date, until: date, *, actor: Actor, now: datetime) -> Release:
    """Ask for a release of what was received in a period; a job prepares and measures it."""
    problems = _wrong_role(actor)
    if not since < until <= day_of(now):
        problems.append(
            Problem(
                "release.request.period", gettext("The period ends in the past and begins before it ends."), "/since"
            )
        )
    require_none(problems)
    made = Release.objects.create(
        agency_id=actor.agency_id or 0, since=since, until=until, made_by=actor.key, made_at=now
    )
    append(
        [Draft(0, "release.requested", now, actor.key, {"release": made.pk, "since": str(since), "until": str(until)})]
    )
    enqueue("insight.prepare_release", {"release": made.pk, "bodies": sorted(actor.agency_ids)}, now=now)
    return made


def _wrong_role(actor: Actor) -> list[Problem]:
    if actor.role in PUBLISHERS:
        return []
    return [Problem("release.wrong_role", gettext("Analysts and supervisors prepare and approve releases."))]


def fill(release_id: int, bodies: Sequence[int], *, now: datetime) -> None:
    """Prepare and measure a release that was asked for; done twice it is done once."""
    release = Release.objects.get(pk=release_id)
    if release.state != "preparing":
        return
    population, agreed, excluded = _records(release, bodies)
    measured = risk.prepare(agreed, population)
    rows, left = _rows(release, measured)
    with transaction.atomic():
        locked = Release.objects.select_for_update().get(pk=release_id)
        if locked.state != "preparing":
            return
        ReleaseRow.objects.bulk_create(rows, batch_size=BATCH)
        locked.state, locked.level, locked.rows = "measured", measured.level, len(rows)
        locked.done = locked.total = len(rows)
        locked.card = json.dumps(_card(locked, population, agreed, excluded, measured, left), ensure_ascii=False)
        locked.save()
        append(
            [
                Draft(
                    0,
                    "release.measured",
                    now,
                    "system:releases",
                    {"release": locked.pk, "rows": len(rows), "k": measured.k},
                )
            ]
        )


def _records(release: Release, bodies: Sequence[int]) -> tuple[list[Record], list[Record], dict[str, int]]:
    """Everybody an attacker may look for, those who may be published, and how many were left out for what."""
    facts = Fact.objects.filter(agency_id__in=bodies, day__gte=release.since, day__lt=release.until, kind="complaint")
    rows = list(facts.order_by("case_id").values())
    ids = [row["case_id"] for row in rows]
    standing = consents.standing(ids, "publication")
    flags: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        flags |= dict(Case.objects.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "flags"))
    population, agreed, excluded = [], [], Counter[str]()
    for row in rows:
        record = Record(
            row["case_id"], row["day"].isoformat(), row["division"], row["category"], row["channel"], row["amount"],
            row["nature"], row["outcome"],
        )  # fmt: skip
        population.append(record)
        why = _why_not(row, flags.get(row["case_id"], ""), agreed=row["case_id"] in standing)
        if why:
            excluded[why] += 1
        else:
            agreed.append(record)
    return population, agreed, dict(excluded)


def _why_not(row: Mapping[str, Any], flags: str, *, agreed: bool) -> str:
    if not agreed:
        return "no_consent"
    if row["phase"] == "open":
        return "still_open"
    if row["outcome"] == "NOT_ACCEPTED":
        return "not_accepted"
    if LEFT_OUT_FLAGS & set(flags.split()) or row["category"].startswith(LEFT_OUT_CATEGORIES):
        return "sensitive"
    return "" if row["nature"] else "unclassified"


def _rows(release: Release, measured: risk.Measured) -> tuple[list[ReleaseRow], int]:
    """The rows with their stories, and how many personal values a second reading still finds in those."""
    made, left = [], 0
    for start in range(0, len(measured.rows), BATCH):
        Release.objects.filter(pk=release.pk).update(done=start, total=len(measured.rows))
        part = measured.rows[start : start + BATCH]
        ids = [record.case_id for record, _ in part]
        sealed = vault.open_many(ids, "intake")
        traders = dict(Case.objects.filter(pk__in=ids).values_list("pk", "trader_name"))
        for record, values in part:
            words = _words(sealed.get(record.case_id, {}), traders.get(record.case_id, ""))
            left += narratives.left_over(words)
            columns = {**values, "nature": record.nature, "outcome": record.outcome}
            made.append(
                ReleaseRow(
                    release=release,
                    key=secrets.token_hex(8),
                    case_id=record.case_id,
                    words=words,
                    columns=json.dumps(columns, ensure_ascii=False),
                )
            )
    return made, left


def _words(intake: dict[str, Any], trader: str) -> str:
    person = intake.get("complainant") or {}
    known = [value for value in person.values() if isinstance(value, str) and value]
    return narratives.given_out((intake.get("story") or "")[:LONGEST], known=known, trader=trader)


def _card(
    release: Release,
    population: Sequence[Record],
    agreed: Sequence[Record],
    excluded: dict[str, int],
    measured: risk.Measured,
    left: int,
) -> dict[str, Any]:
    return {
        "pipeline": CODE,
        "since": release.since.isoformat(),
        "until": release.until.isoformat(),
        "population": len(population),
        "agreed": len(agreed),
        "excluded": excluded,
        "level": measured.level,
        "rows": len(measured.rows),
        "suppressed": measured.suppressed,
        "k": measured.k,
        "l": measured.l,
        "t": measured.t,
        "linked_alone": measured.linked_alone,
        "linked_most": measured.linked_most,
        "linked_mean": measured.linked_mean,
        "words_recall": narratives.recall(),
        "words_left_over": left,
        "withdrawn": 0,
        "changes": [],
    }


def risks(release: Release) -> list[Problem]:
    """Every measured number that stands against publication. None of these can be skipped, only the release narrowed."""
    card = release.numbers
    rules = (
        ("release.risk.empty", card.get("rows", 0) >= risk.K, gettext("Too few rows are left: %(rows)s.")),
        ("release.risk.k", card.get("k", 0) >= risk.K, gettext("A row is like %(k)s rows only; at least 5 are needed.")),
        ("release.risk.l", card.get("l", 0) >= risk.L, gettext("A group has %(l)s kind of problem only; two are needed.")),
        ("release.risk.t", card.get("t", 1) <= risk.MOST_T, gettext("A group differs from all by %(t)s; 0.7 is the most.")),
        ("release.risk.linkage", card.get("linked_most", 1) <= risk.MOST_LINKED and not card.get("linked_alone"), gettext("The attack finds a person with a chance of %(linked_most)s; one in five is the most.")),
        ("release.risk.words", card.get("words_recall", 0) >= LEAST_RECALL and not card.get("words_left_over"), gettext("%(words_left_over)s personal values are still found in the stories; recall is %(words_recall)s.")),
    )  # fmt: skip
    blank = dict.fromkeys(("rows", "k", "l", "t", "linked_most", "words_left_over", "words_recall"), "?")
    return [Problem(code, text % {**blank, **card}) for code, good, text in rules if not good]


def unweighed(release: Release, *, now: datetime) -> list[Problem]:
    """Return what is missing before data may be published: an impact assessment in force (PIPL Art. 55(3))."""
    if assessments.standing("publish", queries.above(release.agency_id), on=day_of(now)) is not None:
        return []
    message = gettext("First assess the impact of publishing, and have it approved: Personal data, Impact assessments.")
    return [Problem("release.decide.no_assessment", message, cites=[{"law": "pipl-2021", "article": "55(3)"}])]


def get(release_id: int, *, actor: Actor) -> Release:
    found = Release.objects.visible_to(actor).filter(pk=release_id).first()
    if found is None:
        raise NotThere(release_id)
    return found


@transaction.atomic
def decide(release_id: int, *, publish: bool, actor: Actor, now: datetime) -> Release:
    """Publish a measured release, or decline it. Publishing takes somebody else than who asked for it, and no risk above its limit."""
    release = get(release_id, actor=actor)
    release = Release.objects.select_for_update().get(pk=release.pk)
    problems = _wrong_role(actor)
    if release.state != "measured":
        problems.append(Problem("release.decide.wrong_state", gettext("Only a measured release can be decided about.")))
    elif publish:
        if actor.key == release.made_by or actor.role != Role.SUPERVISOR:
            problems.append(
                Problem(
                    "release.decide.second_person",
                    gettext("A supervisor other than the person who asked for it approves a release."),
                )
            )
        problems += [*risks(release), *unweighed(release, now=now)]
    require_none(problems)
    release.state = "published" if publish else "declined"
    release.decided_by, release.decided_at = actor.key, now
    release.save()
    event = "release.published" if publish else "release.declined"
    append([Draft(0, event, now, actor.key, {"release": release.pk, "rows": release.rows})])
    if publish:
        apply_withdrawals(release.pk, now=now)
    return Release.objects.get(pk=release.pk)


def apply_withdrawals(release_id: int, *, now: datetime) -> int:
    """Take out of a published release whoever took the consent back or was erased, and who would now stand out."""
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=release_id)
        rows = list(ReleaseRow.objects.filter(release=release).only("pk", "case_id", "columns"))
        standing = consents.standing([row.case_id for row in rows], "publication")
        erased = (
            set(
                Fact.objects.filter(case_id__in=[row.case_id for row in rows], person="", trader="").values_list(
                    "case_id", flat=True
                )
            )
            if rows
            else set()
        )
        gone = [row.pk for row in rows if row.case_id not in standing or row.case_id in erased]
        if not gone:
            return 0
        rest = [row for row in rows if row.pk not in set(gone)]
        gone += [row.pk for row in _standing_out(rest)]
        for start in range(0, len(gone), BATCH):
            ReleaseRow.objects.filter(pk__in=gone[start : start + BATCH]).delete()
        card = release.numbers
        card["withdrawn"] += len(gone)
        card["changes"] = [
            *card["changes"],
            {"revision": release.revision + 1, "on": day_of(now).isoformat(), "rows_taken_out": len(gone)},
        ]
        release.revision, release.rows, release.card = (
            release.revision + 1,
            release.rows - len(gone),
            json.dumps(card, ensure_ascii=False),
        )
        release.save()
        append([Draft(0, "release.rows_withdrawn", now, "system:releases", {"release": release.pk, "rows": len(gone)})])
        return len(gone)


def _standing_out(rows: Iterable[ReleaseRow]) -> list[ReleaseRow]:
    groups: dict[tuple[str, ...], list[ReleaseRow]] = {}
    for row in rows:
        values = row.values
        groups.setdefault(tuple(values[name] for name in values if name not in {"nature", "outcome"}), []).append(row)
    return [
        row
        for group in groups.values()
        if len(group) < risk.K or len({one.values["nature"] for one in group}) < risk.L
        for row in group
    ]
