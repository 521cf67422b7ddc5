from django.apps import AppConfig


class NoticesDeskConfig(AppConfig):
    name = "redress.portals.notices"
    label = "notices_desk"
    default = True
