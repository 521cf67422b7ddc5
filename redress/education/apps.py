from django.apps import AppConfig


class EducationConfig(AppConfig):
    """Chapter 5: what people should know before something goes wrong, and what is going wrong now."""

    name = "redress.education"
    label = "education"
    chapter = 5
