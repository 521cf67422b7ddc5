"""The tree of bodies as a table: taken out as CSV or XLSX, brought in after a look at what each row would do."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from redress.agencies import tree
from redress.cases import succession, tables
from redress.kernel.problems import NotAllowed, Problem
from redress.portals.casework.access import DeskRequest, frame, open_to

LARGEST = 2_000_000  # bytes of a file
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Read = list[tuple[int, tables.Row | None]]


@open_to(tree.EDITORS)
@require_http_methods(["GET", "POST"])
def page(request: DeskRequest) -> HttpResponse:
    """Choose a file, look at what becomes of each row, then take it in: all of it or nothing."""
    problems: list[Problem] = []
    lines: list[tree.Line] = []
    text = ""
    if request.method == "POST":
        store = request.POST.get("do") == "store"
        try:
            rows = _from_text(request.POST.get("text", "")) if store else _from_file(request.FILES.get("file"))
            lines = succession.take_in(rows, store=store, actor=request.actor, now=timezone.now())
            text = _as_csv([row for _, row in rows if row])
        except tables.UnreadableFile as unreadable:
            problems = [Problem("body.table.unreadable", str(unreadable), "/file")]
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            if store and all(line.result != "refused" for line in lines):
                done = sum(line.result in ("added", "changed") for line in lines)
                messages.success(
                    request, gettext("The table is taken in: %(n)d bodies added or changed.") % {"n": done}
                )
                return redirect("tree:list")
    refused = sum(line.result == "refused" for line in lines)
    context = frame(
        request,
        "tree:list",
        lines=[{"line": line, "said": _said(line)} for line in lines],
        text=text,
        refused=refused,
        going=sum(line.result in ("added", "changed") for line in lines),
        error=problems[0].message if problems else "",
        columns=", ".join(tree.COLUMNS),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "bodies/table.html", context, status=422 if problems or refused else 200)


@open_to(tree.EDITORS)
@require_safe
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The bodies that are open, under the names of the columns; the file comes back in on the other page."""
    rows = [tree.values_of(row) for row in tree.visible_to(request.actor).filter(active=True)]
    if kind == "csv":
        answer = HttpResponse("\ufeff" + _as_csv(rows), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        answer = HttpResponse(_as_xlsx(rows), content_type=XLSX)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="bodies.{kind}"'
    return answer


def _said(line: tree.Line) -> str:
    words = {
        "added": gettext("would be added"),
        "changed": gettext("would change: %(what)s"),
        "same": gettext("stays as it is"),
        "refused": gettext("cannot be taken in"),
    }
    return words[line.result] % {"what": ", ".join(line.changes)}


def _from_file(given: "UploadedFile[bytes] | None") -> Read:
    if given is None or not given.size or given.size > LARGEST:
        raise tables.UnreadableFile(gettext("Choose a file of at most 2 MB."))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"table{Path(given.name or '').suffix[:8]}"
        place.write_bytes(given.read())
        return _limited(tables.rows(place))


def _from_text(text: str) -> Read:
    """What the look had read, as it stood on the page."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "table.csv"
        place.write_text(text, "utf-8", newline="")
        return _limited(tables.rows(place))


def _limited(rows: Any) -> Read:
    found: Read = []
    for row in rows:
        found.append(row)
        if len(found) > tree.MOST_ROWS:
            break
    return found


def _as_csv(rows: list[Any]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, tree.COLUMNS, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_xlsx(rows: list[dict[str, str]]) -> bytes:
    import openpyxl  # noqa: PLC0415 -- heavy, and only for this kind of file

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("bodies")
    sheet.append(tree.COLUMNS)
    for row in rows:
        sheet.append([row[name] for name in tree.COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
