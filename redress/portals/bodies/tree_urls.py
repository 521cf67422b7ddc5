"""Addresses of the tree of bodies, at the desk."""

from django.urls import path

from redress.portals.bodies import table, tree

app_name = "tree"
urlpatterns = [
    path("", tree.listing, name="list"),
    path("table/", table.page, name="table"),
    path("table.<slug:kind>", table.export, name="export"),
    path("<slug:code>/", tree.page, name="body"),
]
