"""What the generated OpenAPI document says beyond the paths: bodies, filters, answers, problem documents, keys."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from redress.cases import actions, bodies
from redress.portals.api.shapes import ProblemDocument

PROBLEMS = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503})
SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "key": {"type": "http", "scheme": "bearer", "description": "The key of a member of staff or of a business."},
    "pickup": {
        "type": "apiKey", "in": "header", "name": "Authorization",
        "description": "“Pickup” and the words a complainant was given, percent-encoded UTF-8.",
    },
}  # fmt: skip
ONCE = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200},
    "description": "The same key and body give the same answer; the same key with another body is refused (409).",
}  # fmt: skip
DAY = {"type": "string", "format": "date"}
WORD = {"type": "string"}
FLAG = {"type": "boolean"}
# What the members of a step's body are; which a step needs and may have is in the answer of …/verbs.
MEMBERS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string", "maxLength": bodies.TEXT_LIMIT},
    "reason_code": {"type": "string", "description": "One of the codes under reasons in …/verbs."},
    "on": DAY, "due_on": DAY, "review_on": DAY, "perform_by": DAY,
    "to": {"type": ["string", "integer", "null"], "description": "A member of staff: id or name, or “me”."},
    "amount": {"type": ["string", "number"], "description": "A decimal, such as \"2399.00\"."},
    "agency": {"type": "string", "description": "The code of a body."},
    "complainant_consents": FLAG, "respondent_consents": FLAG,
    "kind": {"type": "string", "description": f"Of a task: {', '.join(bodies.TASK_KINDS)}."},
}  # fmt: skip


def gives(shape: Any, *, status: int = 200) -> dict[Any, Any]:
    """What an operation answers: its own shape, or a problem document."""
    return {status: shape, PROBLEMS: ProblemDocument}


def request_body(model: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """The body as a model, and the key under which the request is taken once."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    inlined = _inlined(schema, schema.pop("$defs", {}))
    return _json(inlined, required=required) | {"parameters": [ONCE]}


def _json(schema: Any, *, required: bool = True) -> dict[str, Any]:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        reference = value.get("$ref", "")
        if reference.startswith("#/components/schemas/"):
            return _inlined(definitions[reference.rsplit("/", 1)[1]], definitions)
        return {name: _inlined(part, definitions) for name, part in value.items()}
    return [_inlined(part, definitions) for part in value] if isinstance(value, list) else value


def object_of(*needed: str, once: bool = False, **members: Any) -> dict[str, Any]:
    """A body with these members; the others than `needed` may be left out.

    once -- whether it creates something, and so takes an Idempotency-Key
    """
    schema = {"type": "object", "properties": members, "required": list(needed)}
    return _json(schema) | ({"parameters": [ONCE]} if once else {})


def step_body() -> dict[str, Any]:
    """The body of a step: what it needs and may have is in the answer of …/verbs."""
    schema = {"type": "object", "properties": dict(MEMBERS), "additionalProperties": True}
    return _json(schema, required=False) | {"parameters": [ONCE]}


def steps_body() -> dict[str, Any]:
    """Several steps, each with its verb; “message” writes into the case."""
    step = {
        "type": "object", "required": ["verb"], "additionalProperties": True,
        "properties": {"verb": {"type": "string", "description": "One of …/verbs, or “message”."}, **MEMBERS},
    }  # fmt: skip
    steps = {"type": "array", "items": step, "minItems": 1, "maxItems": actions.MOST_AT_ONCE}
    return object_of("steps", once=True, steps=steps)


def file_body() -> dict[str, Any]:
    """A file as a form: the part “file”, and who may see it."""
    schema = {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}, "audience": {"enum": ["both", "staff"]}},
    }  # fmt: skip
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}},
        "parameters": [ONCE],
    }


def asks(*needed: str, **members: Any) -> dict[str, Any]:
    """What may stand in the address after “?”; names that are words of Python end with an underscore here."""
    rows = [
        {"name": name.rstrip("_"), "in": "query", "required": name in needed, "schema": schema}
        for name, schema in members.items()
    ]
    return {"parameters": rows}


def one_of(*codes: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(codes)}


def paged(most: int) -> dict[str, Any]:
    """The members that every list has: how many, and from where on."""
    return {"limit": {"type": "integer", "minimum": 1, "maximum": most}, "cursor": WORD}
