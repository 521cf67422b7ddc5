"""What happens between us and another body: a partner is registered, a case is sealed for it, one of theirs comes in."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redress.cases import evidence, filing, intake
from redress.cases.door import get
from redress.cases.models import Case
from redress.exchange import sealed
from redress.exchange.container import Opened
from redress.exchange.leaving import Ground, problems_with
from redress.exchange.models import HandOver, Partner
from redress.exchange.taken_in import keep_file, read
from redress.exchange.words import Word
from redress.kernel import jobs
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, Problem, require_none
from redress.records.entries import Draft, append
from redress.records.notes import BadNote, VerifierKey

RUNNERS = frozenset({Role.ADMIN, Role.SYSTEM})
TAKERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.SYSTEM})


@transaction.atomic
def add_partner(
    *,
    code: str,
    name: str,
    vkey: str,
    country: str = "CN",
    contact: str = "",
    url: str = "",
    actor: Actor,
    now: datetime,
) -> Partner:
    """Register another installation with its key, or give it a new one. Its key must have come by another way."""
    problems = []
    if actor.role not in RUNNERS:
        problems.append(Problem("partner.add.wrong_role", gettext("An administrator registers partners.")))
    try:
        VerifierKey.parse(vkey)
    except BadNote:
        message = gettext("This is no public key; copy what “redress exchange key” prints at the partner.")
        problems.append(Problem("partner.add.bad_key", message, "/vkey"))
    require_none(problems)
    values = {"name": name, "vkey": "".join(vkey.split()), "country": country.upper(), "contact": contact, "url": url}
    partner, _made = Partner.objects.update_or_create(
        code=code, defaults={**values, "active": True, "added_by": actor.key, "added_at": now}
    )
    append([Draft(0, "partner.added", now, actor.key, {"partner": code, "country": partner.country, "vkey": vkey})])
    return partner


def seal_case(number: str, partner: Partner, ground: Ground, *, actor: Actor, now: datetime) -> tuple[HandOver, bytes]:
    """Make the sealed file of a case for a partner; that it left, to whom and on which basis is recorded.

    Call it outside any transaction. Raises NotThere, or NotAllowed with every reason why the case must not leave.
    """
    case = get(number, actor=actor)
    require_none(problems_with(case, partner, ground, actor=actor, now=now))
    content = sealed.build(case, partner, ground, actor=actor, now=now)
    digest = hashlib.sha256(content).digest()
    with transaction.atomic():
        row = HandOver.objects.create(
            partner=partner, direction="out", digest=digest, case=case, state="made", basis=ground.basis,
            at=now, by=actor.key,
        )  # fmt: skip
        data = {
            "partner": partner.code, "country": partner.country, "basis": ground.basis, "route": ground.route,
            "reference": ground.reference, "assessment": ground.impact_assessment, "sha256": digest.hex(),
        }  # fmt: skip
        append([Draft(case.pk, "case.sealed_for_partner", now, actor.key, data)])
    return row, content


def take_in(content: bytes, *, actor: Actor, now: datetime) -> HandOver:
    """Take a partner's sealed file in as a case here, with where it came from; the same file again is the same case.

    Raises NotAllowed if the file is not whole, not signed by a partner, or meant for no case here; nothing is kept then.
    """
    if actor.role not in TAKERS:
        message = gettext("An officer or supervisor takes a case over.")
        raise NotAllowed([Problem("sealed_file.take.wrong_role", message)])
    partner, opened = read(content)
    known = HandOver.objects.filter(partner=partner, direction="in", digest=opened.digest).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _taken(partner, opened, content, actor=actor, now=now)
    except IntegrityError:  # two hands brought it at the same moment
        return HandOver.objects.get(partner=partner, direction="in", digest=opened.digest)


def _taken(partner: Partner, opened: Opened, content: bytes, *, actor: Actor, now: datetime) -> HandOver:
    row = HandOver.objects.create(
        partner=partner, direction="in", digest=opened.digest, their_number=str(opened.manifest["number"]),
        state="waiting", basis=str(opened.manifest.get("basis", "")), at=now, by=actor.key,
    )  # fmt: skip
    given: dict[str, Any] = json.loads(opened.members["case.json"])
    form = {**given, "channel": "import", "external_number": row.their_number, "source": f"exchange:{partner.code}"}
    [filed] = filing.file(intake.read(form, now=now), actor=actor, now=now)
    case = Case.objects.get(pk=filed.id)
    left_out = [name for name in opened.members if name.startswith(("evidence/", "letters/")) and not _kept(
        case, name, opened.members[name], actor=actor, now=now)]  # fmt: skip
    _keep_original(case, content)
    HandOver.objects.filter(pk=row.pk).update(case=case, state="taken")
    data = {
        "partner": partner.code, "their_number": row.their_number, "sha256": opened.digest.hex(),
        "origin": str(opened.manifest.get("origin", "")), "their_rule_set": str(opened.manifest.get("rule_set", "")),
        "proofs": sum(name.startswith("proofs/") for name in opened.members), "left_out": left_out,
    }  # fmt: skip
    append([Draft(case.pk, "case.taken_from_partner", now, actor.key, data)])
    row.refresh_from_db()
    return row


def _kept(case: Case, name: str, content: bytes, *, actor: Actor, now: datetime) -> bool:
    """Put a file among the evidence, judged like any other; what does not pass stays in the original alone."""
    try:
        checked = evidence.check(name=name.rpartition("/")[2], stream=content)
        evidence.keep(case, checked, audience="both", actor=actor, now=now)
    except Invalid:
        return False
    return True


def _keep_original(case: Case, content: bytes) -> None:
    """Keep the sealed file as it came, in the case's own compartment: the proof of what was received."""
    keep_file(case.pk, "sealed-case.zip", content)


def send_case(number: str, partner: Partner, ground: Ground, *, actor: Actor, now: datetime) -> HandOver:
    """Seal a case for a partner and let a job carry it there, the same bytes however often it is tried."""
    if not partner.url:
        message = gettext("This partner has no address; hand the file over another way.")
        raise NotAllowed([Problem("case.send.no_address", message, "/partner")])
    row, content = seal_case(number, partner, ground, actor=actor, now=now)
    keep_file(row.case_id or 0, f"sealed-out-{row.pk}.zip", content)
    jobs.enqueue("exchange.carry", {"hand_over": row.pk}, now=now)
    return row


@transaction.atomic
def hear(row: HandOver, said: Word, *, actor: Actor, now: datetime) -> bool:
    """Take a partner's signed word about a case of ours; an older word than the last, or the same, changes nothing."""
    locked = HandOver.objects.select_for_update().get(pk=row.pk)
    if locked.heard_at is not None and said.at <= locked.heard_at:
        return False
    told = (locked.state, locked.their_state, locked.their_number) != ("taken", said.state, said.number)
    locked.state, locked.their_state, locked.their_number, locked.heard_at = "taken", said.state, said.number, said.at
    locked.save(update_fields=["state", "their_state", "their_number", "heard_at"])
    if told:
        data = {"partner": locked.partner.code, "their_number": said.number, "their_state": said.state}
        append([Draft(locked.case_id or 0, "case.partner_told", now, actor.key, data)])
    return told
