"""Addresses of the desk's pages about notices."""

from django.urls import path

from redress.portals.notices import calls, hooks, ledger, letters, words

app_name = "notices_desk"
urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    path("cases/<slug:number>/", ledger.case, name="case"),
    path("<int:notice_id>/note/", letters.note, name="note"),
    path("<int:notice_id>/again/", ledger.again, name="again"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:notice_id>.pdf", letters.letter, name="letter"),
    path("calls/<int:notice_id>/", calls.call, name="call"),
    path("words/", words.words, name="words"),
    path("words/<str:template>/<slug:audience>/<slug:way>/<slug:tongue>/", words.word, name="word"),
    path("webhooks/", hooks.hooks, name="hooks"),
    path("webhooks/<int:endpoint_id>/", hooks.hook, name="hook"),
]
