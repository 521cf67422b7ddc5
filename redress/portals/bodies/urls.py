"""Addresses of the bodies: what everybody may read."""

from django.urls import path

from redress.portals.bodies import public

app_name = "bodies"
urlpatterns = [
    path("bodies/", public.directory, name="directory"),
    path("bodies/<slug:code>/", public.body, name="body"),
]
