"""Addresses of the exchange with other installations, at the desk."""

from django.urls import path

from redress.portals.exchange import desk

app_name = "exchange_desk"
urlpatterns = [
    path("", desk.hand_overs, name="list"),
    path("<slug:number>/", desk.hand_over, name="hand_over"),
]
