"""Addresses of the trader's side."""

from django.urls import path

from redress.portals.room import patterns
from redress.portals.trader import door, matter, rooms

app_name = "trader"
urlpatterns = [
    path("", door.enter, name="enter"),
    path("<slug:ref>/", door.link, name="link"),
    path("<slug:ref>/code/", door.code, name="code"),
    path("<slug:ref>/account/", door.ask_account, name="ask_account"),
    path("<slug:ref>/leave/", door.leave, name="leave"),
    path("<slug:ref>/answer/<slug:kind>/", matter.answer, name="answer"),
    path("<slug:ref>/sent/<int:answer_id>/", matter.sent, name="sent"),
    path("<slug:ref>/receipts/<int:entry_id>/", matter.receipt, name="receipt"),
    *patterns.room("<slug:ref>/room/", rooms.from_link),
    path("<slug:ref>/files/<int:exhibit_id>/", matter.file, name="file"),
]
