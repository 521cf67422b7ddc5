"""Facts: what is known of one matter, read strictly, with everything wrong named at once.

A fact that is absent or null is unknown. Nothing is guessed, and nothing wrong is passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from redress.law.bilingual import Bilingual, both
from redress.law.facts_consistency import Clash, clashes
from redress.law.vocabulary import BY_INDEX, VOCABULARY, Fact

EVERYTHING = Decimal("1E+15")  # "all of it has been paid back"
DECIMALS = 12  # finer than any sum of money; a number of a thousand million decimals would fill the memory when written
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2200, 1, 1)

Value = bool | str | int | Decimal | date | None

__all__ = ["EVERYTHING", "VOCABULARY", "Fact", "FactErrors", "FactProblem", "Facts", "Value", "parse", "still_to_come"]


@dataclass(frozen=True, slots=True)
class FactProblem:
    """One thing wrong with the facts as given.

    code -- fact.<reason>, stable
    pointer -- JSON pointer to the value, such as /facts/price
    """

    code: str
    pointer: str
    message: Bilingual

    def as_dict(self, lang: str = "zh") -> dict[str, str]:
        return {"code": self.code, "pointer": self.pointer, "message": self.message["en" if lang == "en" else "zh"]}


class FactErrors(ValueError):
    """The facts cannot be taken as given; `problems` names everything that is wrong."""

    def __init__(self, problems: list[FactProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.pointer}: {problem.message['en']}" for problem in problems))


class Facts(Mapping[str, Value]):
    """What is known, by name. Unknown facts are simply not there.

    values -- one place per fact of the vocabulary; None is unknown
    known -- mask of the facts that are known
    """

    __slots__ = ("known", "values_by_index")

    def __init__(self, values: tuple[Value, ...], known: int) -> None:
        self.values_by_index = values
        self.known = known

    def __getitem__(self, name: str) -> Value:
        value = self.values_by_index[VOCABULARY[name].index]
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (fact.name for fact in BY_INDEX if self.known & fact.bit)

    def __len__(self) -> int:
        return self.known.bit_count()

    def __contains__(self, name: object) -> bool:
        return name in VOCABULARY and bool(self.known & VOCABULARY[str(name)].bit)

    def as_json(self) -> dict[str, object]:
        """Return the facts as they would be written in JSON; parse() reads them back."""
        return {name: _written(value) for name, value in self.items()}


def parse(raw: Mapping[str, object], *, pointer: str = "/facts") -> Facts:
    """Read facts as they come from JSON: money as decimal text or number, days as ISO text, null for unknown.

    Raises FactErrors naming every problem: unknown names, wrong types, absurd values, dates out of order, contradictions.
    """
    if isinstance(raw, Facts):
        return raw
    if not isinstance(raw, Mapping):
        raise FactErrors([FactProblem("fact.not_an_object", pointer, _NOT_AN_OBJECT)])
    values: list[Value] = [None] * len(BY_INDEX)
    problems: list[FactProblem] = []
    known = 0
    for name, given in raw.items():
        fact = VOCABULARY.get(name)
        if fact is None:
            problems.append(FactProblem("fact.unknown_name", f"{pointer}/{_escaped(name)}", _unknown_name(name)))
        elif given is not None:
            try:
                values[fact.index] = _READERS[fact.type](fact, given)
                known |= fact.bit
            except _Wrong as wrong:
                problems.append(FactProblem(wrong.code, f"{pointer}/{name}", wrong.message))
    problems += [_as_problem(clash, pointer) for clash in clashes(values)]
    if problems:
        raise FactErrors(problems)
    return Facts(tuple(values), known)


def still_to_come(facts: Facts, today: date, *, pointer: str = "/facts") -> list[FactProblem]:
    """Name the days that are told as past and lie after today; only the end of a safe-use period may."""
    return [
        FactProblem("fact.in_future", f"{pointer}/{name}", _to_come(VOCABULARY[name], value))
        for name, value in facts.items()
        if isinstance(value, date) and value > today and name != "safe_use_until"
    ]


def _to_come(fact: Fact, day: date) -> Bilingual:
    return both(
        f"“{fact.label['zh']}”（{day}）还没有到，请核对。",
        f"“{fact.label['en']}” ({day}) is still to come; please check the date.",
    )


class _Wrong(Exception):
    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code = code
        self.message = both(zh, en)


def _yes_no(fact: Fact, given: object) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given in fact.words_for_yes:
        return True
    raise _wrong_type(fact, "true、false 或者 null", "true, false or null")


def _word(fact: Fact, given: object) -> str:
    if isinstance(given, str) and given in fact.values:
        return given
    choice = ", ".join(fact.values)
    raise _Wrong(
        "fact.not_in_list",
        f"“{fact.label['zh']}”只能填以下之一：{choice}。",
        f"“{fact.label['en']}” must be one of: {choice}.",
    )


def _number(fact: Fact, given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        raise _wrong_type(fact, "数字", "a number")
    try:
        number = Decimal(str(given).strip().replace("_", "?"))
    except InvalidOperation:
        raise _wrong_type(fact, '数字，如 "3999.00"', 'a number such as "3999.00"') from None
    if not number.is_finite():
        raise _wrong_type(fact, "有限的数字", "a finite number")
    number = number or Decimal(0)
    if number < 0:
        raise _Wrong(
            "fact.negative",
            f"“{fact.label['zh']}”不能是负数。",
            f"“{fact.label['en']}” cannot be negative.",
        )
    if int(number.as_tuple().exponent) < -DECIMALS:
        raise _Wrong(
            "fact.absurd",
            f"“{fact.label['zh']}”的小数位太多，最多 {DECIMALS} 位。",
            f"“{fact.label['en']}” has too many decimals; {DECIMALS} are the most.",
        )
    if not fact.min <= number <= fact.max:
        raise _Wrong(
            "fact.absurd",
            f"“{fact.label['zh']}”应当在 {fact.min} 到 {fact.max} 之间，请核对。",
            f"“{fact.label['en']}” must lie between {fact.min} and {fact.max}; please check it.",
        )
    return number


def _money_or_all(fact: Fact, given: object) -> Decimal:
    if isinstance(given, bool):
        return EVERYTHING if given else Decimal(0)
    return _number(fact, given)


def _count(fact: Fact, given: object) -> Decimal:
    number = _number(fact, given)
    if number != number.to_integral_value():
        raise _wrong_type(fact, "整数", "a whole number")
    return number


def _day(fact: Fact, given: object) -> date:
    if isinstance(given, str):
        try:
            given = date.fromisoformat(given) if len(given) == 10 else None
        except ValueError:
            given = None
    if not isinstance(given, date) or isinstance(given, datetime):
        raise _wrong_type(fact, '日期，如 "2026-11-23"', 'a date such as "2026-11-23"')
    if not FIRST_DAY <= given <= LAST_DAY:
        raise _Wrong(
            "fact.absurd",
            f"“{fact.label['zh']}”的年份不对，请核对。",
            f"The year of “{fact.label['en']}” cannot be right; please check it.",
        )
    return given


_READERS: dict[str, Callable[[Fact, object], Value]] = {
    "yes_no": _yes_no,
    "word": _word,
    "money": _number,
    "money_or_all": _money_or_all,
    "number": _number,
    "count": _count,
    "day": _day,
}

_NOT_AN_OBJECT = both("事实应当是一个对象：名称对应值。", "Facts must be an object of names and values.")


def _unknown_name(name: object) -> Bilingual:
    return both(f"没有名为“{name}”的事实，请核对名称。", f"There is no fact called “{name}”; please check the name.")


def _wrong_type(fact: Fact, zh: str, en: str) -> _Wrong:
    return _Wrong(
        "fact.wrong_type",
        f"“{fact.label['zh']}”应当填{zh}。",
        f"“{fact.label['en']}” must be {en}.",
    )


def _as_problem(clash: Clash, pointer: str) -> FactProblem:
    return FactProblem(clash.code, f"{pointer}/{clash.name}", clash.message)


def _escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _written(value: Value) -> object:
    if value == EVERYTHING and isinstance(value, Decimal):
        return True
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
