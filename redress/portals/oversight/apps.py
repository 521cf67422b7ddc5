from django.apps import AppConfig


class OversightPagesConfig(AppConfig):
    name = "redress.portals.oversight"
    label = "oversight_pages"
