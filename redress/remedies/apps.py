from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """Chapter 4: the law applied to one case, with its reasons kept."""

    name = "redress.remedies"
    label = "remedies"
    chapter = 4
