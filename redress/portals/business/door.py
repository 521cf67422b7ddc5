"""Who enters the pages of a business: its members, signed in as staff are, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere
from redress.traders import accounts
from redress.traders.models import Member

View = Callable[..., HttpResponseBase]


class BusinessRequest(HttpRequest):
    """A request by somebody who acts for a business."""

    actor: Actor
    member: Member
    user: Staff


def member_required(view: View) -> View:
    """Let members in, after the second factor where the installation asks for one; to others nothing is here."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not isinstance(request.user, Staff):
            return redirect_to_login(request.get_full_path())
        if request.user.role != Role.RESPONDENT:
            raise Http404
        if settings.REDRESS_REQUIRE_SECOND_FACTOR and not Authenticator.objects.filter(user=request.user).exists():
            return redirect("mfa_index")
        try:
            actor = queries.actor_of(request.user)
            request.member = accounts.member_of(actor)  # type: ignore[attr-defined]
            request.actor = accounts.acting(actor)  # type: ignore[attr-defined]
            return view(request, *arguments, **named)
        except NotThere:
            raise Http404 from None

    return guarded


def frame(request: BusinessRequest, current: str, **more: Any) -> dict[str, Any]:
    """What the head of each page of a business needs, beside the page's own values."""
    wanted = (
        ("queue", gettext("Complaints about us")),
        ("phrases", gettext("Words we answer with")),
        ("figures", gettext("Our figures")),
        ("people", pgettext("of a business", "People")),
        ("programs", gettext("Programs")),
    )
    nav = [{"label": label, "href": reverse(f"business:{name}"), "current": name == current} for name, label in wanted]
    return {
        "desk_nav": nav, "now": timezone.now(), "home": reverse("business:queue"), "place": gettext("Business account"),
        "business": request.member.account.trader.name, "member": request.member, **more,
    }  # fmt: skip
