"""What differs between two rule sets: steps, limits, grounds. For the person who decides whether one goes live."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redress.law.bilingual import LANGUAGES, Bilingual, both
from redress.law.limits import Limit
from redress.law.packs import Ground, Pack, Step
from redress.remedies.documents.filling import provision

UNITS = {
    "working_days": both("个工作日", " working days"),
    "calendar_days": both("日（自然日）", " calendar days"),
    "years": both("年", " years"),
    "months": both("个月", " months"),
}
ABSENT = both("没有", "none")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    part -- step, limit or ground; aspect -- what of it differs
    """

    part: str
    code: str
    title: Bilingual
    aspect: Bilingual
    before: Bilingual
    after: Bilingual

    def words(self, lang: str) -> str:
        tongue = "en" if lang.lower().startswith("en") else "zh"
        if tongue == "en":
            return f"{self.title['en']} ({self.code}), {self.aspect['en']}: {self.before['en']} -> {self.after['en']}"
        return f"{self.title['zh']}（{self.code}）{self.aspect['zh']}：{self.before['zh']} → {self.after['zh']}"


def between(before: Pack, after: Pack) -> list[Difference]:
    """Return everything that differs, limits first."""
    return [*_limits(before, after), *_grounds(before, after), *_steps(before, after)]


def _limits(before: Pack, after: Pack) -> Iterator[Difference]:
    for code in dict.fromkeys((*before.limits, *after.limits)):
        old, new = before.limits.get(code), after.limits.get(code)
        title = (new or old).title  # type: ignore[union-attr]
        yield from _compared("limit", code, title, _of_limit(old), _of_limit(new))


def _of_limit(limit: Limit | None) -> dict[str, tuple[Bilingual, Bilingual]]:
    if limit is None:
        return {"there": (both("有无", "there"), ABSENT)}
    unit = UNITS.get(limit.unit, both(limit.unit, f" {limit.unit}"))
    return {
        "there": (both("有无", "there"), both("有", "yes")),
        "length": (both("期限", "length"), both(f"{limit.length}{unit['zh']}", f"{limit.length}{unit['en']}")),
        "starts": (both("起算", "starts"), _plain(limit.starts_on)),
        "excluded": (both("不计入", "left out"), _named([part.name for part in limit.excluded])),
        "extension": (both("延长", "extension"), _plain([str(limit.extension.length)] if limit.extension else [])),
        "roll": (both("末日顺延", "last day moves off"), _plain([limit.roll])),
        "cites": (both("依据", "basis"), _cites(limit.cites)),
    }


def _grounds(before: Pack, after: Pack) -> Iterator[Difference]:
    for group in dict.fromkeys((*before.grounds, *after.grounds)):
        old, new = before.grounds.get(group, {}), after.grounds.get(group, {})
        for code in dict.fromkeys((*old, *new)):
            one, other = old.get(code), new.get(code)
            title = (other or one).title  # type: ignore[union-attr]
            yield from _compared("ground", f"{group}.{code}", title, _of_ground(one), _of_ground(other))


def _of_ground(ground: Ground | None) -> dict[str, tuple[Bilingual, Bilingual]]:
    if ground is None:
        return {"there": (both("有无", "there"), ABSENT)}
    return {
        "there": (both("有无", "there"), both("有", "yes")),
        "title": (both("名称", "title"), ground.title),
        "cites": (both("依据", "basis"), _cites(ground.cites)),
    }


def _steps(before: Pack, after: Pack) -> Iterator[Difference]:
    for verb in dict.fromkeys((*before.verbs, *after.verbs)):
        old, new = before.steps_of(verb), after.steps_of(verb)
        yield from _compared("step", verb, (new or old)[0].title, _of_steps(old), _of_steps(new))


def _of_steps(steps: Sequence[Step]) -> dict[str, tuple[Bilingual, Bilingual]]:
    if not steps:
        return {"there": (both("有无", "there"), ABSENT)}
    first = steps[0]
    ways = sorted({f"{source}→{step.target}" for step in steps for source in step.sources})
    return {
        "there": (both("有无", "there"), both("有", "yes")),
        "ways": (both("状态变化", "moves"), _plain(ways)),
        "needs": (both("要填的", "needs"), _plain(first.needs)),
        "guards": (both("前提", "guards"), _plain(first.guards)),
        "roles": (both("由谁办", "roles"), _plain(sorted(first.roles))),
        "cites": (both("依据", "basis"), _cites(first.cites)),
    }


def _compared(
    part: str,
    code: str,
    title: Bilingual,
    old: Mapping[str, tuple[Bilingual, Bilingual]],
    new: Mapping[str, tuple[Bilingual, Bilingual]],
) -> Iterator[Difference]:
    shared = [name for name in old if name in new]
    for name in shared:
        aspect, before = old[name]
        after = new[name][1]
        if dict(before) != dict(after):
            yield Difference(part, code, title, aspect, before, after)


def _plain(words: Sequence[str]) -> Bilingual:
    text = ", ".join(words)
    return both(text or ABSENT["zh"], text or ABSENT["en"])


def _named(names: Sequence[Bilingual]) -> Bilingual:
    if not names:
        return ABSENT
    return both("、".join(name["zh"] for name in names), ", ".join(name["en"] for name in names))


def _cites(cites: Sequence[Any]) -> Bilingual:
    return _named([both(*(provision(cite.law, cite.article, lang) for lang in LANGUAGES)) for cite in cites])
