"""A business with an account, as stories of it need one."""

import pytest

from redress.agencies import queries
from redress.kernel.actors import ANYONE
from redress.traders import (
    accounts,
    actions,
    register,
)
from redress.traders.inviting import Contact
from tests.conftest import NOON

USCC, OTHER = "91310115MA1K000016", "91310115MA1K000029"
PASSWORD = "correct horse battery"
BY_SMS = (Contact("sms", "13900005555"),)


def codes(kind, act):
    with pytest.raises(kind) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def asked(office, uscc=USCC, name="大平台有限公司", **changes):
    filed = office.file(respondent={"name": name, "uscc": uscc}, **changes)
    return actions.invite_trader(filed.number, contacts=BY_SMS, actor=office.staff(), now=NOON).invitation


def owner(office, uscc=USCC, username="boss"):
    trader = register.add("大平台有限公司", uscc=uscc, actor=office.staff(), now=NOON)
    code = accounts.offer(trader.pk, address="", actor=office.staff(), now=NOON)
    made = accounts.claim(uscc, code, username=username, name="黄总", password=PASSWORD, actor=ANYONE, now=NOON)
    return accounts.acting(queries.actor_of(made.user))


def joined(boss, role, username):
    token = accounts.invite_member(role, actor=boss, now=NOON).rstrip("/").rpartition("/")[2]
    made = accounts.join(token, username=username, name=username, password=PASSWORD, actor=ANYONE, now=NOON)
    return accounts.acting(queries.actor_of(made.user)), made


def office_filed(row):
    class Filed:
        id = row.case_id

    return Filed


def say(row, who, now=NOON, **data):
    inside = accounts.within(who, row)
    return actions.answer(row.case.number, data, trader=row.trader, actor=inside, now=now)
