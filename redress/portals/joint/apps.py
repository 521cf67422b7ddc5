from django.apps import AppConfig


class JointDeskConfig(AppConfig):
    name = "redress.portals.joint"
    label = "joint_desk"
    default = True
