"""Following a matter: looking it up with number or telephone and four words, and everything its person can do."""
