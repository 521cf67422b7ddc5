"""The OpenAPI document: what it says of every address."""

import json
import re

import pytest

from redress.portals.api.urls import api

METHODS = {"get", "post", "delete"}


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))


def operations(document):
    return [(path, way, said) for path, ways in document["paths"].items() for way, said in ways.items()]


def test_every_address_says_what_it_takes_and_gives(document):
    """A body or none, an answer or a file, and the problem document for everything that is refused."""
    for path, way, said in operations(document):
        place = f"{way} {path}"
        assert said["summary"], place
        assert way in METHODS, place
        good = [answer for status, answer in said["responses"].items() if status.startswith("2")]
        assert len(good) == 1, place
        files = path.endswith(("/evidence/{exhibit_id}", "/receipts/{entry_id}"))
        assert files or good[0]["content"], place
        if not files:
            refused = said["responses"]["422"]["content"]
            assert list(refused) == ["application/problem+json"], place
        assert ("requestBody" in said) == (way == "post"), place
        known = {row["name"] for row in said.get("parameters", ()) if row["in"] == "path"}
        assert known == set(re.findall(r"\{(\w+)\}", path)), place


def test_no_shape_is_empty_and_every_reference_leads_somewhere(document):
    shapes = document["components"]["schemas"]
    assert all(shape.get("properties") for shape in shapes.values())
    led = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert led == set(shapes)


def test_whatever_creates_takes_a_key_once(document):
    """Everything that is posted and kept; what only counts or compares needs none."""
    stateless = {"clock", "jurisdiction", "verify", "remedies", "sms-reports"}
    for path, way, said in operations(document):
        named = {row["name"] for row in said.get("parameters", ())}
        if way == "post":
            assert ("Idempotency-Key" in named) == (path.rsplit("/", 1)[1] not in stateless), path


def test_the_filters_of_the_document_are_those_that_are_taken(document, officer):
    for path, way, said in operations(document):
        names = [row["name"] for row in said.get("parameters", ()) if row["in"] == "query"]
        if way == "get" and names:
            bare = re.sub(r"\{\w+\}", "x", path).removeprefix("/api/v1")
            problems = officer.get(f"{bare}?no_such_name=1").json().get("errors", ())
            told = [row["message"] for row in problems if row["code"] == "parameter.unknown"]
            assert not told or all(name in told[0] for name in names), path
