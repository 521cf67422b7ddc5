from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Chapter 8: what many cases say together; and what of it is published."""

    name = "redress.insight"
    label = "insight"
    chapter = 8
