"""Look at the queue, and put back what was set aside."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.kernel import queue
from redress.kernel.models import Job


class Command(BaseCommand):
    help = gettext("Show the queue; put back work that was set aside.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", nargs="*", type=int, metavar="ID", help="Put set-aside jobs back; no ID: all.")

    def handle(self, *, retry: list[int] | None, **options: Any) -> None:
        now = timezone.now()
        if retry is not None:
            count = queue.revive(retry or None, now=now)
            self.stdout.write(_("%(count)d jobs put back on the queue.") % {"count": count})
            return
        waiting = Job.objects.filter(dead_at__isnull=True)
        self.stdout.write(
            _("%(waiting)d waiting, %(due)d of them due.")
            % {"waiting": waiting.count(), "due": waiting.filter(next_at__lte=now).count()}
        )
        for job in Job.objects.filter(dead_at__isnull=False).order_by("id").iterator():
            self.stdout.write(f"{job.pk}\t{job.kind}\t{job.attempts}\t{job.error}")
