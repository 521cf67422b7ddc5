"""Addresses of the desk's pages about people's data."""

from django.urls import path

from redress.portals.privacy import asked, file, incidents, keeping, minors, processors, weighing

app_name = "privacy_desk"
urlpatterns = [
    path("", asked.requests, name="requests"),
    path("new/", asked.register, name="register"),
    path("<int:request_id>/", asked.request_page, name="request"),
    path("<int:request_id>/copy.<slug:kind>", asked.copy, name="copy"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<int:incident_id>/notice.txt", incidents.notice, name="incident_notice"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/<int:disposal_id>/", keeping.decide, name="disposal"),
    path("keeping/holds/<int:hold_id>/", keeping.lift, name="hold"),
    path("impact/", weighing.register, name="assessments"),
    path("impact/<int:assessment_id>/", weighing.assessment, name="assessment"),
    path("impact/<int:assessment_id>/paper.<slug:kind>", weighing.paper, name="assessment_paper"),
    path("processors/", processors.register, name="contracts"),
    path("processors/<int:contract_id>/", processors.contract, name="contract"),
    path("given/", processors.given, name="given"),
    path("minors/", minors.audit, name="minors"),
    path("minors/<slug:figure>/", minors.behind, name="minors_behind"),
    path("cases/<slug:number>/", file.case_data, name="case"),
]
