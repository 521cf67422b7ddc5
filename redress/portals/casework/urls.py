"""Addresses of the desk."""

from django.urls import path

from redress.portals.casework import (
    asking,
    assessment,
    bulk,
    case,
    disputes,
    files,
    pictures,
    queue,
    register,
    review,
    traders,
    work,
)
from redress.portals.casework.step import step
from redress.portals.room import doors, patterns

app_name = "casework"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("cases.csv", queue.export, name="export"),
    path("searches/", queue.save_search, name="save_search"),
    path("new/", register.register, name="register"),
    path("new/<slug:number>/", register.registered, name="registered"),
    path("tasks/", work.tasks, name="tasks"),
    path("look-alikes/", work.groups, name="groups"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<slug:number>/", disputes.disputed, name="disputed"),
    path("letters/", work.templates, name="templates"),
    path("letters/<slug:rule_set>/<slug:letter>/", work.template, name="template"),
    path("letters/<slug:rule_set>/<slug:letter>/preview/", work.template_preview, name="template_preview"),
    path("cases/<slug:number>/archive.zip", files.archive, name="archive"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("cases/<slug:number>/", case.case, name="case"),
    *patterns.room("cases/<slug:number>/room/", doors.from_desk),
    path("cases/<slug:number>/law/", assessment.law, name="law"),
    path("cases/<slug:number>/documents/<slug:form>.<slug:kind>", assessment.document, name="document"),
    path("replay/", assessment.impact, name="impact"),
    path("cases/<slug:number>/review/", review.review, name="review"),
    path("cases/<slug:number>/beside/<slug:other>/", review.compare, name="compare"),
    path("cases/<slug:number>/message/", case.message, name="message"),
    path("cases/<slug:number>/reveal/", case.reveal, name="reveal"),
    path("cases/<slug:number>/evidence/", files.add_exhibit, name="add_exhibit"),
    path("cases/<slug:number>/evidence/<int:exhibit_id>/", files.exhibit, name="exhibit"),
    path("cases/<slug:number>/evidence/<int:exhibit_id>/text/", pictures.text, name="picture_text"),
    path("cases/<slug:number>/evidence/<int:exhibit_id>/preview/", files.exhibit_preview, name="exhibit_preview"),
    path("cases/<slug:number>/letters/<int:letter_id>/", files.letter, name="letter"),
    path("cases/<slug:number>/step/<slug:verb>/", step, name="step"),
    path("cases/<slug:number>/trader/", asking.ask_trader, name="ask_trader"),
    path("cases/<slug:number>/trader/<int:invitation_id>/letter/", asking.trader_letter, name="trader_letter"),
    path("traders/", traders.traders, name="traders"),
    path("traders/<int:trader_id>/", traders.trader, name="trader"),
    path("traders/mergers/<int:merger_id>/undo/", traders.unmerge, name="unmerge"),
]
