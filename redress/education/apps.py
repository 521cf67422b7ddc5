from pathlib import Path

from django.apps import AppConfig


class EducationConfig(AppConfig):
    """Chapter 5: what people should know before something goes wrong, and what is going wrong now."""

    name = "redress.education"
    label = "education"
    chapter = 5

    def ready(self) -> None:
        from redress.notices import wording  # noqa: PLC0415 -- models are not ready before

        wording.add_folder(Path(__file__).parent / "notices")
