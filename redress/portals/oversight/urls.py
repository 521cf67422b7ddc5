"""Addresses of oversight."""

from django.urls import path

from redress.portals.oversight import board, figures, improvements, looks, quality, reports

app_name = "oversight"
urlpatterns = [
    path("", board.board, name="board"),
    path("orders/", board.orders, name="orders"),
    path("cases/<slug:number>/", board.case, name="case"),
    path("looks/", looks.looks, name="looks"),
    path("quality/", quality.quality, name="quality"),
    path("quality/samples/<int:sample_id>/", quality.sample, name="sample"),
    path("calls/", quality.callbacks, name="callbacks"),
    path("improvements/", improvements.improvements, name="improvements"),
    path("improvements/<int:improvement_id>/", improvements.improvement, name="improvement"),
    path("reports/", reports.reports, name="reports"),
    path("reports/now.<slug:form>", reports.report_now, name="report_now"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure, name="figure"),
    path("figures/<slug:code>/cases/", figures.behind, name="behind"),
]
