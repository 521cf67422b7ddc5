"""Refusing a complaint: what the facts say for and against each ground, as advice to the person who decides.

Source: samr-complaint-2026 Arts. 10-11, 16-17, 42 (before: samr-complaint-2019-repealed Art. 15).
Nothing here decides anything. A ground is shown with its reasons; the factors of Art. 17 are shown as facts and never add
up to a verdict (pipl-2021 Art. 24).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from redress.law.bilingual import Bilingual, both, day_in_words
from redress.law.cite import Cite
from redress.law.packs import Pack
from redress.law.periods import later

YEARS = 3  # samr-complaint-2026 Art. 16(4); samr-complaint-2019-repealed Art. 15(4)
FOR, AGAINST, OPEN = "speaks_for", "speaks_against", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the reviewer knows of a complaint; None is unknown.

    missing_materials -- names of the particulars of Art. 10(1) or papers of Art. 11 that are not there
    usual_quantity -- what a household would buy; complaints, same_target -- in the last weeks, by this person
    shares_contact_with -- other complainants with the same telephone or address
    """

    market_supervision: bool | None = None
    competent: bool | None = None
    handled_elsewhere: bool | None = None
    purpose: str | None = None
    dispute_shown: bool | None = None
    knew_on: date | None = None
    missing_materials: tuple[Bilingual, ...] | None = None
    false_materials: bool | None = None
    impersonation: bool | None = None
    identity_check_refused: bool | None = None
    other_law: bool | None = None
    quantity: int | None = None
    usual_quantity: int | None = None
    complaints: int | None = None
    same_target: int | None = None
    shares_contact_with: int | None = None
    purchase_shown: bool | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One ground, and what the facts say about it.

    leaning -- speaks_for, speaks_against or open; it is advice, the person decides
    missing -- what would have to be known
    """

    code: str
    title: Bilingual
    leaning: str
    reasons: tuple[Bilingual, ...]
    missing: tuple[str, ...]
    cites: tuple[Cite, ...]

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title[lang],
            "leaning": self.leaning,
            "reasons": [reason[lang] for reason in self.reasons],
            "missing": list(self.missing),
            "cites": [cite.as_dict() for cite in self.cites],
        }


@dataclass(frozen=True, slots=True)
class Factor:
    """A fact that may be weighed when judging whether there is a consumer dispute; never a verdict."""

    code: str
    title: Bilingual
    fact: Bilingual
    cites: tuple[Cite, ...]

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title[lang],
            "fact": self.fact[lang],
            "cites": [cite.as_dict() for cite in self.cites],
        }


@dataclass(frozen=True, slots=True)
class Review:
    """All grounds of the rule set in the order of its list, and the factors that the facts show."""

    grounds: tuple[Advice, ...]
    factors: tuple[Factor, ...]

    def as_dict(self, lang: str = "zh-hans") -> dict[str, Any]:
        tongue = "en" if lang.lower().startswith("en") else "zh"
        return {
            "grounds": [ground.as_dict(tongue) for ground in self.grounds],
            "factors": [factor.as_dict(tongue) for factor in self.factors],
            "decided_by": "person",
        }


def advice(seen: Seen, *, pack: Pack, received_on: date) -> Review:
    """Return what speaks for and against every ground on which this rule set lets a complaint be refused.

    received_on -- day the competent authority received it: the three years are counted up to then
    """
    grounds = tuple(_advised(code, seen, pack, received_on) for code in pack.grounds["refusal"])
    factors = tuple(_factors(seen, pack))
    return Review(grounds, factors)


def _advised(code: str, seen: Seen, pack: Pack, received_on: date) -> Advice:
    ground = pack.grounds["refusal"][code]
    weigh = _WEIGHED.get(code, _other)
    leaning, reasons, missing = weigh(seen, received_on)
    return Advice(code, ground.title, leaning, reasons, missing, ground.cites)


Weighed = tuple[str, tuple[Bilingual, ...], tuple[str, ...]]


def _out_of_scope(seen: Seen, received_on: date) -> Weighed:
    return _if_any_fails(
        seen,
        market_supervision=both("不属于市场监管部门职责", "it is no matter for market supervision"),
        competent=both("本机关没有处理权限", "this authority is not competent"),
    )


def _already_handled(seen: Seen, received_on: date) -> Weighed:
    if seen.handled_elsewhere is None:
        return OPEN, (), ("handled_elsewhere",)
    if seen.handled_elsewhere:
        return FOR, (both("同一争议已被受理或者处理", "the same dispute was accepted or handled elsewhere"),), ()
    return AGAINST, (both("没有发现同一争议在别处受理", "the same dispute was not taken up elsewhere"),), ()


def _no_consumer_dispute(seen: Seen, received_on: date) -> Weighed:
    """Art. 16(3). Farmers' inputs are treated like daily life (cpl-2013 Art. 62)."""
    daily = None if seen.purpose is None else seen.purpose in {"daily_life", "farm_input"}
    missing = tuple(
        name for name, value in (("purpose", daily), ("dispute_shown", seen.dispute_shown)) if value is None
    )
    reasons = []
    if daily is False:
        reasons.append(both("不是为生活消费需要", "it was not bought for daily life"))
    if seen.dispute_shown is False:
        reasons.append(both("不能证明与被投诉人之间有消费争议", "no dispute with the respondent is shown"))
    if reasons:
        return FOR, tuple(reasons), ()
    if missing:
        return OPEN, (), missing
    return AGAINST, (both("为生活消费购买，且有争议", "bought for daily life, and there is a dispute"),), ()


