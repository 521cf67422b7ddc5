"""Addresses of oversight."""

from django.urls import path

from redress.portals.oversight import figures

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure, name="figure"),
    path("figures/<slug:code>/cases/", figures.behind, name="behind"),
]
