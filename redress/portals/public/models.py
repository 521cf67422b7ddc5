"""How often somebody tried something; counted in the database, so that it holds over processes and restarts."""

from django.db import models


class Knock(models.Model):
    """Tries of one kind by one stranger, in one window of time. Who it was cannot be read from it."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    window = models.BigIntegerField()
    n = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.n} in window {self.window}"
