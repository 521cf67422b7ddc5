from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Chapter 7: how well the work is done, and what is done about it."""

    name = "redress.oversight"
    label = "oversight"
    chapter = 7

    def ready(self) -> None:
        from redress.oversight import recusal  # noqa: F401, PLC0415 -- tells the steps of cases whom to ask
