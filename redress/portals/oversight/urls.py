"""Addresses of oversight."""

from django.urls import path

from redress.portals.oversight import board, figures, looks

app_name = "oversight"
urlpatterns = [
    path("", board.board, name="board"),
    path("orders/", board.orders, name="orders"),
    path("cases/<slug:number>/", board.case, name="case"),
    path("looks/", looks.looks, name="looks"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure, name="figure"),
    path("figures/<slug:code>/cases/", figures.behind, name="behind"),
]
