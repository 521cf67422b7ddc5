"""Addresses of the desk's pages about joint complaints."""

from django.urls import path

from redress.portals.joint import pages

app_name = "joint_desk"
urlpatterns = [
    path("", pages.overview, name="list"),
    path("open/", pages.propose, name="open"),
    path("<int:joint_id>/", pages.page, name="page"),
]
