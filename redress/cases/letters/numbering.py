"""Document numbers: 浦东新区市监诉受〔2026〕12号, without gaps per office, letter and year, given when a letter is signed.

A number belongs to the transaction that reserved it: if that fails, the next letter gets the same number.
"""

import re
from datetime import datetime

from django.db import connection

from redress.cases.letters.forms import Form
from redress.cases.letters.models import LetterNumber
from redress.kernel.moments import day_of

# What an office's name is shortened to in front of its numbers, longest ending first.
ENDINGS = (
    ("市场监督管理局", "市监"),
    ("市场监督管理总局", "市监"),
    ("市场监督管理所", "市监所"),
    ("市场监管所", "市监所"),
    ("消费者权益保护委员会", "消保委"),
    ("消费者协会", "消协"),
    ("人民调解委员会", "调委"),
)


class NotInTransaction(RuntimeError):
    """A number was asked for where nothing would hold it together with its letter."""


def coming(*, agency_id: int, letter: str, now: datetime) -> tuple[int, int]:
    """(year, number) that `reserve` would give now; another letter may take it first."""
    year = day_of(now).year
    row = LetterNumber.objects.filter(agency_id=agency_id, letter=letter, year=year)
    return year, (row.values_list("last", flat=True).first() or 0) + 1


def reserve(*, agency_id: int, letter: str, now: datetime) -> tuple[int, int]:
    """Take the next number of a letter; return (year, number).

    The update only succeeds on the value that was read; two writers therefore never get one number, and a writer that
    waits for another sees what became of it. Works alike on SQLite and PostgreSQL.
    Raises NotInTransaction outside a transaction: the number would be lost if the letter were not stored.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("Reserve a document number inside the transaction that stores the letter.")
    year = day_of(now).year
    LetterNumber.objects.bulk_create(
        [LetterNumber(agency_id=agency_id, letter=letter, year=year)], ignore_conflicts=True
    )
    row = LetterNumber.objects.filter(agency_id=agency_id, letter=letter, year=year)
    while True:
        last = row.values_list("last", flat=True).get()
        if row.filter(last=last).update(last=last + 1):
            return year, last + 1


def written(form: Form, *, mark: str, year: int, number: int) -> str:
    """The number as it stands on paper.

    mark -- the office's short name; see `mark_of`
    """
    return f"{mark}{form.word}〔{year}〕{number}号"


def mark_of(name: str) -> str:
    """The short name of an office in front of its numbers, from its full Chinese name.

    >>> mark_of("浦东新区市场监督管理局（示例）")
    '浦东新区市监'
    """
    plain = re.sub(r"[（(].*?[）)]", "", name).strip()
    for ending, shorter in ENDINGS:
        if plain.endswith(ending):
            return plain.removesuffix(ending) + shorter
    return plain
