"""The example world: bodies, people and about four hundred cases over two years, built through actions alone."""
