"""Where receipts are checked: the page, and the same page as one file to keep."""

from django.urls import path

from redress.portals.log import checking

app_name = "verify"
urlpatterns = [
    path("verify", checking.page, name="page"),
    path("verify.html", checking.single, name="single"),
]
