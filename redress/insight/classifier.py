"""A classifier that says how sure it is, by which words, and when it does not know.

Naive Bayes over pairs of characters and Latin words, pure Python, with its confidence calibrated on rows it has not
learned from. Below the threshold that those rows ask for it abstains; having learned from nothing, it always does.
"""

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST_ROWS, LEAST_OF_CLASS = 30, 4
LEAST_SEEN = 2  # rows a word must stand in to be learned: rarer ones lead to people, not to classes
MOST_WORDS = 20_000
RIGHT = 0.8  # share of answers that shall be right; the threshold is set for it
TRAIN, CALIBRATE = 70, 85  # buckets of a hundred: below 70 learn, below 85 calibrate, the rest is held out
BINS = 10
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_LATIN = re.compile(r"[a-z]{2,}")
_PLACEHOLDER = re.compile(r"［[^］]*］")

Row = tuple[str, str]  # text, class


@dataclass(frozen=True, slots=True)
class Answer:
    """code -- None where the model abstains; `best` is what it would have said. words -- those that spoke for it most"""

    code: str | None
    best: str
    confidence: float
    words: tuple[str, ...]


ABSTAINS = Answer(None, "", 0.0, ())


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learned; stored as JSON."""

    classes: dict[str, int] = field(default_factory=dict)
    words: dict[str, dict[str, int]] = field(default_factory=dict)  # word -> class -> rows
    totals: dict[str, int] = field(default_factory=dict)
    temperature: float = 1.0
    threshold: float = 1.01  # above one: always abstains

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("classes", "words", "totals", "temperature", "threshold")}

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> "Model":
        return cls(**value)


def words_of(text: str) -> set[str]:
    """Pairs of Han characters and Latin words of a text; placeholders of taken-out values are none.

    >>> sorted(words_of("不退款 Refund ［电话］"))
    ['refund', '不退', '退款']
    """
    clean = _PLACEHOLDER.sub(" ", text.lower())
    found = {run[place : place + 2] for run in _HAN.findall(clean) for place in range(len(run) - 1)}
    return found | set(_LATIN.findall(clean))


def bucket(text: str) -> int:
    """In which hundredth a text lies: the same text is always learned from or never."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") % 100


def learn(rows: Iterable[Row]) -> Model:
    """Learn from part of the rows and calibrate on another; the rest stays unseen."""
    listed = list(rows)
    training = [(words_of(text), code) for text, code in listed if bucket(text) < TRAIN]
    classes = Counter(code for _, code in training)
    kept = {code: n for code, n in classes.items() if n >= LEAST_OF_CLASS}
    if len(training) < LEAST_ROWS or len(kept) < 2:
        return Model()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for words, code in training:
        if code in kept:
            for word in words:
                seen[word][code] += 1
    often = sorted(
        (word for word, counts in seen.items() if counts.total() >= LEAST_SEEN),
        key=lambda word: (-seen[word].total(), word),
    )
    words_kept = {word: dict(seen[word]) for word in often[:MOST_WORDS]}
    totals = {code: sum(counts.get(code, 0) for counts in words_kept.values()) for code in kept}
    raw = Model(dict(kept), words_kept, totals)
    checked = [(text, code) for text, code in listed if TRAIN <= bucket(text) < CALIBRATE]
    return _calibrated(raw, checked)


def _calibrated(model: Model, rows: Sequence[Row]) -> Model:
    """Set temperature by likelihood and threshold by the share of right answers, on rows that were not learned from."""
    scored = [(scores(model, words_of(text)), code) for text, code in rows]
    if len(scored) < 10:
        return model

    def loss(temperature: float) -> float:
        return sum(-math.log(max(softmax(found, temperature).get(code, 0.0), 1e-6)) for found, code in scored)

    temperature = min((1.25**step for step in range(28)), key=loss)
    answers = []
    for found, code in scored:
        chances = softmax(found, temperature)
        best = max(chances, key=lambda name: chances[name])
        answers.append((chances[best], best == code))
    answers.sort(reverse=True)
    threshold, right = 1.01, 0
    for number, (confidence, good) in enumerate(answers, 1):
        right += good
        # One right and one wrong answer more than were seen: a few lucky rows do not set a threshold.
        if (right + 1) / (number + 2) >= RIGHT:
            threshold = confidence
    return Model(model.classes, model.words, model.totals, round(temperature, 4), round(threshold, 6))


