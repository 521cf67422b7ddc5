"""Proof: a list made for this kind of problem, files one after another, and no file at all is fine too."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from redress.cases import evidence, suggestions
from redress.cases.evidence import Checked
from redress.cases.filetypes import accepted_extensions
from redress.kernel.problems import Problem
from redress.law.packs import say
from redress.portals.public import drafts
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.page import Page, pack
from redress.portals.public.filing.story import language

AUDIENCES = ("both", "staff")


class Proof(Page):
    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        listed = suggestions.checklist(
            pack(now).id,
            category=said.said(answers, "/purchase/category"),
            nature=said.said(answers, "/problem/nature"),
        )
        report = said.is_report(answers)
        return {
            "checklist": [say(item, language()) for item in listed],
            "files": answers.get("files", []),
            "left": settings.REDRESS_MAX_FILES - len(answers.get("files", [])),
            "most_mb": settings.REDRESS_MAX_UPLOAD_MB,
            "accept": accepted_extensions(),
            "unscanned": bool(evidence.degraded()),
            "audiences": [] if report else audience_options((post or {}).get("audience") or "both"),
        }


def audience_options(chosen: str) -> list[dict[str, Any]]:
    rows = (
        ("both", gettext("Both sides see it"), gettext("The trader can answer to it. Most proof belongs here.")),
        ("staff", gettext("Staff only"), gettext("For example a bank card, or a picture with your address on it.")),
    )
    return [{"value": code, "label": label, "hint": hint, "checked": code == chosen} for code, label, hint in rows]


def keep(draft: drafts.OpenDraft, files: list[Checked], *, audience: str, now: datetime) -> list[Problem]:
    """Seal files into a draft, each once however often it is sent; return a problem if there are more than a case takes."""
    known = {row.get("print") for row in draft.answers.get("files", [])}
    fresh = {mark: file for file in files if (mark := _print(file)) not in known}
    room = settings.REDRESS_MAX_FILES - len(draft.answers.get("files", []))
    if len(fresh) > room:
        message = gettext("At most %(most)s files can be sent with it; bring the others later.")
        return [Problem("files.too_many", message % {"most": settings.REDRESS_MAX_FILES}, "/files")]
    rows = [
        {
            "id": drafts.keep_file(draft.token, file.content),
            "name": file.name,
            "size": len(file.content),
            "type": file.kind.media_type,
            "audience": audience if audience in AUDIENCES else "both",
            "scan": file.scan,
            "print": mark,
        }
        for mark, file in fresh.items()
    ]
    drafts.change(draft.token, lambda answers: answers.setdefault("files", []).extend(rows), now=now)
    return []


def _print(file: Checked) -> str:
    return hashlib.sha256(file.name.encode() + b"\0" + file.content).hexdigest()


def remove(draft: drafts.OpenDraft, file_id: str, *, now: datetime) -> None:
    """Take a file out of a draft for good."""
    known = [row["id"] for row in draft.answers.get("files", [])]
    if file_id in known:

        def edit(answers: Answers) -> None:
            answers["files"] = [row for row in answers["files"] if row["id"] != file_id]

        drafts.change(draft.token, edit, now=now)
        drafts.drop_file(draft.token, file_id)


PAGE = Proof("proof", gettext_lazy("What can show it?"))
