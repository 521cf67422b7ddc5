from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "redress.records"
    label = "records"
