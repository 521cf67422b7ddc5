"""Addresses of the account of a business."""

from django.urls import path

from redress.portals.business import bulk, figures, opening, people, phrases, programs, queue

app_name = "business"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("open/", opening.begin, name="open"),
    path("join/<str:token>/", opening.join, name="join"),
    path("assign/", queue.assign, name="assign"),
    path("matters.csv", queue.export, name="export"),
    path("answer/", bulk.bulk, name="bulk"),
    path("words/", phrases.phrases, name="phrases"),
    path("words/<int:phrase_id>/drop/", phrases.drop, name="drop_phrase"),
    path("figures/", figures.figures, name="figures"),
    path("people/", people.people, name="people"),
    path("people/<int:member_id>/end/", people.end, name="end_member"),
    path("people/links/<int:joining_id>/revoke/", people.revoke, name="revoke_link"),
    path("programs/", programs.programs, name="programs"),
    path("programs/keys/<int:key_id>/revoke/", programs.revoke, name="revoke_key"),
    path("programs/webhooks/<int:endpoint_id>/", programs.hook, name="hook"),
]
