"""Everything that can be done in a room, by what it is about."""
