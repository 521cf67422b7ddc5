"""Addresses of the desk's pages about e-mail."""

from django.urls import path

from redress.portals.inbox import pages

app_name = "inbox"
urlpatterns = [
    path("", pages.mails, name="mails"),
    path("<int:mail_id>/", pages.mail, name="mail"),
    path("<int:mail_id>/original.eml", pages.original, name="original"),
]
