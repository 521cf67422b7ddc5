from django.apps import AppConfig


class JointConfig(AppConfig):
    """Chapter 2: several people with one dispute against one trader, handled together (S Art. 12)."""

    name = "redress.joint"
    label = "joint"
    chapter = 2

    def ready(self) -> None:
        from redress.cases import steps  # noqa: PLC0415 -- models first
        from redress.cases.effects import AFTERWARDS  # noqa: PLC0415
        from redress.joint import effects, queries  # noqa: PLC0415

        steps.GUARDS["represented_agree"] = queries.represented_agree
        AFTERWARDS.setdefault("supply_materials", []).append(effects.tell_the_represented)
