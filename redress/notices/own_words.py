"""Words that an office made its own: saved as versions, checked before, taken up again at will, without a release."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.notices import wording
from redress.notices.models import OwnWording
from redress.notices.wording import BadWording, Wording
from redress.records.entries import Draft, append

EDITORS = (Role.SUPERVISOR, Role.ADMIN)
PART = 70  # characters of one text message in Chinese; a longer one is paid and torn in parts


def in_use(template: str, audience: str, channel: str, language: str, *, agency_id: int) -> Wording | None:
    """Return the words an office uses: its own, else as shipped; None if nothing is said there."""
    shipped = wording.find(template, audience, channel, language)
    if shipped is None:
        return None
    own = OwnWording.objects.filter(
        agency_id=agency_id, template=template, audience=audience, channel=channel, language=language, active=True
    ).first()
    return _as_wording(own) if own else shipped


def _as_wording(own: OwnWording) -> Wording:
    return Wording(
        own.template, own.audience, own.channel, own.language, own.subject, own.text, version=f"v{own.version}"
    )


def versions(shipped: Wording, *, agency_id: int) -> list[OwnWording]:
    """Every version an office saved of one wording, newest first."""
    return list(_of(shipped, agency_id).order_by("-version"))


def _of(shipped: Wording, agency_id: int) -> QuerySet[OwnWording]:
    return OwnWording.objects.filter(
        agency_id=agency_id, template=shipped.template, audience=shipped.audience, channel=shipped.channel,
        language=shipped.language,
    )  # fmt: skip


def problems_with(shipped: Wording, subject: str, text: str) -> list[Problem]:
    """What stands against words for this place. Only places that the shipped words have may be named."""
    new = Wording(shipped.template, shipped.audience, shipped.channel, shipped.language, subject.strip(), text.strip())
    if not new.text or (new.channel in {"email", "letter"} and not new.subject):
        return [
            Problem(
                "notice.wording.empty", gettext("Write the words; an e-mail and a letter need a subject too."), "/text"
            )
        ]
    try:
        strange = new.places - wording.CONTENT_FREE - shipped.places
    except BadWording:
        return [Problem("notice.wording.braces", gettext("A place is a name in braces, such as {number}."), "/text")]
    if strange:
        message = gettext("There is no place %(names)s in these words; messages name number, office and link only.")
        return [Problem("notice.wording.unknown_place", message % {"names": ", ".join(sorted(strange))}, "/text")]
    if new.channel == "sms" and new.language == "zh" and len(new.text) > PART * 2:
        return [
            Problem(
                "notice.wording.too_long",
                gettext("A text message has at most 140 characters; please shorten it."),
                "/text",
            )
        ]
    return []


@transaction.atomic
def save(shipped: Wording, *, subject: str, text: str, actor: Actor, now: datetime) -> OwnWording:
    """Make these words the office's own from now on. Raises NotAllowed (role), Invalid (words); nothing is kept then."""
    agency_id = _editor(actor)
    problems = problems_with(shipped, subject, text)
    if problems:
        raise Invalid(problems)
    rows = _of(shipped, agency_id)
    last = rows.select_for_update().order_by("-version").first()
    rows.update(active=False)
    own = OwnWording.objects.create(
        agency_id=agency_id, template=shipped.template, audience=shipped.audience, channel=shipped.channel,
        language=shipped.language, version=(last.version if last else 0) + 1, subject=subject.strip(),
        text=text.strip(), made_at=now, made_by=actor.key,
    )  # fmt: skip
    _record(own, own.version, actor=actor, now=now)
    return own


@transaction.atomic
def take_up(shipped: Wording, version: int, *, actor: Actor, now: datetime) -> None:
    """Use an earlier version again; 0 is the words as shipped. Raises NotAllowed (role), NotThere."""
    rows = _of(shipped, _editor(actor))
    one = rows.filter(version=version).first()
    if version and one is None:
        raise NotThere(f"version {version}")
    rows.update(active=False)
    rows.filter(version=version).update(active=True)
    _record(shipped, version, actor=actor, now=now)


def _editor(actor: Actor) -> int:
    if actor.role not in EDITORS or actor.agency_id is None:
        raise NotAllowed(
            [
                Problem(
                    "notice.wording.wrong_role",
                    gettext("Words of notices are changed by a supervisor or administrator."),
                )
            ]
        )
    return actor.agency_id


def _record(of: Wording | OwnWording, version: int, *, actor: Actor, now: datetime) -> None:
    place = f"{of.template}.{of.audience}.{of.channel}.{of.language}"
    append([Draft(0, "notice_wording.changed", now, actor.key, {"wording": place, "version": version})])
