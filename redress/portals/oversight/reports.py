"""Reports: the figures of a period with what was checked and mended, as XLSX, DOCX and PDF; made by the month."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import queries as bodies
from redress.kernel.moments import day_of
from redress.oversight import improvement, queries
from redress.oversight.models import Improvement, Report, Sample
from redress.oversight.periods import Period, named
from redress.portals import present
from redress.portals.casework.access import DeskRequest
from redress.portals.downloads import attachment
from redress.portals.oversight import improvements, quality
from redress.portals.oversight.access import looking_required, watch_frame
from redress.portals.oversight.figures import Choice, number_words, row
from redress.records.typesetting import typeset

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
LAYOUT = Path(__file__).with_name("report.typ")


def content(name: str, agency_ids: Sequence[int], period: Period, *, bare: bool, now: datetime) -> dict[str, Any]:
    """What a report says, as plain words and numbers: the same for every form."""
    today = day_of(now)
    shown = queries.all_figures(agency_ids, period, bare=bare, today=today)
    figures = [
        {
            "name": row(one, None)["title"],
            "number": number_words(one),
            "value": float(one.value) if one.value is not None else None,
            "share": float(one.value) if one.value is not None and one.indicator.kind == "rate" else None,
            "note": " · ".join(part for part in (row(one, None)["of"], row(one, None)["interval"]) if part),
        }
        for one in shown
        if not one.parts
    ]
    natures = next((one for one in shown if one.indicator.code == "BY_NATURE"), None)
    parts = row(natures, None)["parts"] if natures else []
    head = [gettext("What"), gettext("Number"), "", gettext("Made of")]
    nothing = gettext("Nothing here")
    return {
        "lang": "en" if present.lang() == "en" else "zh",
        "title": gettext("%(body)s: report on the handling of complaints") % {"body": name},
        "lede": gettext("%(start)s to %(end)s, both days included.") % {"start": period.start, "end": period.end},
        "sections": [
            {"title": gettext("Figures"), "head": head, "rows": figures, "empty": nothing},
            {
                "title": gettext("Complaints by nature"),
                "head": head,
                "rows": [
                    {
                        "name": part["label"],
                        "number": str(part["n"]) if part["n"] is not None else gettext("hidden"),
                        "value": part["n"],
                        "share": float(part["percent"]) if part["percent"] is not None else None,
                        "note": f"{part['percent']} %" if part["percent"] is not None else "",
                    }
                    for part in parts
                ],
                "empty": nothing,
            },
            {
                "title": gettext("Second readings"),
                "head": head,
                "rows": _readings(agency_ids, period),
                "empty": nothing,
            },
            {"title": gettext("Improvement"), "head": head, "rows": _mended(agency_ids), "empty": nothing},
        ],
        "foot": gettext("Definitions, versions and the cases behind each number: the page of figures."),
    }


def _readings(agency_ids: Sequence[int], period: Period) -> list[dict[str, Any]]:
    rows = Sample.objects.filter(agency_id__in=agency_ids, end__gte=period.start).order_by("pk")[:20]
    told = [quality.sample_row(one) for one in rows]
    return [
        {"name": one["question"], "number": one["observed"], "value": None, "share": None, "note": one["kappa"]}
        for one in told
        if one["read"] == one["size"]
    ]


def _mended(agency_ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = Improvement.objects.filter(agency_id__in=agency_ids).order_by("-pk")[:40]
    told = [improvements.row_of(one) for one in rows if one.state in improvement.OPEN or one.after]
    return [
        {"name": one["finding"], "number": one["state_words"], "value": None, "share": None, "note": one["effect"]}
        for one in told
    ]


def made(form: str, said: dict[str, Any]) -> bytes:
    """Return a report as a file."""
    return {"xlsx": xlsx, "docx": docx, "pdf": pdf}[form](said)


def xlsx(said: dict[str, Any]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- only where one is asked for
    from openpyxl.chart import BarChart, Reference  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    for section in said["sections"]:
        sheet = book.create_sheet(section["title"][:30])
        sheet.append([said["title"]])
        sheet.append([said["lede"]])
        sheet.append([section["head"][0], section["head"][1], "%", section["head"][3]])
        for line in section["rows"]:
            sheet.append([_plain(line["name"]), _plain(line["number"]), line["share"], _plain(line["note"])])
        for letter, width in (("A", 44), ("B", 16), ("C", 10), ("D", 60)):
            sheet.column_dimensions[letter].width = width
        if any(line["share"] is not None for line in section["rows"]):
            chart = BarChart()
            chart.type, chart.legend, chart.title = "bar", None, section["title"]
            last = 3 + len(section["rows"])
            chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=last))
            chart.set_categories(Reference(sheet, min_col=1, min_row=4, max_row=last))
            chart.height, chart.width = 1.2 + 0.7 * len(section["rows"]), 18
            sheet.add_chart(chart, "F3")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _plain(text: object) -> str:
    """A cell that no sheet takes for a formula."""
    words = str(text)
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def docx(said: dict[str, Any]) -> bytes:
    from docx import Document  # noqa: PLC0415 -- only where one is asked for

    paper = Document()
    paper.core_properties.author = ""
    paper.add_heading(said["title"], 1)
    paper.add_paragraph(said["lede"])
    for section in said["sections"]:
        paper.add_heading(section["title"], 2)
        if not section["rows"]:
            paper.add_paragraph(section["empty"])
            continue
        table = paper.add_table(rows=1, cols=4)
        for cell, word in zip(table.rows[0].cells, section["head"], strict=True):
            cell.text = word
        for line in section["rows"]:
            drawn = "█" * round((line["share"] or 0) / 10)  # a chart that is text, so that Word can restyle it
            for cell, word in zip(
                table.add_row().cells, (line["name"], line["number"], drawn, line["note"]), strict=True
            ):
                cell.text = str(word)
    paper.add_paragraph(said["foot"])
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def pdf(said: dict[str, Any]) -> bytes:
    return typeset(LAYOUT, said)


def make_monthly(*, now: datetime) -> int:
    """Make last month's reports of every body that has any figures; return how many files. What is there stays."""
    month = named("month", today=day_of(now))
    count = 0
    for body in bodies.directory().by_id.values():
        there = set(
            Report.objects.filter(agency_id=body.id, start=month.start, end=month.end).values_list("form", flat=True)
        )
        if there == FORMS.keys() or not queries.any_figures(body.id, month):
            continue
        said = content(body.name(present.lang()), [body.id], month, bare=False, now=now)
        for form in FORMS.keys() - there:
            Report.objects.get_or_create(
                agency_id=body.id,
                start=month.start,
                end=month.end,
                form=form,
                defaults={"made_at": now, "content": made(form, said)},
            )
            count += 1
    return count


