"""The sentences for what is wrong with a value: one catalogue for page, API, import and command."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

# Our own checks. The key is the code that programs hold on to.
OWN = {
    "story.empty": gettext_lazy("Write a few words: what you bought and what is wrong with it."),
    "money.not_a_number": gettext_lazy("Write the sum as a number, such as 2399 or 2399.50."),
    "money.negative": gettext_lazy("A sum cannot be below zero. Write what was paid, such as 2399.50."),
    "money.too_large": gettext_lazy("This sum is larger than can be right; please check it."),
    "money.decimals": gettext_lazy("A sum has at most two decimals, such as 2399.50."),
    "day.unreadable": gettext_lazy("Write the day as year-month-day, such as 2026-09-22."),
    "day.no_such_day": gettext_lazy("There is no such day in the calendar; please check month and day."),
    "day.too_early": gettext_lazy("This day lies before %(earliest)s; please check the year."),
    "day.future": gettext_lazy("This day lies in the future; please check the year."),
    "received_at.future": gettext_lazy("The time of receipt lies in the future; please check it."),
    "received_at.too_early": gettext_lazy("The time of receipt lies before %(earliest)s; please check the year."),
    "discovered_on.before_purchase": gettext_lazy(
        "The problem was found before the purchase; one of the two days must be different."
    ),
    "phone.length": gettext_lazy("A mobile number has 11 digits; this one has %(given)s. Please check it."),
    "phone.unreadable": gettext_lazy("Write a mobile number, or a landline with area code such as 021-12345678."),
    "email.unreadable": gettext_lazy("Write an e-mail address such as name@example.com, or leave it empty."),
    "uscc.length": gettext_lazy(
        "A unified social credit code has 18 characters; this one has %(given)s. You may leave it empty."
    ),
    "uscc.check": gettext_lazy(
        "One character of this code seems wrong (its check character does not fit). You may leave it empty."
    ),
    "id_number.check": gettext_lazy("This identity number does not fit its check digit; please compare it."),
    "division.unknown": gettext_lazy("There is no administrative division with the code %(given)s."),
    "category.unknown": gettext_lazy("There is no category %(given)s; the list is at /api/v1/taxonomies/category."),
    "nature.unknown": gettext_lazy("There is no nature %(given)s; the list is at /api/v1/taxonomies/nature."),
    "currency.unknown": gettext_lazy("Write the currency as three capital letters, such as CNY."),
    "text.not_unicode": gettext_lazy("This text contains characters that are no text; please type it again."),
}

# What the schema itself finds, by its own name.
SCHEMA = {
    "missing": ("value.missing", gettext_lazy("This is needed.")),
    "extra_forbidden": ("name.unknown", gettext_lazy("There is no field of this name; please check its spelling.")),
    "string_too_long": (
        "text.too_long",
        gettext_lazy("At most %(max_length)s characters fit here; please shorten it."),
    ),
    "too_long": ("list.too_long", gettext_lazy("At most %(max_length)s entries fit here.")),
    "literal_error": ("code.unknown", gettext_lazy("Choose one of: %(expected)s.")),
    "timezone_aware": ("time.no_zone", gettext_lazy("Give the time with its zone, such as 2026-09-22T10:15:00+08:00.")),
    "json_invalid": ("body.not_json", gettext_lazy("The body is not JSON; please check its commas and quotes.")),
}
LISTS = ("/requests", "/events", "/reasons", "/steps")  # places that hold lists; elsewhere a length is that of a text
BY_TYPE = (
    (("string_",), "type.text", gettext_lazy("This must be a text.")),
    (("bool_",), "type.boolean", gettext_lazy("This must be true or false.")),
    (("decimal_", "int_", "float_", "finite_"), "money.not_a_number", OWN["money.not_a_number"]),
    (("datetime_",), "time.unreadable", gettext_lazy("Give the time as 2026-09-22T10:15:00+08:00.")),
    (("date_",), "day.unreadable", OWN["day.unreadable"]),
    (("model_", "dict_", "dataclass_"), "type.object", gettext_lazy("This must be an object with named fields.")),
    (("list_", "tuple_", "iterable_"), "type.list", gettext_lazy("This must be a list.")),
)


def message_for(kind: str, pointer: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stable code and the sentence for a finding.

    kind -- our own code, or the schema's name for what it found
    """
    if kind in OWN:
        return kind, str(OWN[kind]) % context
    if pointer == "/problem/story" and kind in {"missing", "string_type"}:
        return "story.empty", str(OWN["story.empty"])
    if pointer == "/problem" and kind == "missing":
        return "story.empty", str(OWN["story.empty"])
    if kind == "too_long" and context.get("field_type") in {None, "Value"} and not pointer.endswith(LISTS):
        kind = "string_too_long"
    if kind in SCHEMA:
        code, sentence = SCHEMA[kind]
        return code, str(sentence) % {"max_length": "", "expected": "", **context}
    for prefixes, code, sentence in BY_TYPE:
        if kind.startswith(prefixes):
            return code, str(sentence)
    return "value.unreadable", gettext("This value cannot be read; please check it.")