def _too_late(seen: Seen, received_on: date) -> Weighed:
    if seen.knew_on is None:
        return OPEN, (), ("knew_on",)
    last = later(seen.knew_on, months=12 * YEARS)
    zh, en = day_in_words(last, "zh"), day_in_words(last, "en")
    if received_on > last:
        return FOR, (both(f"三年到{zh}届满", f"the three years ended on {en}"),), ()
    return AGAINST, (both(f"三年到{zh}才届满", f"the three years run until {en}"),), ()


def _materials(seen: Seen, received_on: date) -> Weighed:
    reasons = []
    if seen.missing_materials:
        zh, en = ([name[language] for name in seen.missing_materials] for language in ("zh", "en"))
        reasons.append(both(f"没有提供：{'、'.join(zh)}", f"not provided: {', '.join(en)}"))
    if seen.false_materials:
        reasons.append(both("提供了虚假材料", "false materials were provided"))
    if reasons:
        return FOR, tuple(reasons), ()
    asked = (("missing_materials", seen.missing_materials), ("false_materials", seen.false_materials))
    missing = tuple(name for name, value in asked if value is None)
    if missing:
        return OPEN, (), missing
    return AGAINST, (both("材料齐全，未发现虚假", "everything is there, and nothing false was found"),), ()


def _materials_before_2026(seen: Seen, received_on: date) -> Weighed:
    """The old measures knew missing materials only, not false ones."""
    if seen.missing_materials is None:
        return OPEN, (), ("missing_materials",)
    if seen.missing_materials:
        return _materials(seen, received_on)
    return AGAINST, (both("材料齐全", "everything is there"),), ()


def _identity(seen: Seen, received_on: date) -> Weighed:
    return _if_any_holds(
        seen,
        impersonation=both("冒用他人名义", "another's name was used"),
        identity_check_refused=both("拒不配合核验真实身份", "the identity check was refused"),
    )


def _other(seen: Seen, received_on: date) -> Weighed:
    return _if_any_holds(seen, other_law=both("另有法律、法规、规章规定", "another law, regulation or rule says so"))


def _if_any_holds(seen: Seen, **claims: Bilingual) -> Weighed:
    return _weighed(seen, claims, wanted=True)


def _if_any_fails(seen: Seen, **claims: Bilingual) -> Weighed:
    return _weighed(seen, claims, wanted=False)


def _weighed(seen: Seen, claims: Mapping[str, Bilingual], *, wanted: bool) -> Weighed:
    """Any one of several facts is enough for the ground; all of them have to be known to rule it out."""
    values = {name: getattr(seen, name) for name in claims}
    reasons = tuple(text for name, text in claims.items() if values[name] is wanted)
    if reasons:
        return FOR, reasons, ()
    missing = tuple(name for name, value in values.items() if value is None)
    return (OPEN, (), missing) if missing else (AGAINST, (_NOTHING_FOUND,), ())


_NOTHING_FOUND = both("没有发现这种情形", "nothing of the kind was found")
_WEIGHED: Mapping[str, Callable[[Seen, date], Weighed]] = {
    "OUT_OF_SCOPE": _out_of_scope,
    "ALREADY_HANDLED": _already_handled,
    "NOT_CONSUMER_DISPUTE": _no_consumer_dispute,
    "TIME_BARRED_3Y": _too_late,
    "MATERIALS_MISSING_OR_FALSE": _materials,
    "MATERIALS_MISSING": _materials_before_2026,
    "IMPERSONATION_OR_REFUSED_ID": _identity,
    "OTHER_LEGAL": _other,
}


def _factors(seen: Seen, pack: Pack) -> list[Factor]:
    """The facts of Art. 17 that are there to be weighed. A rule set without such a list shows none."""
    shown: list[tuple[str, Bilingual]] = []
    if seen.quantity is not None and seen.usual_quantity is not None and seen.quantity > seen.usual_quantity:
        shown.append(
            (
                "UNUSUAL_QUANTITY",
                both(
                    f"买了 {seen.quantity} 件，通常约 {seen.usual_quantity} 件",
                    f"{seen.quantity} bought, about {seen.usual_quantity} usual",
                ),
            )
        )
    if seen.same_target:
        total = seen.complaints if seen.complaints is not None else seen.same_target
        shown.append(
            (
                "MANY_IN_SHORT_TIME",
                both(
                    f"近期投诉 {total} 件，其中同一对象或者同类问题 {seen.same_target} 件",
                    f"{total} complaints lately, {seen.same_target} with the same target or problem",
                ),
            )
        )
    if seen.purchase_shown is False:
        shown.append(("NO_REAL_DEALING", both("没有购买或者受损的凭据", "no proof of purchase or harm")))
    if seen.shares_contact_with:
        others = seen.shares_contact_with
        shown.append(
            ("SHARED_CONTACT", both(f"另有 {others} 人使用同一联系方式", f"{others} others share the contact"))
        )
    listed = pack.grounds.get("factor", {})
    return [Factor(code, listed[code].title, fact, listed[code].cites) for code, fact in shown if code in listed]


NAMES = tuple(field.name for field in fields(Seen))
