"""Where receipts are checked: the page, the same page as one file to keep, and a receipt on paper."""

from django.urls import path, re_path

from redress.portals.log import checking

app_name = "verify"
urlpatterns = [
    path("verify", checking.page, name="page"),
    re_path(r"^verify/receipt\.(?P<form>pdf|png|svg)$", checking.sheet, name="sheet"),
    path("verify.html", checking.single, name="single"),
]
