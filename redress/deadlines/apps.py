from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "redress.deadlines"
    label = "deadlines"
