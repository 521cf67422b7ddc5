from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "redress.portals.casework"
    label = "casework"
