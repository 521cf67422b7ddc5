"""Where receipts are checked: the page, the same page as one file to keep, and a receipt on paper."""

from django.urls import path

from redress.portals.log import checking

app_name = "verify"
urlpatterns = [
    path("verify", checking.page, name="page"),
    path("verify/receipt.<slug:kind>", checking.sheet, name="sheet"),
    path("verify.html", checking.single, name="single"),
]
