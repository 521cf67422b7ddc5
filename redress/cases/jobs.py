"""Work of this room that a worker does: the worker finds the modules it is registered in from here."""

from redress.cases import evidence, picture_text, succession, upkeep
from redress.cases.letters import jobs as letters

__all__ = ["evidence", "letters", "picture_text", "succession", "upkeep"]
