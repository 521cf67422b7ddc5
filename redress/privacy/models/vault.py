"""What the vault stores, and what the database itself guarantees."""

from django.db import models
from django.db.models.functions import Now


class CaseKey(models.Model):
    """The data key of one case, wrapped by a generation of the key ring. Destroying it destroys the case's values."""

    case_id = models.BigIntegerField(primary_key=True)
    key_id = models.PositiveIntegerField(help_text="Generation of the key ring that wraps it; 0 once destroyed.")
    wrapped = models.BinaryField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casekey_destroyed_iff_no_generation",
                condition=models.Q(destroyed_at__isnull=True, key_id__gt=0)
                | models.Q(destroyed_at__isnull=False, key_id=0),
            )
        ]

    def __str__(self) -> str:
        return f"Key of case {self.case_id}"


class Sealed(models.Model):
    """One sealed value: what a person wrote or told, readable only with the case's key."""

    pk = models.CompositePrimaryKey("case_id", "slot")
    case_id = models.BigIntegerField()
    slot = models.CharField(max_length=80, help_text='"intake", "message:17", "file:3:name" …')
    body = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), help_text="When this body was stored, by the database's clock.")

    def __str__(self) -> str:
        return f"{self.slot} of case {self.case_id}"


class BlindIndex(models.Model):
    """A keyed digest of a phone, identity number or e-mail: finds the cases of the same person, tells nothing itself."""

    pk = models.CompositePrimaryKey("digest", "kind", "case_id")
    case_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return f"{self.kind} in case {self.case_id}"


class Rewrap(models.Model):
    """How far the walk has come that wraps every case's key anew after a rotation; it can stop and go on anywhere."""

    generation = models.PositiveIntegerField(primary_key=True, help_text="The key generation everything moves to.")
    started_at = models.DateTimeField()
    after = models.BigIntegerField(default=-(2**63), help_text="Every case up to this number is done.")
    done = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"To generation {self.generation}: {self.done} done"
