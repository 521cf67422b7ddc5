"""Addresses of the desk's pages about people's data."""

from django.urls import path

from redress.portals.privacy import asked, file, incidents, keeping

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
    path("cases/<slug:number>/", file.case_data, name="case"),
]
