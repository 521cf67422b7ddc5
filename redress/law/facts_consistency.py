"""Facts that cannot all be true: days out of order, and statements that contradict one another.

Rules rely on this order (what cannot be given cannot change an answer), so it is part of the law's reasoning, not of forms.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from redress.law.bilingual import Bilingual, both
from redress.law.vocabulary import VOCABULARY

# The first happens on or before the second.
ORDER = (
    ("bought_on", "delivered_on"),
    ("bought_on", "reported_on"),
    ("delivered_on", "reported_on"),
    ("invoice_on", "reported_on"),
    ("bought_on", "knew_on"),
    ("bought_on", "claimed_on"),
    ("knew_on", "claimed_on"),
    ("harmed_on", "knew_on"),
    ("bought_on", "harmed_on"),
    ("first_delivered_on", "harmed_on"),
    ("first_delivered_on", "knew_on"),
    ("paid_on", "rescinded_on"),
    ("first_delivered_on", "safe_use_until"),
)

NO_FOOD = frozenset({"durable", "vehicle", "decoration"})


@dataclass(frozen=True, slots=True)
class Clash:
    """Two facts that cannot stand together; `name` is the one that the message points to."""

    code: str
    name: str
    message: Bilingual


Holds = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class _Pair:
    first: str
    second: str
    clash: Holds
    zh: str
    en: str


_CONTRADICTIONS = (
    _Pair(
        "fraud_other_than_label",
        "fraud",
        lambda other, fraud: other and not fraud,
        "既说没有欺诈，又说标签以外另有欺诈，两者矛盾。",
        "You say there was no fraud, and that there was fraud beyond the label: these contradict each other.",
    ),
    _Pair(
        "death",
        "death_or_serious_injury",
        lambda death, either: death and not either,
        "既说受害人死亡，又说没有造成死亡或者健康严重损害，两者矛盾。",
        "You say the victim died, and that nobody died or was seriously harmed: these contradict each other.",
    ),
    _Pair(
        "fair_over",
        "fair_or_counter",
        lambda over, fair: over and not fair,
        "既说不是在展销会或者租赁柜台购买，又说展销会已结束或者租期已满，两者矛盾。",
        "You say it was not bought at a fair or counter, and that the fair or lease is over: these contradict each other.",
    ),
    _Pair(
        "made_by_respondent",
        "producer_known",
        lambda made, known: made and not known,
        "既说被投诉人就是生产者，又说不知道生产者是谁，两者矛盾。",
        "You say the respondent is the producer, and that the producer is unknown: these contradict each other.",
    ),
    _Pair(
        "absconded",
        "consumer_cause",
        lambda gone, own: gone and own,
        "既说经营者恶意逃避退款，又说退款是因消费者自身原因，两者矛盾。",
        "You say the trader evades refunds in bad faith, and that the reason lies with the consumer: "
        "these contradict each other.",
    ),
    _Pair(
        "food_unsafe",
        "kind",
        lambda unsafe, kind: unsafe and kind in NO_FOOD,
        "既说食品不安全，又说买的不是食品，两者矛盾。",
        "You say the food was unsafe, and that what was bought is no food: these contradict each other.",
    ),
    _Pair(
        "drug_fake_or_inferior",
        "kind",
        lambda fake, kind: fake and kind in NO_FOOD,
        "既说药品是假药、劣药，又说买的不是药品，两者矛盾。",
        "You say the medicine was fake, and that what was bought is no medicine: these contradict each other.",
    ),
    _Pair(
        "found_substandard",
        "conforming",
        lambda found, conforming: found and conforming,
        "既说经行政部门认定不合格，又说质量符合要求，两者矛盾。",
        "You say an authority found the goods substandard, and that their quality is as required: "
        "these contradict each other.",
    ),
    _Pair(
        "refunded",
        "price",
        lambda back, price: price < back < Decimal("1E+15"),
        "已退的钱不会多于付出的价款，请核对两个金额。",
        "More cannot have been paid back than was paid; please check both sums.",
    ),
)


def clashes(values: Sequence[object]) -> Iterator[Clash]:
    """Return everything in the values that cannot be true together.

    values -- one place per fact of the vocabulary; None is unknown
    """
    for earlier, later, first, second in _ORDER:
        a, b = values[first], values[second]
        if isinstance(a, date) and isinstance(b, date) and a > b:
            yield Clash("fact.dates_out_of_order", later, _out_of_order(earlier, later, a, b))
    for pair, first, second in _PAIRS:
        a, b = values[first], values[second]
        if a is not None and b is not None and pair.clash(a, b):
            yield Clash("fact.contradiction", pair.first, both(pair.zh, pair.en))
    degree = values[_DEGREE]
    if isinstance(degree, Decimal) and degree > 1 and degree != degree.to_integral_value():
        yield Clash("fact.absurd", "disability_degree", _NO_GRADE)
    used, paid, bonus = (values[place] for place in _CREDIT)
    if isinstance(used, Decimal) and isinstance(paid, Decimal) and isinstance(bonus, Decimal) and used > paid + bonus:
        yield Clash("fact.contradiction", "used_credit", _OVERDRAWN)


def _out_of_order(earlier: str, later: str, first: date, second: date) -> Bilingual:
    before, after = VOCABULARY[earlier].label, VOCABULARY[later].label
    return both(
        f"日期先后不对：“{after['zh']}”（{second}）不能早于“{before['zh']}”（{first}）。",
        f"These dates are out of order: “{after['en']}” ({second}) cannot come before “{before['en']}” ({first}).",
    )


_OVERDRAWN = both(
    "已消费的金额超过了预付款加赠送金额，请核对。",
    "More credit was used than was prepaid and given as bonus; please check the sums.",
)
_NO_GRADE = both(
    "伤残等级是 1 到 10 的整数；赔偿系数在 0 到 1 之间。",
    "A disability grade is a whole number from 1 to 10; a coefficient lies between 0 and 1.",
)
_DEGREE = VOCABULARY["disability_degree"].index
_ORDER = tuple((a, b, VOCABULARY[a].index, VOCABULARY[b].index) for a, b in ORDER)
_PAIRS = tuple((pair, VOCABULARY[pair.first].index, VOCABULARY[pair.second].index) for pair in _CONTRADICTIONS)
_CREDIT = tuple(VOCABULARY[name].index for name in ("used_credit", "prepaid_amount", "bonus_amount"))
