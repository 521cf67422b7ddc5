"""The rules that give a role in a body to a group of the provider: one file that an administrator writes and reads."""

import tomllib
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from redress.agencies.identities import BY_RULE, Rule
from redress.kernel.problems import Invalid, Problem


def read() -> list[Rule]:
    """Return the rules, none if there is no file. Raises Invalid with everything that is wrong with it."""
    path = settings.REDRESS_OIDC_RULES
    if not path.exists():
        return []
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("rule", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = gettext("%(file)s cannot be read: %(why)s") % {"file": path.name, "why": error}
        raise Invalid([Problem("sign_in.rules.unreadable", message)]) from None
    rules, problems = [], list[Problem]()
    for n, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        wrong = _wrong(row)
        if wrong:
            message = gettext("Rule %(n)s: %(why)s") % {"n": n, "why": wrong}
            problems.append(Problem("sign_in.rules.wrong", message, f"/rule/{n - 1}"))
        else:
            rules.append(Rule(row["group"], BY_NAME[row["role"]], row["agency"]))
    if problems:
        raise Invalid(problems)
    return rules


BY_NAME = {role.value: role for role in BY_RULE}


def _wrong(row: Any) -> str:
    if not isinstance(row, dict) or set(row) != {"group", "role", "agency"}:
        return gettext("it has a group, a role and an agency, and nothing else.")
    if not all(isinstance(value, str) and value for value in row.values()):
        return gettext("group, role and agency are words in quotation marks.")
    if row["role"] == "admin":
        return gettext("no rule makes administrators; an administrator does.")
    if row["role"] not in BY_NAME:
        return gettext("its role is one of: %(roles)s.") % {"roles": ", ".join(sorted(BY_NAME))}
    return ""
