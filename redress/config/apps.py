from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house as a whole: starting, watching and copying it. Holds no tables."""

    name = "redress.config"
    label = "config"
