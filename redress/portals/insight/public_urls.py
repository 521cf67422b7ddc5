"""Addresses of what everybody may read."""

from django.urls import path

from redress.portals.insight import public

app_name = "figures"
urlpatterns = [
    path("figures/", public.figures, name="figures"),
    path("figures/figures.csv", public.figures_csv, name="figures_csv"),
    path("figures/contest/", public.contest, name="contest"),
    path("open-data/", public.open_data, name="open_data"),
    path("open-data/<int:release_id>/", public.release, name="release"),
    path("open-data/<int:release_id>/complaints.csv", public.rows_csv, name="rows_csv"),
    path("open-data/<int:release_id>/complaints.parquet", public.rows_parquet, name="rows_parquet"),
    path("open-data/<int:release_id>/complaints.json", public.rows_json, name="rows_json"),
    path("open-data/<int:release_id>/stories.csv", public.stories_csv, name="stories_csv"),
    path("open-data/<int:release_id>/schema.json", public.schema, name="schema"),
]
