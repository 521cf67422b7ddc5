"""Every kind of case of the example world over the API: each answer is what the OpenAPI document says."""

import pytest

from tests.browser import Site
from tests.caller import Caller
from tests.portals.api.fits import require_same, shapes_of

LISTS = ("/notices", "/rule-sets", "/indicators", "/working-days?from=2026-01-01&to=2026-12-31", "/taxonomies/category")


@pytest.fixture
def read(site: Site):
    caller = Caller(site.url.rstrip("/"), key=site.account("supervisor", "310115")["api_key"])

    def asked(path: str):
        answer = caller.get(f"/api/v1{path}")
        assert answer.status == 200, path
        require_same(shapes_of("GET", path)[200], answer.data, path)
        return answer.data

    return asked


def test_every_state_and_list_is_as_described(read):
    seen, cursor = {}, ""
    while cursor is not None:
        page = read(f"/complaints?limit=200&order=received&cursor={cursor}")
        for row in page["items"]:
            seen.setdefault((row["rule_set"], row["state"], row["kind"]), row["number"])
        cursor = page["next"]
    assert len(seen) > 20
    for number in seen.values():
        read(f"/complaints/{number}")
        read(f"/complaints/{number}/verbs")
    for path in LISTS:
        read(path)
    for figure in read("/indicators")["items"]:
        read(f"/indicators/{figure['code']}")
        read(f"/indicators/{figure['code']}/cases")
