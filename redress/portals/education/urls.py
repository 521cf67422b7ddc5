"""Addresses of what everybody may read."""

from django.urls import path

from redress.portals.education import campaigning, mailing, public, warnings

app_name = "education"
urlpatterns = [
    path("learn/", public.index, name="learn"),
    path("learn/words/", public.words, name="words"),
    path("learn/quiz/", public.questions, name="quiz"),
    path("learn/quiz/<slug:code>/", public.question, name="question"),
    path("learn/guides/<slug:slug>/", public.text, {"kind": "guide"}, name="guide"),
    path("learn/lessons/<slug:slug>/", public.text, {"kind": "lesson"}, name="lesson"),
    path("go/<slug:slug>/<slug:channel>/", campaigning.go, name="go"),
    path("warnings/", warnings.index, name="warnings"),
    path("warnings/mail/", mailing.ask, name="mail"),
    path("warnings/mail/confirm/<str:token>/", mailing.confirm, name="mail_confirm"),
    path("warnings/mail/leave/<str:token>/", mailing.leave, name="mail_leave"),
    path("warnings/frame/", warnings.frame, name="frame"),
    path("warnings/feed.<slug:form>", warnings.feed, name="feed"),
    path("warnings/<slug:slug>/", warnings.warning, name="warning"),
    path("warnings/<slug:slug>/poster.pdf", warnings.sheet, name="poster"),
]
