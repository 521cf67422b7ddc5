"""Django's PostgreSQL with connections that notice when their server went away."""
