from django.apps import AppConfig


class RoutingDeskConfig(AppConfig):
    name = "redress.portals.routing"
    label = "routing_desk"
    default = True
