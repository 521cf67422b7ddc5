from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    """The house as a whole: starting, watching and copying it. Holds no tables."""

    name = "redress.config"
    label = "config"

    def ready(self) -> None:
        from redress.config import languages  # noqa: PLC0415 -- settings read that module before they are settings

        languages.offer(settings.REDRESS_DATA)
