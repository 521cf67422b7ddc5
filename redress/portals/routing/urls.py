"""Addresses of the desk's pages about the routing table."""

from django.urls import path

from redress.portals.routing import pages

app_name = "routing_desk"
urlpatterns = [
    path("", pages.versions, name="versions"),
    path("<int:table>/", pages.version, name="version"),
    path("<int:table>/rows.csv", pages.export, name="export"),
]
