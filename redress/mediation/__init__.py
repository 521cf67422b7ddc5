"""Chapter 4: the room in which two sides come to terms, and what becomes of their agreement."""
