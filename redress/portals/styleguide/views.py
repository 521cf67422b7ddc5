"""Every part of the visual language on a page of its own kind: public, desk, paper."""

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from redress.portals.styleguide.samples import samples

PAGES = ("index", "fields", "start", "step", "check", "received", "case", "desk", "queue", "file", "receipt")


class ExampleForm(forms.Form):
    """Shows that Django's own forms come out in the same shape as the parts filled in by hand."""

    name = forms.CharField(max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        min_length=11, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    shown = samples(chinese=(get_language() or "zh").startswith("zh"))
    bad = ExampleForm({"name": "", "phone": "1380000"})
    shown["flashes"] = [
        Message(constants.SUCCESS, shown["case"]["state"]),
        Message(constants.WARNING, shown["state"]["next"]),
    ]
    if request.GET.get("degraded"):
        shown["degraded"] = [shown["degraded_sentence"]]
    return render(
        request,
        f"styleguide/{name}.html",
        shown | {"pages": PAGES, "page": name, "form": ExampleForm(), "bad_form": bad},
    )
