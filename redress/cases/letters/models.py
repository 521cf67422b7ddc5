"""What is stored about letters. Their words and files are personal: those are sealed in the vault."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency

AUDIENCES = ("complainant", "respondent", "agency", "file")


class LetterTemplate(models.Model):
    """A wording that an office made its own. Versions are never changed; a new one takes the place of the last."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    rule_set = models.CharField(max_length=32)
    letter = models.CharField(max_length=40, help_text="Id in letters.toml of the rule set.")
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    body = models.TextField(help_text="In the language of templates; placeholders checked when it was saved.")
    created_by = models.CharField(max_length=40, help_text="Actor key.")
    created_at = models.DateTimeField()
    active = models.BooleanField(default=True, help_text="At most one of its kind; none: the rule set's own wording.")

    class Meta:
        app_label = "cases"
        constraints = [
            models.UniqueConstraint(
                name="letter_template_version_once", fields=("agency", "rule_set", "letter", "language", "version")
            ),
            models.UniqueConstraint(
                name="letter_template_one_active",
                fields=("agency", "rule_set", "letter", "language"),
                condition=Q(active=True),
            ),
            models.CheckConstraint(name="letter_template_language_known", condition=Q(language__in=("zh", "en"))),
        ]

    def __str__(self) -> str:
        return f"{self.letter}.{self.language} v{self.version} of agency {self.agency_id}"


class LetterNumber(models.Model):
    """How far an office has counted one kind of letter in one year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    letter = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(help_text="Of the day in Asia/Shanghai.")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "cases"
        constraints = [models.UniqueConstraint(name="letter_number_one_row", fields=("agency", "letter", "year"))]

    def __str__(self) -> str:
        return f"{self.letter} {self.year}: {self.last}"


class Letter(models.Model):
    """One copy of a letter as it was issued: what, to whom, when, and the digest of its bytes.

    Copies of one letter to several people carry one number. The file is sealed under `file_slot` of the case.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="Who signed it.")
    letter = models.CharField(max_length=40)
    rule_set = models.CharField(max_length=32)
    language = models.CharField(max_length=2)
    audience = models.CharField(max_length=12)
    number = models.CharField(max_length=80, default="", help_text="Document number; empty: this kind has none.")
    version = models.CharField(max_length=24, help_text="Of the wording: the rule set's, or “v3” of the office.")
    entry_id = models.BigIntegerField(null=True, help_text="Entry of the archive that it belongs to.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    by = models.CharField(max_length=40, help_text="Actor key.")
    delivered_how = models.CharField(max_length=16, default="", help_text="Code of [served.…].")
    delivered_at = models.DateTimeField(null=True)
    file_slot = models.CharField(max_length=60)

    class Meta:
        app_label = "cases"
        constraints = [
            models.CheckConstraint(name="letter_audience_known", condition=Q(audience__in=AUDIENCES)),
            models.CheckConstraint(
                name="letter_delivered_how_and_when",
                condition=Q(delivered_how="", delivered_at__isnull=True)
                | (~Q(delivered_how="") & Q(delivered_at__isnull=False)),
                violation_error_message="A delivered letter has a way and a day; an undelivered one has neither.",
            ),
            models.UniqueConstraint(
                name="letter_number_once", fields=("agency", "number", "audience"), condition=~Q(number="")
            ),
            models.UniqueConstraint(
                name="letter_once_per_entry",
                fields=("case", "letter", "entry_id", "audience"),
                condition=Q(entry_id__isnull=False),
            ),
        ]
        indexes = [models.Index(name="letter_of_case", fields=("case", "id"))]

    def __str__(self) -> str:
        return f"{self.letter} {self.number} of case {self.case_id}"