@looking_required
def reports(request: DeskRequest) -> HttpResponse:
    """The reports of past months, and one of any period at once."""
    chosen = Choice(request)
    ids = [body.id for body in queries.bodies(request.actor)]
    rows = Report.objects.filter(agency_id__in=ids).defer("content").order_by("-start", "agency_id", "form")[:300]
    context = watch_frame(
        request,
        "reports",
        choice=chosen,
        problems=chosen.problems,
        wrong=bool(chosen.problems),
        forms=[
            {"label": form.upper(), "href": reverse("oversight:report_now", args=[form]) + "?" + chosen.query}
            for form in FORMS
        ],
        rows=[
            {
                "body": present.agency_name(one.agency_id),
                "start": one.start,
                "end": one.end,
                "form": one.form.upper(),
                "href": reverse("oversight:report", args=[one.pk]),
            }
            for one in rows
        ],
    )
    return render(request, "oversight/reports.html", context, status=422 if chosen.problems else 200)


@looking_required
def report_now(request: DeskRequest, form: str) -> HttpResponse:
    """A report of the period and body that are asked for."""
    if form not in FORMS:
        raise Http404(form)
    chosen = Choice(request)
    own = queries.bodies(request.actor)
    body = next((one for one in own if one.code == chosen.given.get("body")), own[0])
    bare = queries.may_open(request.actor)
    said = content(body.name(present.lang()), chosen.agency_ids, chosen.period, bare=bare, now=timezone.now())
    name = f"report-{body.code}-{chosen.period.start}-{chosen.period.end}.{form}"
    return attachment(made(form, said), name, media_type=FORMS[form])


@looking_required
def report(request: DeskRequest, report_id: int) -> HttpResponse:
    """A report that was made by the month."""
    ids = [body.id for body in queries.bodies(request.actor)]
    one = Report.objects.filter(pk=report_id, agency_id__in=ids).first()
    if one is None:
        raise Http404(str(report_id))
    name = f"report-{bodies.body(one.agency_id).code}-{one.start}-{one.end}.{one.form}"
    return attachment(bytes(one.content), name, media_type=FORMS[one.form])
