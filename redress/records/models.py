"""The tables of the archive. Rows are added by `entries`, `log` and `erasure` alone; triggers hold what is said here."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One thing that happened, never changed afterwards.

    subject -- number of the case; 0 for what concerns none
    at -- UTC, ISO 8601 with microseconds and Z: sorts as text, and has one spelling to hash
    data -- canonical JSON without personal values
    suite -- which algorithms seal and hash this row (sealing.SUITE)
    row_hash -- keyed hash of everything above, id and leaf_hash included; becomes leaf `tree_index` of the log
    receipt, salt, leaf_hash -- receipted entries only: canonical JSON of what the receipt says, 32 random bytes, and
        the leaf over both, which is leaf `tree_index + 1`; erasure takes receipt and salt away and leaves the leaf
    tree_index -- null until the log has taken the entry in
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.BigIntegerField()
    event = models.CharField(max_length=80)
    at = models.CharField(max_length=27)
    actor = models.CharField(max_length=80)
    data = models.TextField()
    suite = models.SmallIntegerField()
    row_hash = models.BinaryField()
    receipt = models.TextField(null=True)
    salt = models.BinaryField(null=True)
    leaf_hash = models.BinaryField(null=True)
    tree_index = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="records_entry_of_subject"),
            models.Index(fields=["id"], name="records_entry_waiting", condition=Q(tree_index__isnull=True)),
        ]
        constraints = [
            # Partial, so that the rows still waiting cost no index entry when they are written.
            models.UniqueConstraint(
                fields=["tree_index"], name="records_entry_one_leaf", condition=Q(tree_index__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(leaf_hash__isnull=False) | Q(receipt__isnull=True, salt__isnull=True),
                name="records_entry_receipt_has_leaf",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.event}"


class Tile(models.Model):
    """Up to 256 hashes of one level of the tree (C2SP tlog-tiles); only ever grows."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="records_tile_one_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Head(models.Model):
    """The one newest signed checkpoint. Its row is also the lock that sequencers queue for."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="records_head_is_one")]

    def __str__(self) -> str:
        return str(self.size)


class KeptHead(models.Model):
    """A checkpoint kept for good: the first of every hour, and every one that a witness has cosigned."""

    size = models.BigIntegerField(unique=True)
    note = models.TextField()
    kept_at = models.CharField(max_length=27)

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """A witness's signature line under a kept checkpoint."""

    head = models.ForeignKey(KeptHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=255)
    key_id = models.CharField(max_length=8)
    line = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["head", "witness", "key_id"], name="records_cosignature_once"),
        ]

    def __str__(self) -> str:
        return self.witness
