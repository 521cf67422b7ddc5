"""Whether somebody who acts for a business looks at one of its own matters: then no code is asked for."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere
from redress.traders import accounts, matters
from redress.traders.models import Invitation


def held(request: HttpRequest, ref: str) -> tuple[Invitation | None, Actor | None]:
    """Return the matter and who looks at it, if it is one of the business they act for; two times None otherwise."""
    user = request.user
    if not isinstance(user, Staff) or user.role != Role.RESPONDENT:
        return None, None
    if settings.REDRESS_REQUIRE_SECOND_FACTOR and not Authenticator.objects.filter(user=user).exists():
        return None, None
    try:
        actor = accounts.acting(queries.actor_of(user))
        return matters.find(ref, actor=actor), actor
    except NotThere:
        return None, None
