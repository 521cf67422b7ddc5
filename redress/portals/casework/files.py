"""Evidence and letters of a case: handed out as downloads, never as pages of this site."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from redress.cases import archive as file_archive
from redress.cases import evidence
from redress.cases.letters import files as letter_files
from redress.cases.letters import issuing
from redress.cases.letters import queries as letters
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required
from redress.portals.casework.case import page
from redress.portals.downloads import attachment, picture

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@case_staff_required
@require_POST
def add_exhibit(request: DeskRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, gettext("Choose a file first."))
        return redirect("casework:case", case.number)
    try:
        evidence.add_exhibit(
            case, name=upload.name or "file", stream=upload, audience=request.POST.get("audience", "staff"),
            actor=request.actor, now=timezone.now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        return page(request, case, status=422, page_problems=refusal.problems)
    messages.success(request, gettext("The file is kept."))
    return redirect("casework:case", case.number)


@case_staff_required
def exhibit(request: DeskRequest, number: str, exhibit_id: int) -> HttpResponse:
    case = case_or_404(request, number)
    try:
        found = evidence.find(case, exhibit_id, actor=request.actor)
    except NotThere:
        raise Http404 from None
    opened = evidence.open_exhibit(found, actor=request.actor, now=timezone.now())
    return attachment(opened.content, opened.name)


@case_staff_required
def exhibit_preview(request: DeskRequest, number: str, exhibit_id: int) -> HttpResponse:
    case = case_or_404(request, number)
    try:
        found = evidence.find(case, exhibit_id, actor=request.actor)
    except NotThere:
        raise Http404 from None
    content = evidence.open_preview(found)
    if content is None:
        raise Http404
    return picture(content)


@case_staff_required
def archive(request: DeskRequest, number: str) -> HttpResponse:
    """The whole file of a case as one zip with an index; taking it out is recorded."""
    case = case_or_404(request, number)
    content = file_archive.build(case, actor=request.actor, language=present.lang(), now=timezone.now())
    return attachment(content, f"{case.number}.zip", media_type="application/zip")


@case_staff_required
def letter(request: DeskRequest, number: str, letter_id: int) -> HttpResponse:
    """The letter as it was issued (PDF), or with ?as=docx its words in a document that can be edited."""
    case = case_or_404(request, number)
    found = next((row for row in letters.of_case(case, actor=request.actor) if row.pk == letter_id), None)
    if found is None:
        raise Http404
    name = f"{found.letter}-{found.pk}"
    if request.GET.get("as") != "docx":
        return attachment(letter_files.opened(found), f"{name}.pdf", media_type="application/pdf")
    try:
        return attachment(issuing.editable(found), f"{name}.docx", media_type=DOCX)
    except NotAllowed as refusal:
        return page(request, case, status=409, page_problems=refusal.problems)
