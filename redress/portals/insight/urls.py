"""Addresses of the analyst's pages."""

from django.urls import path

from redress.portals.insight import ask, classes, publishing, surges, trends

app_name = "insight"
urlpatterns = [
    path("", trends.trends, name="trends"),
    path("cases/", trends.cases, name="cases"),
    path("surges/", surges.surges, name="surges"),
    path("surges/<int:alert_id>/", surges.surge, name="surge"),
    path("surges/<int:alert_id>/decide/", surges.decide, name="decide_surge"),
    path("surges/<int:alert_id>/warning/", surges.draft_warning, name="draft_warning"),
    path("ask/", ask.ask, name="ask"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:classifier_id>/", classes.try_model, name="try_model"),
    path("confirm/<slug:number>/", classes.confirm, name="confirm"),
    path("publication/", publishing.publishing, name="publishing"),
    path("publication/names/", publishing.announce, name="announce"),
    path("publication/names/<int:naming_id>/", publishing.decide_naming, name="decide_naming"),
    path("publication/<int:release_id>/", publishing.release, name="release"),
    path("publication/<int:release_id>/decide/", publishing.decide_release, name="decide_release"),
]
