"""Rule set of consumer rules of the European Union, simplified: data only."""
