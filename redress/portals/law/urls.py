"""Addresses of the calculators, the rights library, and the papers that a complainant takes to the next forum."""

from django.urls import URLPattern, URLResolver, include, path

from redress.portals.law import calculator, competence, documents, library, result

CALCULATORS = [
    path("remedies/", calculator.index, name="remedies"),
    path("remedies/<slug:matter>/", calculator.begin, name="begin"),
    path("remedies/<slug:matter>/result/", result.page, name="result"),
    path("remedies/<slug:matter>/result.pdf", result.paper, {"form": "pdf"}, name="paper"),
    path("remedies/<slug:matter>/result.png", result.paper, {"form": "png"}, name="picture"),
    path("remedies/<slug:matter>/<slug:name>/", calculator.question, name="question"),
    path("jurisdiction/", competence.page, name="jurisdiction"),
]
LAW: list[URLPattern | URLResolver] = [
    # Below /file/, where the cookie of a draft that waits is seen.
    path("file/with/facts/", result.file, name="file"),
    path("calculators/", include(CALCULATORS)),
    path("rights/", library.index, name="rights"),
    path("rights/<slug:code>/", library.right, name="right"),
    path("case/<str:number>/documents/", documents.index, name="documents"),
    path("case/<str:number>/documents/<slug:form>.<slug:kind>", documents.paper, name="document"),
]
urlpatterns = [path("", include((LAW, "law")))]
