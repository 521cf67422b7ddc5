from django.apps import AppConfig


class BodiesPagesConfig(AppConfig):
    name = "redress.portals.bodies"
    label = "bodies_pages"
