"""What the generated OpenAPI document says beyond the paths: bodies, problem documents, keys."""

from typing import Any

from ninja import Schema
from pydantic import BaseModel


class ErrorRow(Schema):
    pointer: str
    code: str
    message: str


class ProblemDocument(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[ErrorRow] = []


class Anything(Schema):
    """A JSON object; its members are described in docs/reference/api.md."""


RESPONSES: dict[Any, Any] = {
    frozenset({200, 201}): Anything,
    frozenset({400, 401, 403, 404, 405, 409, 410, 413, 422, 429}): ProblemDocument,
}


def request_body(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    inlined = _inlined(schema, schema.pop("$defs", {}))
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": inlined}}}}


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        reference = value.get("$ref", "")
        if reference.startswith("#/components/schemas/"):
            return _inlined(definitions[reference.rsplit("/", 1)[1]], definitions)
        return {name: _inlined(part, definitions) for name, part in value.items()}
    return [_inlined(part, definitions) for part in value] if isinstance(value, list) else value


def verb_body(verb: str) -> dict[str, Any]:
    """The body of a step: what it needs and may hold is in the answer of /verbs."""
    schema = {"type": "object", "additionalProperties": True, "description": verb or "see GET …/verbs"}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}
