"""Addresses of the desk of those who teach."""

from django.urls import path

from redress.portals.education import campaigning, desk

app_name = "education_desk"
urlpatterns = [
    path("", desk.texts, name="texts"),
    path("new/", desk.new, name="new"),
    path("warning/", desk.draft_warning, name="draft_warning"),
    path("campaigns/", campaigning.listing, name="campaigns"),
    path("campaigns/<int:campaign_id>/", campaigning.one, name="campaign"),
    path("<int:edition_id>/", desk.text, name="text"),
]
