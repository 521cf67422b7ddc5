"""The rules of the People's Republic of China, one module per theme. A module here is a rule set's whole registration."""
