"""What the people of the example world were told lately: by text message and letter, arrived, failed, still to post."""

from datetime import datetime, timedelta

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.kernel.moments import SHANGHAI, day_of
from redress.notices import ledger, people, telling
from redress.notices.ledger import Address
from redress.notices.models import Notice, ReadTo
from redress.records.entries import stamp
from redress.records.models import Entry

HOME = "310115"


def build(*, now: datetime) -> None:
    """The reader begins three days back; then a week of news with its ends. Nothing of it leaves the server."""
    first = (
        Entry.objects.filter(at__gte=stamp(now - telling.TOO_OLD)).order_by("id").values_list("id", flat=True).first()
    )
    start = (first - 1) if first else 0
    ReadTo.objects.update_or_create(reader=telling.READER, defaults={"entry_id": start, "from_id": start})
    while telling.read_on(now=now) >= telling.AT_ONCE:
        pass
    agency = queries.body_by_code(HOME)
    if agency is None:
        return
    cases = list(Case.objects.filter(agency_id=agency.id).order_by("-pk")[20:44])
    for place, case in enumerate(cases):
        _told(case, place, now=now - timedelta(days=1 + place % 5))
    clerk = queries.actor_of(Staff.objects.get(username="chen"))
    letters = Notice.objects.filter(channel="letter", state="waiting", agency_id=agency.id).order_by("pk")
    for notice in letters[2:5]:
        people.note(notice.pk, people.POSTED, on=day_of(now), actor=clerk, now=now)


def _told(case: Case, place: int, *, now: datetime) -> None:
    at = now.astimezone(SHANGHAI).replace(hour=10 + place % 6, minute=place)
    on_paper = place % 4 == 3
    to = Address("letter", "上海市浦东新区示例路18号", "收件人（示例）") if on_paper else Address("sms", "13900000000")
    template = "case.letter" if on_paper else ("case.news", "case.result", "case.closed")[place % 3]
    notice = ledger.queue(
        template, to=to, case=case, agency=case.agency_id, audience="complainant", values={}, language=case.language,
        key=f"example:{case.pk}", now=at,
    )  # fmt: skip
    if not on_paper and place % 4 == 0:
        ledger.failed(notice.message_id, "sms.not_delivered", now=at + timedelta(minutes=2))
    elif not on_paper:
        ledger.delivered(notice.message_id, now=at + timedelta(minutes=1))
