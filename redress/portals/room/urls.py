"""Addresses of the door for a side without an account. The cookie of /room/ reaches no further."""

from django.urls import path

from redress.portals.room import doors, patterns

app_name = "room"
urlpatterns = [
    path("in/<str:link>/", doors.enter, name="enter"),
    path("out/", doors.go_out, name="out"),
    *patterns.room("<str:number>/", doors.from_invitation),
]
