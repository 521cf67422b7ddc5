"""Django's SQLite with writers of one process that wait for each other in turn."""
