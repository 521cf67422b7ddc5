"""What a person takes along: files, letters, proofs, dates, the receipt. Always as downloads; pictures made here aside."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redress.cases import evidence
from redress.cases.letters import files as letter_files
from redress.cases.letters.queries import of_case
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.downloads import attachment, picture
from redress.portals.public.filing.received import calendar_of, card_of
from redress.portals.public.following import session
from redress.portals.public.following.page import of_mine
from redress.privacy.vault import Erased
from redress.records import entries, issue


@never_cache
@require_safe
@of_mine
def file(request: HttpRequest, case: Case, exhibit_id: int, *, now: datetime) -> HttpResponse:
    actor = session.actor(case)
    try:
        opened = evidence.open_exhibit(evidence.find(case, exhibit_id, actor=actor), actor=actor, now=now)
    except (NotThere, NotAllowed, Erased, FileNotFoundError):
        raise Http404 from None
    return attachment(opened.content, opened.name)


@never_cache
@require_safe
@of_mine
def preview(request: HttpRequest, case: Case, exhibit_id: int, *, now: datetime) -> HttpResponse:
    try:
        small = evidence.open_preview(evidence.find(case, exhibit_id, actor=session.actor(case)))
    except (NotThere, Erased, FileNotFoundError):
        raise Http404 from None
    if small is None:
        raise Http404
    return picture(small)


@never_cache
@require_safe
@of_mine
def letter(request: HttpRequest, case: Case, letter_id: int, *, now: datetime) -> HttpResponse:
    found = next((one for one in of_case(case, actor=session.actor(case)) if one.pk == letter_id), None)
    if found is None:
        raise Http404
    try:
        content = letter_files.opened(found)
    except (Erased, FileNotFoundError):
        raise Http404 from None
    return attachment(content, f"{case.number}-{found.letter}.pdf", media_type="application/pdf")


@never_cache
@require_safe
@of_mine
def proof(request: HttpRequest, case: Case, entry_id: int, *, now: datetime) -> HttpResponse:
    """The receipt of one entry: what it says, and the proof that the archive holds it. Checked without this server."""
    if entry_id >= 1 << 63:
        raise Http404
    try:
        entry = entries.get(entry_id)
        if entry.subject != case.pk or not entry.receipted:
            raise Http404
        receipt = issue.receipt(entry_id, now=now)
    except (LookupError, NotAllowed):
        raise Http404 from None
    return attachment(receipt.file, f"{case.number}-{entry_id}.receipt.json", media_type="application/json")


@never_cache
@require_safe
@of_mine
def case_dates(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    return calendar_of([case], now=now)


@never_cache
@require_safe
@of_mine
def card(request: HttpRequest, case: Case, form: str, *, now: datetime) -> HttpResponse:
    return card_of([case], form=form, now=now)
