"""What an audit of the archive brings to light."""

from dataclasses import dataclass, field

FEW = 200  # findings after which the rest is only counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that does not hold.

    entry -- number of the entry, where one is concerned
    index -- leaf in the tree, where one is concerned
    """

    code: str
    message: str
    entry: int | None = None
    index: int | None = None


@dataclass(slots=True)
class Audit:
    """What was read, and what did not hold; the first finding is the first place touched."""

    entries: int = 0
    waiting: int = 0
    erased: int = 0
    size: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0

    @property
    def clean(self) -> bool:
        return not self.findings

    def add(self, code: str, message: str, *, entry: int | None = None, index: int | None = None) -> None:
        if len(self.findings) >= FEW:
            self.unlisted += 1
            return
        self.findings.append(Finding(f"log.audit.{code}", message, entry, index))

    def in_order(self) -> "Audit":
        """Put the findings in the order of the tree; what has no place in it comes last."""
        self.findings.sort(key=lambda found: (found.index is None, found.index or 0))
        return self
