"""Rules as plain Python: one function per version of a rule, for cases in which every fact it reads is known.

It computes exactly what weighing the terms would give (tests/law/test_engine.py holds the two against each other),
some thirty times faster.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redress.law.engine_rules import Answer

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Round to two places, half up: once, at the end.

    >>> str(cents(Decimal("500.005")))
    '500.01'
    """
    return value.quantize(CENT, ROUND_HALF_UP)


class Code:
    """The constants that the expressions of one function use."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"CENT": CENT, "HALF_UP": ROUND_HALF_UP}

    def keep(self, value: object) -> str:
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name


def compiled(answer: "Answer", version: object) -> Callable[..., Any]:
    """Return f(values, on) -> (version, holds, sums, truths, 0, 0)."""
    code = Code()
    code.names["version"] = version
    code.names["no"] = (version, False, (None,) * len(answer.sums), (False,) * len(answer.truths), 0, 0)
    sums = "".join(f"{_rounded(part.emit(code), part in answer.days)}, " for part in answer.sums.values())
    truths = "".join(f"{part.emit(code)}, " for part in answer.truths.values())
    lines = ["def rule(v, on):"]
    if answer.always:
        lines.append(f"    return (version, {answer.when.emit(code)}, ({sums}), ({truths}), 0, 0)")
    else:
        lines.append(f"    if {answer.when.emit(code)}:")
        lines.append(f"        return (version, True, ({sums}), ({truths}), 0, 0)")
        lines.append("    return no")
    exec(compile("\n".join(lines), "<rule>", "exec"), code.names)  # noqa: S102 -- made of our own terms, never of input
    return code.names["rule"]  # type: ignore[return-value]


def _rounded(expression: str, is_day: bool) -> str:
    return expression if is_day else f"({expression}).quantize(CENT, HALF_UP)"
