from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "redress.portals"
    label = "portals"
