"""Show the retention policy and check that nothing stored is without a rule."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from redress.privacy import retention
from redress.privacy.retention import PolicyError


class Command(BaseCommand):
    help = gettext("Show how long data is kept; check that nothing is without a rule.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail if a column or a stored value has no rule.")

    def handle(self, *, check: bool, **options: Any) -> None:
        try:
            policy = retention.policy()
        except PolicyError as error:
            raise CommandError(str(error)) from error
        if check:
            self._check()
            return
        tongue = "zh" if (get_language() or "zh").startswith("zh") else "en"
        for rule in policy.rules:
            period = rule.unit if rule.length is None else f"{rule.length} {rule.unit}"
            self.stdout.write(f"{rule.id:20} {period:12} {rule.since:10} {rule.then:8} {rule.what[tongue]}")

    def _check(self) -> None:
        lines = [_("No rule for the column %(name)s.") % {"name": name} for name in retention.uncovered_fields()]
        lines += [_("No rule for the stored value %(name)s.") % {"name": name} for name in retention.uncovered_slots()]
        lines += [_("The pattern %(name)s fits no column.") % {"name": name} for name in retention.dead_patterns()]
        if lines:
            raise CommandError("\n".join(lines))
        self.stdout.write(_("Every column and every stored value has a rule."))
