"""Word lists for recognising people, from the files in words/."""

from importlib.resources import files


def _words(name: str) -> frozenset[str]:
    text = files("redress.privacy.deid").joinpath("words", f"{name}.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _signs(name: str) -> frozenset[str]:
    return frozenset("".join(_words(name)))


SURNAMES = _signs("surnames")
COMMON_SURNAMES = _signs("common-surnames")
COMPOUND_SURNAMES = _words("compound-surnames")
GIVEN = _signs("given")
NOT_NAMES = _words("not-names")
TRANSLITERATION = _signs("transliteration")
TRANSLITERATION_RARE = _signs("transliteration-rare")
FIRST_NAMES = _words("first-names")
NOT_ENGLISH_NAMES = _words("not-english-names")
