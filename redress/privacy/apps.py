from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "redress.privacy"
    label = "privacy"
