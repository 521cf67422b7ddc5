"""Languages of the pages at the command line: take the texts out as a table, bring it back translated."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from redress.config import languages

ROOT = Path(languages.__file__).resolve().parents[1]


class Command(BaseCommand):
    help = "texts export LANG FILE --name NAME | texts import FILE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        out = parts.add_parser("export", help="Write every text of the pages, with what is translated already (CSV).")
        out.add_argument("code", help="Such as ug, bo, pt-br.")
        out.add_argument("file", type=Path)
        out.add_argument("--name", help="What the language calls itself.")
        out.add_argument("--plurals", default=languages.PLURALS, help="As gettext says it; default: one and many.")
        back = parts.add_parser("import", help="Check a translated table and offer its language after the next start.")
        back.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._export(**options) if options["part"] == "export" else self._import(options["file"])
        except languages.BadLanguage as bad:
            raise CommandError("\n".join(bad.reasons)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from None

    def _export(self, code: str, file: Path, name: str | None, plurals: str, **_: Any) -> None:
        compiled = languages.folder(settings.REDRESS_DATA) / languages.locale_name(code) / "LC_MESSAGES" / "django.mo"
        known = {(one.context, one.english): one for one in languages.read(compiled)} if compiled.exists() else {}
        own = name or dict(languages.installed(settings.REDRESS_DATA)).get(code, "")
        file.write_text("\ufeff" + languages.table(ROOT, code, name=own, plurals=plurals, known=known), "utf-8")
        self.stdout.write(gettext("Written: %(file)s. Fill the last column and import it.") % {"file": file})

    def _import(self, file: Path) -> None:
        code, done, all_of_them = languages.install(ROOT, settings.REDRESS_DATA, file.read_text("utf-8"))
        said = gettext("%(code)s: %(done)d of %(all)d texts. It can be chosen after the next start.")
        self.stdout.write(said % {"code": code, "done": done, "all": all_of_them})
