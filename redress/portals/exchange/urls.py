"""Where partners bring their sealed files, and ask what became of them."""

from django.urls import path

from redress.portals.exchange import doors

app_name = "exchange"
urlpatterns = [
    path("hand-overs", doors.take, name="take"),
    path("hand-overs/<str:digest>", doors.status, name="status"),
]
