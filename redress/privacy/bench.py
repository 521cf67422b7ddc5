"""What de-identification finds and misses, and what the vault costs: the figures of `redress bench privacy`."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from redress.privacy import blind
from redress.privacy.ciphers import Algorithm, Key, data_key_id
from redress.privacy.deid.kinds import Kind, Span
from redress.privacy.deid.names import looks_like_a_name
from redress.privacy.deid.samples import CHINESE, ENGLISH, Sample, samples
from redress.privacy.deid.text import find, scrub

Row = dict[str, Any]


def bench(public_sets: Path | None = None) -> list[Row]:
    """Return one row per figure: what is found and missed, then what things cost."""
    return [*quality(public_sets), *costs()]


def quality(public_sets: Path | None = None, *, texts: int = 1500, most: int | None = None) -> list[Row]:
    """Return recall and precision per set and kind.

    public_sets -- folder with msra_ner, cluener2020 and presidio_synth_en_v2 (.jsonl.gz), where there is one
    texts -- how many complaints to invent; most -- how many texts to read of each public set, None for all
    """
    rows = [*_quality("invented complaints, zh", samples(CHINESE, texts, seed=7))]
    rows += _quality("invented complaints, en", samples(ENGLISH, texts // 3, seed=7))
    for name, reader in (("msra_ner", _msra), ("cluener2020", _cluener), ("presidio_synth_en_v2", _presidio)):
        path = public_sets / f"{name}.jsonl.gz" if public_sets else None
        if path is not None and path.exists():
            rows += _quality(name, islice(reader(path), most))
    return rows


def _quality(name: str, texts: Iterable[Sample]) -> Iterator[Row]:
    """Yield recall and precision per kind. A value counts as found only if every character of it is covered."""
    wanted: Counter[Kind] = Counter()
    found: Counter[Kind] = Counter()
    offered: Counter[Kind] = Counter()
    right: Counter[Kind] = Counter()
    for text, labels in texts:
        spans = find(text)
        covered = {place for start, end, _ in spans for place in range(start, end)}
        labelled = {place for start, end, _ in labels for place in range(start, end)}
        for start, end, kind in labels:
            wanted[kind] += 1
            found[kind] += covered.issuperset(range(start, end))
        for start, end, kind in spans:
            offered[kind] += 1
            right[kind] += not labelled.isdisjoint(range(start, end))
    for kind in Kind:
        if wanted[kind]:
            yield {
                "set": name,
                "kind": kind.value,
                "values": wanted[kind],
                "recall": round(found[kind] / wanted[kind], 4),
                "precision": round(right[kind] / offered[kind], 4) if offered[kind] else None,
            }


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _is_han_name(text: str) -> bool:
    return looks_like_a_name(text)


def _msra(path: Path) -> Iterator[Sample]:
    """News: persons only. Names not built like a Han name (foreign ones, nicknames) are left out of the count."""
    for row in _rows(path):
        people = [(start, end) for start, end, label in row["entities"] if label == "PER"]
        yield Sample(
            row["text"],
            [Span(start, end, Kind.NAME) for start, end in people if _is_han_name(row["text"][start:end])],
        )


def _cluener(path: Path) -> Iterator[Sample]:
    for row in _rows(path):
        places = [place for name in row["label"].get("name", {}).values() for place in name]
        yield Sample(
            row["text"],
            [Span(start, last + 1, Kind.NAME) for start, last in places if _is_han_name(row["text"][start : last + 1])],
        )


_PRESIDIO = {
    "PERSON": Kind.NAME,
    "PHONE_NUMBER": Kind.PHONE,
    "CREDIT_CARD": Kind.BANK_CARD,
    "EMAIL_ADDRESS": Kind.EMAIL,
    "STREET_ADDRESS": Kind.ADDRESS,
}


def _presidio(path: Path) -> Iterator[Sample]:
    for row in _rows(path):
        yield Sample(
            row["full_text"],
            sorted(
                Span(span["start_position"], span["end_position"], _PRESIDIO[span["entity_type"]])
                for span in row["spans"]
                if span["entity_type"] in _PRESIDIO
            ),
        )


STORY = (
    "我叫李晓梅，2026年9月13日在上海市浦东新区世纪大道100号的电器商场购买了一台冰箱，花了2399元，"
    "客服王经理说七天内上门，电话139 1234 5678一直没人接，订单号20260913123456789，要求退货退款并赔偿。"
)
KNOWN = ("李晓梅", "13912345678", "上海市浦东新区丁香路1号")


def costs() -> Iterator[Row]:
    material = bytes(range(32))
    plain = STORY.encode() * 3
    scrub(STORY)
    tasks: list[tuple[str, Callable[[], object]]] = [
        ("scrub a story of 120 characters", lambda: scrub(STORY)),
        ("the same, with three known values", lambda: scrub(STORY, KNOWN)),
        ("blind index entry, HMAC-SHA-256", lambda: blind.digest(material, "intl", "phone", "13912345678")),
        ("blind index entry, HMAC-SM3", lambda: blind.digest(material, "national", "phone", "13912345678")),
    ]
    for algorithm in Algorithm:
        key = Key(material, key_id=data_key_id(material), algorithm=algorithm)
        tasks.append((f"seal {len(plain)} bytes, {algorithm.name}", lambda key=key: key.seal(plain, b"here")))  # type: ignore[misc]
    for name, task in tasks:
        yield {"task": name, "microseconds": round(_microseconds(task), 1)}


def _microseconds(task: Callable[[], object], *, times: int = 400) -> float:
    """Return the best of five runs, in processor time of this process."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            task()
        best = min(best, time.process_time() - start)
    return best / times * 1e6
