"""Publish the shipped guides, lessons and terms in the name of the person who has read them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.education import starter
from redress.education.models import READERS
from redress.kernel.actors import system


class Command(BaseCommand):
    help = gettext("Publish the shipped guides, lessons and terms that are not there yet.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reviewer", required=True, help="User name of the educator or supervisor who read them.")

    def handle(self, *, reviewer: str, **options: Any) -> None:
        staff = Staff.objects.filter(username=reviewer).first()
        actor = queries.actor_of(staff) if staff else None
        if actor is None or actor.role not in READERS:
            raise CommandError(gettext("The reviewer is an educator or a supervisor of this installation."))
        made = starter.load(writer=system("starter"), reviewer=actor, now=timezone.now())
        self.stdout.write(f"{made}")
