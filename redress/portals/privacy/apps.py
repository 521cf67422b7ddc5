from django.apps import AppConfig


class PrivacyDeskConfig(AppConfig):
    name = "redress.portals.privacy"
    label = "privacy_desk"
    default = True
