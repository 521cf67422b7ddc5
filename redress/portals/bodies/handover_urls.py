"""Address of the hand-over, at the desk."""

from django.urls import path

from redress.portals.bodies import handover

app_name = "handover"
urlpatterns = [path("", handover.page, name="page")]
