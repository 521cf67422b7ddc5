"""Addresses of the analyst's pages."""

from django.urls import path

from redress.portals.insight import surges, trends

app_name = "insight"
urlpatterns = [
    path("", trends.trends, name="trends"),
    path("cases/", trends.cases, name="cases"),
    path("surges/", surges.surges, name="surges"),
    path("surges/<int:alert_id>/", surges.surge, name="surge"),
    path("surges/<int:alert_id>/decide/", surges.decide, name="decide_surge"),
]
