from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Chapter 7: how well the work is done, and what is done about it."""

    name = "redress.oversight"
    label = "oversight"
    chapter = 7
