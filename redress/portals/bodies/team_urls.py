"""Addresses of the teams, at the desk."""

from django.urls import path

from redress.portals.bodies import teams

app_name = "teams"
urlpatterns = [path("", teams.listing, name="list"), path("<int:team_id>/", teams.team, name="team")]
