"""`redress exchange`: our key, the bodies we exchange with, and cases as sealed files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.exchange import actions, keys
from redress.exchange.leaving import BASES, ROUTES, Ground
from redress.exchange.models import Partner
from redress.kernel.actors import Actor, system
from redress.kernel.problems import NotAllowed, NotThere


class Command(BaseCommand):
    help = gettext("Exchange with other bodies: own key, partners, sealed case files out and in.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="do", required=True)
        kinds.add_parser("key", help="Print our public key, for the partner to register.")
        partner = kinds.add_parser("partner", help="Register a partner with its key.")
        partner.add_argument("code")
        partner.add_argument("vkey")
        partner.add_argument("--name", default="")
        partner.add_argument("--country", default="CN")
        partner.add_argument("--contact", default="")
        partner.add_argument("--url", default="", help="https://…/exchange/ of the partner.")
        out = kinds.add_parser("export", help="Seal a case for a partner.")
        out.add_argument("number")
        out.add_argument("file", type=Path)
        _grounds(out)
        sent = kinds.add_parser("send", help="Seal a case and let a job carry it to the partner's address.")
        sent.add_argument("number")
        _grounds(sent)
        back = kinds.add_parser("import", help="Take a partner's sealed file in.")
        back.add_argument("file", type=Path)
        back.add_argument("--as", dest="username", required=True)

    def handle(self, *, do: str, **options: Any) -> None:
        try:
            self.stdout.write(getattr(self, f"_{do}")(**options))
        except NotAllowed as refusal:
            raise CommandError("\n".join(f"{each.code}: {each.message}" for each in refusal.problems)) from None
        except NotThere:
            raise CommandError(gettext("There is no such case for this person.")) from None

    def _key(self, **_: Any) -> str:
        return str(keys.own().verifier)

    def _partner(self, *, code: str, vkey: str, name: str, country: str, contact: str, url: str, **_: Any) -> str:
        partner = actions.add_partner(
            code=code, name=name or code, vkey=vkey, country=country, contact=contact, url=url,
            actor=system("command"), now=timezone.now(),
        )  # fmt: skip
        return partner.code

    def _export(self, *, number: str, file: Path, to: str, username: str, **options: Any) -> str:
        partner, ground = _partner_and_ground(to, options)
        row, content = actions.seal_case(number, partner, ground, actor=_person(username), now=timezone.now())
        file.write_bytes(content)
        file.chmod(0o600)
        return f"{file} sha256 {bytes(row.digest).hex()}"

    def _send(self, *, number: str, to: str, username: str, **options: Any) -> str:
        partner, ground = _partner_and_ground(to, options)
        row = actions.send_case(number, partner, ground, actor=_person(username), now=timezone.now())
        return f"{number} → {to} sha256 {bytes(row.digest).hex()}"

    def _import(self, *, file: Path, username: str, **_: Any) -> str:
        row = actions.take_in(file.read_bytes(), actor=_person(username), now=timezone.now())
        return f"{row.partner.code} {row.their_number} → {row.case.number if row.case else '–'}"


def _person(username: str) -> Actor:
    found = Staff.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(gettext("There is no member of staff %(name)s.") % {"name": username})
    return queries.actor_of(found)


def _grounds(out: ArgumentParser) -> None:
    out.add_argument("--to", required=True)
    out.add_argument("--as", dest="username", required=True)
    out.add_argument("--basis", choices=sorted(BASES), required=True)
    out.add_argument("--told", action="store_true", help="The person was told recipient, purpose, kinds and contact.")
    out.add_argument("--route", choices=["", *sorted(ROUTES)], default="")
    out.add_argument("--reference", default="")
    out.add_argument("--impact-assessment", default="")


def _partner_and_ground(to: str, options: dict[str, Any]) -> tuple[Partner, Ground]:
    partner = Partner.objects.filter(code=to).first()
    if partner is None:
        raise CommandError(gettext("There is no partner %(code)s.") % {"code": to})
    wanted = ("basis", "told", "route", "reference", "impact_assessment")
    return partner, Ground(**{name: options[name] for name in wanted})
