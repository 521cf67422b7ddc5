from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "redress.kernel"
    label = "kernel"
