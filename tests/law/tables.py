"""The lawyers' tables, remedies/tables/*.toml: cases, and beside them what else a new rule brings.

`[on_record]` -- the rule's numbers, as in numbers_on_record.toml; `[domain.ID]` -- the facts on which the rule is proved
exhaustively, each with the values that tell its sides apart.
"""

import tomllib
from pathlib import Path

TABLES = sorted(Path(__file__).with_name("remedies").joinpath("tables").glob("*.toml"))
READ = {table.stem: tomllib.loads(table.read_text("utf-8")) for table in TABLES}


def beside_the_cases(part):
    return {name: value for table in READ.values() for name, value in table.get(part, {}).items()}
