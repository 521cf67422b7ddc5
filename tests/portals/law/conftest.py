"""What the stories at the calculators need: a folder of their own, bodies that answer, and a visitor with a browser."""

from tests.portals.public.conftest import at_noon, visitor, world

__all__ = ["at_noon", "visitor", "world"]