def scores(model: Model, words: Iterable[str]) -> dict[str, float]:
    """Log-probabilities up to a constant."""
    total, size = sum(model.classes.values()), len(model.words) or 1
    found = {code: math.log(n / total) for code, n in model.classes.items()}
    for word in words:
        counts = model.words.get(word)
        if counts is not None:
            for code in found:
                found[code] += math.log((counts.get(code, 0) + 0.5) / (model.totals[code] + 0.5 * size))
    return found


def softmax(found: dict[str, float], temperature: float) -> dict[str, float]:
    most = max(found.values())
    parts = {code: math.exp((value - most) / temperature) for code, value in found.items()}
    total = sum(parts.values())
    return {code: part / total for code, part in parts.items()}


def answer(model: Model, text: str) -> Answer:
    """Classify a text, or abstain: below the threshold, without a known word, or having learned nothing."""
    words = words_of(text)
    known = [word for word in words if word in model.words]
    if not model.classes or not known:
        return ABSTAINS
    chances = softmax(scores(model, known), model.temperature)
    best = max(chances, key=lambda code: chances[code])
    confidence = round(chances[best], 4)
    return Answer(best if confidence >= model.threshold else None, best, confidence, _why(model, known, best))


def _why(model: Model, known: Sequence[str], best: str) -> tuple[str, ...]:
    """The words that speak for a class most, beside the other classes together."""
    size, rest = len(model.words), sum(n for code, n in model.totals.items() if code != best)

    def weight(word: str) -> float:
        counts = model.words[word]
        others = sum(n for code, n in counts.items() if code != best)
        return math.log((counts.get(best, 0) + 0.5) / (model.totals[best] + 0.5 * size)) - math.log(
            (others + 0.5) / (rest + 0.5 * size)
        )

    ranked = sorted(known, key=lambda word: (-weight(word), word))
    return tuple(word for word in ranked[:6] if weight(word) > 0)


def evaluate(model: Model, rows: Iterable[Row]) -> dict[str, Any]:
    """Measure on rows that were held out: how often right, how often answered, and whether confidence means what it says."""
    held = [(text, code) for text, code in rows if bucket(text) >= CALIBRATE]
    answers = [(answer(model, text), code) for text, code in held]
    given = [(one, code) for one, code in answers if one.code is not None]
    bins: list[list[float]] = [[0, 0.0, 0] for _ in range(BINS)]
    for one, code in answers:
        if one.best:
            place = min(int(one.confidence * BINS), BINS - 1)
            bins[place][0] += 1
            bins[place][1] += one.confidence
            bins[place][2] += one.best == code
    total = sum(int(n) for n, _, _ in bins)
    error = sum(abs(confidence - right) for _, confidence, right in bins) / total if total else None
    majority = Counter(code for _, code in held).most_common(1)
    confusion = Counter((code, one.code or "") for one, code in answers)
    return {
        "held": len(held),
        "answered": len(given),
        "right": sum(one.code == code for one, code in given),
        "right_if_forced": sum(one.best == code for one, code in answers),
        "majority": majority[0][1] if majority else 0,
        "calibration_error": round(error, 4) if error is not None else None,
        "bins": [
            {"n": int(n), "confidence": round(c / n, 4) if n else None, "right": round(r / n, 4) if n else None}
            for n, c, r in bins
        ],
        "confusion": [[code, said, n] for (code, said), n in sorted(confusion.items())],
    }
