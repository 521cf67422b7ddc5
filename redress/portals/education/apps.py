from django.apps import AppConfig


class EducationPagesConfig(AppConfig):
    name = "redress.portals.education"
    label = "education_pages"
