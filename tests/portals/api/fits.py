"""Whether an answer is what the OpenAPI document says: nothing missing, nothing that stands there undescribed."""

import json
import re
from functools import cache

from pydantic import TypeAdapter

from redress.portals.api.openapi import PROBLEMS
from redress.portals.api.shapes import ProblemDocument
from redress.portals.api.urls import api


@cache
def operations():
    """(method, pattern of the path, shapes by status), in the order in which paths are tried."""
    found = []
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            pattern = re.compile(re.sub(r"\{(?:int:)?(\w+)\}", r"[^/]+", path))
            for operation in view.operations:
                shapes = {
                    status: TypeAdapter(model.model_fields["response"].annotation)
                    for status, model in operation.response_models.items()
                    if isinstance(status, int) and hasattr(model, "model_fields")
                }
                found += [(method, pattern, shapes) for method in operation.methods]
    return found


def shapes_of(method: str, path: str):
    """The shapes of an operation by status; None where there is no such operation."""
    bare = path.partition("?")[0]
    return next((shapes for way, pattern, shapes in operations() if way == method and pattern.fullmatch(bare)), None)


def fitting(method: str, path: str, response):
    """Return an answer that is as described; fail if it is not."""
    if method == "HEAD":
        return response
    kind, shapes = response.headers.get("Content-Type", ""), shapes_of(method, path)
    if kind.startswith("application/problem+json"):
        assert response.status_code in PROBLEMS, f"{response.status_code} is described nowhere"
        require_same(TypeAdapter(ProblemDocument), json.loads(response.content), f"{method} {path}")
    elif shapes and kind.startswith("application/json"):
        assert response.status_code in shapes, f"{method} {path}: {response.status_code} is not described"
        require_same(shapes[response.status_code], json.loads(response.content), f"{method} {path}")
    return response


def require_same(shape: TypeAdapter, answer, place: str) -> None:
    read = shape.dump_python(shape.validate_python(answer), mode="json", by_alias=True, exclude_unset=True)
    assert read == answer, f"{place}: stands in the answer and not in its description: {different(answer, read)}"


def different(answer, read, at: str = "") -> list[str]:
    """Where two values differ, as pointers."""
    if isinstance(answer, dict) and isinstance(read, dict):
        gone = [f"{at}/{name}" for name in answer if name not in read]
        return gone + [
            row for name in read if name in answer for row in different(answer[name], read[name], f"{at}/{name}")
        ]
    if isinstance(answer, list) and isinstance(read, list) and len(answer) == len(read):
        return [row for n, pair in enumerate(zip(answer, read, strict=True)) for row in different(*pair, f"{at}/{n}")]
    return [] if answer == read else [at]
