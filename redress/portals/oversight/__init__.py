"""Chapter 7 at the desk: figures, and the cases behind each of them."""
