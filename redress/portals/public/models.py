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


class Spent(models.Model):
    """A proof of work, or a ticket of who waited, that counts no second time; kept until it would be over anyway."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"spent until {self.until}"


class WorkCount(models.Model):
    """How often, on one day, work was asked for, solved, waited for or refused."""

    day = models.DateField()
    what = models.CharField(max_length=8)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what"], name="workcount_once_a_day")]

    def __str__(self) -> str:
        return f"{self.what} on {self.day}: {self.n}"
