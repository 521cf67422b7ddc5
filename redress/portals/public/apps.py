from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public portal keeps one small table of its own: how often strangers knocked."""

    name = "redress.portals.public"
    label = "public"
