"""Addresses. Each portal keeps its own list; this file only says where it hangs."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from redress.portals import health

PORTALS = (
    ("", "redress.portals.public.urls"),
    ("desk/privacy/", "redress.portals.privacy.urls"),
    ("desk/notices/", "redress.portals.notices.urls"),
    ("desk/joint/", "redress.portals.joint.urls"),
    ("desk/routing/", "redress.portals.routing.urls"),
    ("desk/mail/", "redress.portals.inbox.urls"),
    ("desk/learn/", "redress.portals.education.desk_urls"),
    ("desk/exchange/", "redress.portals.exchange.desk_urls"),
    ("desk/absences/", "redress.portals.bodies.desk_urls"),
    ("desk/handover/", "redress.portals.bodies.handover_urls"),
    ("desk/bodies/", "redress.portals.bodies.tree_urls"),
    ("desk/teams/", "redress.portals.bodies.team_urls"),
    ("desk/", "redress.portals.casework.urls"),
    ("oversight/", "redress.portals.oversight.urls"),
    ("room/", "redress.portals.room.urls"),
    ("t/", "redress.portals.trader.urls"),
    ("business/", "redress.portals.business.urls"),
    ("api/v1/", "redress.portals.api.urls"),
    ("log/", "redress.portals.log.urls"),
    ("exchange/", "redress.portals.exchange.urls"),
    ("", "redress.portals.log.verify_urls"),
    ("", "redress.portals.law.urls"),
    ("insight/", "redress.portals.insight.urls"),
    ("", "redress.portals.insight.public_urls"),
    ("", "redress.portals.education.urls"),
    ("", "redress.portals.bodies.urls"),
    ("display/", "redress.portals.display.urls"),
    ("styleguide/", "redress.portals.styleguide.urls"),
)


def _there(module: str) -> bool:
    return find_spec(module.rsplit(".", 1)[0]) is not None and find_spec(module) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("accounts/", include("redress.portals.accounts.urls")),
]
urlpatterns += [path(prefix, include(module)) for prefix, module in PORTALS if _there(module)]

handler400 = "redress.portals.errors.bad_request"
handler403 = "redress.portals.errors.forbidden"
handler404 = "redress.portals.errors.not_found"
handler500 = "redress.portals.errors.server_error"
