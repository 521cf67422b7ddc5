"""Addresses of the desk."""

from django.urls import path

from redress.portals.casework import bulk, case, files, queue, review

app_name = "casework"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("searches/", queue.save_search, name="save_search"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("cases/<slug:number>/", case.case, name="case"),
    path("cases/<slug:number>/review/", review.review, name="review"),
    path("cases/<slug:number>/beside/<slug:other>/", review.compare, name="compare"),
    path("cases/<slug:number>/message/", case.message, name="message"),
    path("cases/<slug:number>/reveal/", case.reveal, name="reveal"),
    path("cases/<slug:number>/evidence/", files.add_exhibit, name="add_exhibit"),
    path("cases/<slug:number>/evidence/<int:exhibit_id>/", files.exhibit, name="exhibit"),
    path("cases/<slug:number>/evidence/<int:exhibit_id>/preview/", files.exhibit_preview, name="exhibit_preview"),
    path("cases/<slug:number>/letters/<int:letter_id>/", files.letter, name="letter"),
    path("cases/<slug:number>/step/<slug:verb>/", case.step, name="step"),
]
