"""Who is writing, how to reach them, what the trader will see of that, and two consents that nobody ticked beforehand."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law.bilingual import say
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.page import Page
from redress.portals.public.filing.story import language
from redress.privacy.mask import mask
from redress.privacy.notices import versions

REACH = ("sms_only", "no_office_name", "mornings", "afternoons", "evenings")


class Identity(Page):
    """A report may be made without a name (S Art. 28); what that means is said before the choice."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return said.is_report(answers)

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        chosen = post.get("anonymous", "")
        if chosen not in ("yes", "no"):
            return [
                Problem("anonymous.none_chosen", gettext("Choose whether you want to give your name."), "/anonymous")
            ]
        answers["anonymous"] = chosen
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        chosen = post.get("anonymous", "") if post is not None else answers.get("anonymous", "")
        rows = (
            ("yes", gettext("Without my name"), gettext("Nobody learns who you are. We cannot call you back or ask you anything; look here with your number and words.")),
            ("no", gettext("With my name"), gettext("Only the people who handle it see it. We can ask you and, where the law says so, tell you the result.")),
        )  # fmt: skip
        return {
            "options": [
                {"value": code, "label": label, "hint": hint, "checked": code == chosen} for code, label, hint in rows
            ]
        }


class Contact(Page):
    """Name, telephone, address: asked because the law asks (S Art. 10); beside it, what the trader will see."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return not said.is_anonymous(answers)

    def stays(self, post: Any) -> bool:
        return "look" in post

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        super().take(post, answers, now=now)
        answers["reach"] = [code for code in post.getlist("reach") if code in REACH]
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        given = {**answers["said"], **(self.given(post) if post is not None else {})}
        chosen = post.getlist("reach") if post is not None else answers.get("reach", [])
        return {
            "agent": "agent" in said.situation(answers),
            "reach": [{"value": code, "label": label, "checked": code in chosen} for code, label in reach_labels()],
            **who_sees(answers, given),
        }


def reach_labels() -> list[tuple[str, str]]:
    return [
        ("sms_only", gettext("Send text messages; do not call")),
        ("no_office_name", gettext("Do not say on the phone who is calling unless I answer myself")),
        ("mornings", gettext("Best reached in the morning")),
        ("afternoons", gettext("Best reached in the afternoon")),
        ("evenings", gettext("Best reached in the evening")),
    ]


def who_sees(answers: Answers, given: dict[str, str]) -> dict[str, list[str]]:
    """Return what the trader will see and what stays here, with the person's own values where they are known."""
    name, phone, address = (given.get(f"/complainant/{part}", "") for part in ("name", "phone", "address"))
    if said.is_report(answers):
        return {
            "seen": [gettext("Nothing: the trader is not told who reported")],
            "unseen": [gettext("Your name, telephone and address"), gettext("Your words and files, as far as they would show who you are")],
        }  # fmt: skip
    seen = [
        gettext("Your family name: %(name)s") % {"name": mask("name", name)} if name else gettext("Your family name"),
        gettext("What happened and what you ask for"),
        gettext("Files you marked “both sides see this”"),
    ]
    unseen = [
        gettext("Your full telephone number: %(phone)s") % {"phone": mask("phone", phone)} if phone else gettext("Your telephone number"),
        gettext("Your address: %(address)s") % {"address": mask("address", address)} if address else gettext("Your address"),
        gettext("Any identity document"),
        gettext("Files you marked “staff only”"),
    ]  # fmt: skip
    return {"seen": seen, "unseen": unseen}


class Consents(Page):
    """Two purposes, two questions, two records (PIPL Art. 14, 25; S Art. 19). No answer is no consent."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return not said.is_report(answers)

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        answers["consents"] = {
            name: post.get(f"consent_{name}", "")
            for name in said.CONSENTS
            if post.get(f"consent_{name}") in ("yes", "no")
        }
        answers["notice"] = versions.current(day_of(now)).version
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        notice = versions.current(day_of(now))
        given = answers.get("consents", {})
        asked = [
            {"name": f"consent_{purpose.code}", "words": words, "value": given.get(purpose.code, ""),
             "withdrawn": say(purpose.withdrawn, language())}
            for purpose, words in purposes(notice)
        ]  # fmt: skip
        return {
            "asked": asked,
            "yes_no": [
                {"value": "yes", "label": gettext("I agree")},
                {"value": "no", "label": gettext("I do not agree")},
            ],
        }


def purposes(notice: versions.Notice) -> list[tuple[versions.Purpose, str]]:
    """Return what this installation asks consent for at filing, with the question in the reader's language."""
    shown = show_notice(notice)
    words = dict(shown.consents)
    return [
        (purpose, words[purpose.code])
        for purpose in notice.purposes(settings.REDRESS_OPERATOR_KIND)
        if purpose.code in said.CONSENTS
    ]


def show_notice(notice: versions.Notice) -> versions.Shown:
    chinese = language().startswith("zh")
    return versions.show(
        notice,
        language(),
        operator_kind=settings.REDRESS_OPERATOR_KIND,
        organisation=settings.REDRESS_ORGANISATION_ZH if chinese else settings.REDRESS_ORGANISATION_EN,
        phone=settings.REDRESS_PHONE,
        years=YEARS_KEPT,
    )


YEARS_KEPT = 3  # after closing; the schedule of retention says what is deleted when

PAGES: tuple[Page, ...] = (
    Identity("identity", gettext_lazy("Do you want to give your name?")),
    Contact(
        "contact",
        gettext_lazy("How do we reach you?"),
        texts=(
            "/complainant/name",
            "/complainant/phone",
            "/complainant/address",
            "/complainant/email",
            "/complainant/agent/name",
            "/complainant/agent/phone",
            "/complainant/agent/powers",
        ),
    ),
    Consents("consents", gettext_lazy("Two choices about your information")),
)
