"""A citation: which text, and where in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cite:
    """One provision.

    law -- id of the text, such as "samr-complaint-2026"
    article -- article, with paragraph and item where it matters: "13", "13(2)", "23(1)(5)"
    """

    law: str
    article: str

    def as_dict(self) -> dict[str, str]:
        """Return the form used in every answer and record.

        >>> Cite("samr-complaint-2026", "15").as_dict()
        {'law': 'samr-complaint-2026', 'article': '15'}
        """
        return {"law": self.law, "article": self.article}
