"""The law at the command line: load its wording, explain one matter, compare rule sets, replay open cases."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language, gettext

from redress.kernel.actors import system
from redress.kernel.moments import day_of
from redress.law import packs, remedies
from redress.law.facts import FactErrors
from redress.law.packs import PackError
from redress.remedies import differences, explaining, replay, texts
from redress.remedies.asking import problems_of

EVERY = 50  # cases between two lines of progress


class Command(BaseCommand):
    help = "law load DIR | explain FILE | diff --from SET --to SET | replay --rule-set SET"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        load = parts.add_parser(
            "load", help="Load a folder of law texts, so that pages show the wording beside the citation."
        )
        load.add_argument("folder", type=Path)
        explain = parts.add_parser(
            "explain", help="What the law says of the facts in a JSON file (- reads standard input)."
        )
        explain.add_argument("file")
        explain.add_argument("--on", type=_day, help="The day for which the law is asked; today if absent.")
        explain.add_argument("--json", action="store_true", help="The answer of POST /api/v1/remedies.")
        diff = parts.add_parser("diff", help="What differs between two rule sets: limits, grounds, steps.")
        diff.add_argument("--from", dest="before", required=True)
        diff.add_argument("--to", dest="after", required=True)
        diff.add_argument("--json", action="store_true")
        again = parts.add_parser(
            "replay", help="Which open cases would change if a rule set went live. Changes nothing."
        )
        again.add_argument("--rule-set", required=True)
        again.add_argument("--since", type=_day, help="Only cases received on this day or later.")
        again.add_argument("--json", action="store_true")

    def handle(self, *, part: str, **options: Any) -> None:
        getattr(self, f"_{part}")(options)

    def _load(self, options: dict[str, Any]) -> None:
        try:
            count = texts.load(options["folder"])
        except texts.UnreadableTexts as error:
            raise CommandError(str(error)) from None
        self.stdout.write(gettext("%(count)s articles loaded.") % {"count": count})

    def _explain(self, options: dict[str, Any]) -> None:
        facts, on = _facts(options["file"])
        language = get_language() or "zh-hans"
        try:
            answer = remedies.assess(facts, on=options["on"] or on or day_of(timezone.now()))
        except FactErrors as errors:
            raise CommandError("\n".join(f"{one.pointer}: {one.message}" for one in problems_of(errors))) from None
        if options["json"]:
            self.stdout.write(json.dumps(answer.as_dict(language), ensure_ascii=False, indent=2))
            return
        for line in explaining.lines(answer, language):
            self.stdout.write(line)

    def _diff(self, options: dict[str, Any]) -> None:
        found = differences.between(_pack(options["before"]), _pack(options["after"]))
        if options["json"]:
            rows = [
                {
                    "part": one.part,
                    "code": one.code,
                    "aspect": dict(one.aspect),
                    "before": dict(one.before),
                    "after": dict(one.after),
                }
                for one in found
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        titles = {"limit": gettext("Limits"), "ground": gettext("Grounds"), "step": gettext("Steps")}
        for part, title in titles.items():
            those = [one for one in found if one.part == part]
            self.stdout.write(f"{title}: {len(those)}")
            for one in those:
                self.stdout.write(f"  {one.words(get_language() or 'zh-hans')}")

    def _replay(self, options: dict[str, Any]) -> None:
        _pack(options["rule_set"])

        def progress(done: int, total: int) -> None:
            if done % EVERY == 0 or done == total:
                self.stderr.write(
                    gettext("%(done)s of %(total)s open cases looked at") % {"done": done, "total": total}
                )

        found = replay.replay(
            options["rule_set"],
            received_from=options["since"],
            actor=system("replay"),
            now=timezone.now(),
            progress=progress,
        )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            gettext("%(looked)s open cases looked at; %(changed)s would change: %(dates)s in dates, %(authorities)s in competence, %(steps)s in steps, %(remedies)s in remedies. Nothing was changed.")
            % {"looked": found.looked_at, "changed": len(found.changed), "dates": found.dates, "authorities": found.authorities, "steps": found.steps, "remedies": found.remedies}
        )  # fmt: skip
        for case in found.changed:
            self.stdout.write(f"{case.number}  {case.rule_set} -> {found.target}@{found.version}")
            for one in case.differences:
                self.stdout.write(f"  {one.words(get_language() or 'zh-hans')}")


def _as_json(found: replay.Replay) -> dict[str, Any]:
    return {
        "rule_set": f"{found.target}@{found.version}",
        "looked_at": found.looked_at,
        "changed": [
            {
                "number": case.number,
                "rule_set": case.rule_set,
                "differences": [{"part": one.part, "code": one.code, "before": one.before["en"], "after": one.after["en"]} for one in case.differences],
            }
            for case in found.changed
        ],
    }  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _pack(code: str) -> packs.Pack:
    try:
        return packs.load(code)
    except (LookupError, PackError) as error:
        raise CommandError(str(error)) from None


def _facts(name: str) -> tuple[dict[str, object], date | None]:
    """Read facts from a file: an object of facts, or {"on": …, "facts": {…}} as the API takes it."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        data = json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(gettext("%(name)s cannot be read: %(why)s") % {"name": name, "why": error}) from None
    on, facts = (data.get("on"), data["facts"]) if isinstance(data, dict) and "facts" in data else (None, data)
    if not isinstance(facts, dict):
        message = gettext('Facts are an object of names and values, such as {"price": "3999", "fraud": true}.')
        raise CommandError(message)
    try:
        return facts, date.fromisoformat(on) if on else None
    except (TypeError, ValueError):
        raise CommandError(gettext("%(on)s is no day; write it as 2026-11-23.") % {"on": on}) from None
