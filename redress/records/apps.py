from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The archive: what happened, once and unchanged, with proof."""

    name = "redress.records"
    label = "records"
    chapter = 2
