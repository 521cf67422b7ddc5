"""The log as a set of files: everything but the checkpoint never changes and may be cached for good."""

from django.urls import path

from redress.portals.log import views

app_name = "log"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("tile/<int:level>/<path:place>", views.tile, name="tile"),
    path("consistency/<int:old>/<int:new>", views.consistency, name="consistency"),
    path("standing/<int:index>/<str:leaf>", views.standing, name="standing"),
    path("vkey", views.vkey, name="vkey"),
    path("cosignature", views.cosignature, name="cosignature"),
    path("witness/vkey", views.witness_vkey, name="witness-vkey"),
    path("witness/add-checkpoint", views.add_checkpoint, name="add-checkpoint"),
]
