"""Addresses of who is at work, at the desk."""

from django.urls import path

from redress.portals.bodies import absences

app_name = "absences"
urlpatterns = [path("", absences.page, name="page")]
