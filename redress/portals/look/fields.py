"""Form fields as values: one shape for Django's forms and for pages that fill in the parts themselves."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.encoding import force_str

from redress.kernel.problems import Problem

KINDS = {"radio": "choices", "select": "select", "file": "file", "checkbox": "check"}


def field_id(pointer: object) -> str:
    """Return the id of the field that a JSON pointer means: /purchase/amount is id_purchase_amount."""
    return "id_" + str(pointer).strip("/").replace("/", "_").replace("-", "_")


def kind_of(bound: BoundField) -> str:
    """Name the part that draws this field."""
    widget = bound.field.widget
    if isinstance(widget, forms.Textarea):
        return "area"
    if isinstance(widget, forms.MultiWidget):
        return "date"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "choices"
    return KINDS.get(getattr(widget, "input_type", "text"), "text")


def options(bound: BoundField) -> list[dict[str, object]]:
    """List a choice field's options with their state; a choice may be (value, label) or (value, label, hint)."""
    chosen = bound.value()
    picked = {str(one) for one in (chosen if isinstance(chosen, (list, tuple, set)) else [chosen]) if one is not None}
    found: list[dict[str, object]] = []
    for value, label in getattr(bound.field, "choices", ()):
        hints: Mapping[str, str] = getattr(bound.field, "hints", {})
        text = str(getattr(value, "value", value))
        found.append({"value": text, "label": label, "checked": text in picked, "hint": hints.get(text, "")})
    return found


def hides_its_value(widget: object) -> bool:
    """Say whether what was typed must not come back with the page: passwords."""
    return isinstance(widget, forms.PasswordInput) and not widget.render_value


def of_bound(bound: BoundField, **said: object) -> dict[str, object]:
    """Turn a bound field into the variables of its part.

    said -- what the page says over the form: label, hint, optional, audience, question, width, unit …
    """
    widget: Any = bound.field.widget
    kind = kind_of(bound)
    multiple = isinstance(widget, forms.CheckboxSelectMultiple)
    shown: dict[str, object] = {
        "kind": kind,
        "name": bound.html_name,
        "id": "id_" + bound.html_name.replace("-", "_"),
        "label": bound.label,
        "hint": bound.help_text,
        "value": None if kind == "file" or hides_its_value(widget) else bound.value(),
        "error": force_str(bound.errors[0]) if bound.errors else "",
        "optional": not bound.field.required,
        "audience": getattr(bound.field, "audience", ""),
        "type": "checkbox" if multiple else getattr(widget, "input_type", "text"),
        "multiple": bool(getattr(widget, "allow_multiple_selected", False)),
        **{
            name: widget.attrs[name]
            for name in ("autocomplete", "inputmode", "maxlength", "accept")
            if name in widget.attrs
        },
    }
    if kind in {"choices", "select"}:
        shown["options"] = options(bound)
    if kind == "date":
        value = bound.value()
        shown["parts"] = value if isinstance(value, (list, tuple)) else widget.decompress(value)
    return shown | said


def links(source: object) -> list[dict[str, str]]:
    """Turn what went wrong into the lines of the summary, in the order of the page.

    source -- a form, a list of Problems, or lines already made (mappings with text and href)
    """
    if isinstance(source, forms.BaseForm):
        return of_form(source)
    lines: list[dict[str, str]] = []
    for one in source if isinstance(source, Iterable) and not isinstance(source, str) else ():
        if isinstance(one, forms.BaseForm):
            lines += of_form(one)
        elif isinstance(one, Problem):
            lines.append({"text": one.message, "href": f"#{field_id(one.pointer)}" if one.pointer else ""})
        elif isinstance(one, Mapping):
            lines.append({"text": str(one["text"]), "href": str(one.get("href", ""))})
        else:
            lines.append({"text": str(one), "href": ""})
    return lines


def of_form(form: forms.BaseForm) -> list[dict[str, str]]:
    lines = [{"text": force_str(message), "href": ""} for message in form.non_field_errors()]
    for bound in form:
        href = "#id_" + bound.html_name.replace("-", "_")
        lines += [{"text": force_str(message), "href": href} for message in bound.errors]
    return lines
