"""Papers and proofs of a room, handed out to those in it by whichever door they came: their own copies, and shared files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from redress.cases import evidence
from redress.cases.letters import files, forms, issuing, queries
from redress.kernel.problems import NotAllowed, NotThere
from redress.law.packs import say
from redress.portals.downloads import attachment
from redress.portals.room.place import Place
from redress.privacy.vault import Erased

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OF_MEDIATION = frozenset({"mediation_document", "mediation_record", "mediation_notice", "termination_decision"})


def listed(place: Place) -> list[dict[str, Any]]:
    """The papers of the mediation this person has a copy of."""
    found = []
    for letter in queries.of_case(place.case, actor=place.actor):
        known = forms.forms(letter.rule_set).get(letter.letter)
        if letter.letter in OF_MEDIATION and known is not None:
            title = say(known.title, get_language() or "zh-hans")
            addresses = {kind: place.url("room_paper", letter.pk, kind) for kind in ("pdf", "docx")}
            found.append({"title": title, "number": letter.number, "at": letter.issued_at, **addresses})
    return found


@require_safe
def paper(request: HttpRequest, place: Place, letter_id: int, kind: str) -> HttpResponse:
    """One paper, as issued (PDF) or with its words to work on (DOCX)."""
    letters = queries.of_case(place.case, actor=place.actor)
    found = next((one for one in letters if one.pk == letter_id and one.letter in OF_MEDIATION), None)
    if found is None or kind not in ("pdf", "docx"):
        raise Http404
    name = f"{place.case.number}-{found.letter}.{kind}"
    try:
        if kind == "docx":
            return attachment(issuing.editable(found), name, media_type=DOCX)
        return attachment(files.opened(found), name, media_type="application/pdf")
    except (Erased, FileNotFoundError, NotAllowed):
        raise Http404 from None


@require_safe
def file(request: HttpRequest, place: Place, exhibit_id: int) -> HttpResponse:
    """A proof both sides may see."""
    try:
        found = evidence.find(place.case, exhibit_id, actor=place.actor)
        opened = evidence.open_exhibit(found, actor=place.actor, now=place.now)
    except (NotThere, Erased, FileNotFoundError):
        raise Http404 from None
    return attachment(opened.content, opened.name)
