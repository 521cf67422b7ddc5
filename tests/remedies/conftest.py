"""The office every story about a case is told in."""

from tests.portals.casework.conftest import office

__all__ = ["office"]
