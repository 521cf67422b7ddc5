"""Large type and dark or light colours: the same pages, set differently. Nothing is kept on the server."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

A_YEAR = 31_536_000
CHOICES = {"elder": ("0", "1"), "theme": ("auto", "light", "dark")}


def way_back(request: HttpRequest) -> str:
    """Return where the person came from, if that is one of our own pages."""
    asked = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None, require_https=request.is_secure())
    return asked if ours and asked.startswith("/") else "/"


@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """Show the settings; with ?elder= or ?theme= remember them and go back."""
    chosen = {name: request.GET[name] for name, allowed in CHOICES.items() if request.GET.get(name) in allowed}
    if not chosen:
        return render(request, "display.html", {"back": way_back(request)})
    response = HttpResponseRedirect(way_back(request))
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)
    return response
