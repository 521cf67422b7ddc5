"""Letters are made after the step that asks for them, by a worker; a step never waits for the typesetter."""

from datetime import datetime
from typing import cast

from redress.cases.letters import issuing
from redress.kernel.actors import system
from redress.kernel.jobs import Payload, job


@job("letter.issue", together=False)  # typesetting holds no lock; issuing twice for one entry issues once
def issue_letter(payload: Payload, *, now: datetime) -> None:
    """payload -- {"case": id, "letter": id in letters.toml, "entry": number of the step's entry}"""
    issuing.issue_for_entry(
        cast(int, payload["case"]),
        str(payload["letter"]),
        cast(int, payload["entry"]),
        actor=system("letters"),
        now=now,
    )
