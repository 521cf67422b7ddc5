from django.apps import AppConfig


class RoomPagesConfig(AppConfig):
    """Pages of the mediation room, with their templates and texts."""

    name = "redress.portals.room"
    label = "room_pages"
