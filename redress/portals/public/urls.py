"""The public addresses. No account anywhere; /file/ and /case/ have a cookie each that reaches no further."""

from django.urls import URLPattern, URLResolver, include, path

from redress.portals.public import calculators, pages
from redress.portals.public.filing import check, received, views
from redress.portals.public.following import deeds, downloads, joint, lookup, own, page
from redress.portals.room import doors, patterns

FILING = [
    path("", views.start, name="start"),
    path("continue/", views.go_on, name="go_on"),
    path("resume/", views.resume, name="resume"),
    path("discard/", views.discard, name="discard"),
    path("proof/", views.proof_step, name="proof"),
    path("check/", check.check, name="check"),
    path("received/", received.received, name="received"),
    path("received/dates.ics", received.calendar, name="received_dates"),
    path("received/receipt.png", received.card, {"form": "png"}, name="received_picture"),
    path("received/receipt.pdf", received.card, {"form": "pdf"}, name="received_pdf"),
    path("received/leave/", received.leave, name="received_leave"),
    path("<slug:name>/", views.step, name="step"),
]
FOLLOWING = [
    path("", lookup.look_up, name="look_up"),
    path("leave/", lookup.leave, name="leave"),
    path("<str:number>/", page.case_page, name="case"),
    *patterns.room("<str:number>/room/", doors.from_own_case),
    path("<str:number>/write/", deeds.write, name="write"),
    path("<str:number>/files/", deeds.add_files, name="files"),
    path("<str:number>/contact/", own.contact, name="contact"),
    path("<str:number>/joint/", joint.joint, name="joint"),
    path("<str:number>/my-data/", own.own_data, name="own_data"),
    path("<str:number>/my-data/<int:request_id>.<slug:kind>", own.own_copy, name="own_copy"),
    path("<str:number>/do/<slug:verb>/", deeds.do, name="do"),
    path("<str:number>/file/<int:exhibit_id>/", downloads.file, name="file"),
    path("<str:number>/file/<int:exhibit_id>/preview.jpg", downloads.preview, name="preview"),
    path("<str:number>/letter/<int:letter_id>.pdf", downloads.letter, name="letter"),
    path("<str:number>/proof/<int:entry_id>.receipt.json", downloads.proof, name="proof"),
    path("<str:number>/dates.ics", downloads.case_dates, name="case_dates"),
    path("<str:number>/receipt.png", downloads.card, {"form": "png"}, name="picture"),
    path("<str:number>/receipt.pdf", downloads.card, {"form": "pdf"}, name="pdf"),
]
PUBLIC: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("enquiry/", pages.enquiry, name="enquiry"),
    path("file/", include(FILING)),
    path("case/", include(FOLLOWING)),
    path("calculators/deadline/", calculators.deadline, name="calc_deadline"),
    path("calculators/working-days/", calculators.working_days, name="calc_days"),
]

urlpatterns = [
    path("", include((PUBLIC, "public"))),
    # The foot of every page links to these two by their plain names.
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
