"""Every public page: small, whole in both languages, with one heading, and never a dead end."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from redress.cases.models import Case
from tests.portals.public.visitors import Visitor, walk

OPEN = (
    "/",
    "/enquiry/",
    "/privacy/",
    "/accessibility/",
    "/case/",
    "/file/",
    "/file/resume/",
    "/calculators/deadline/",
    "/calculators/working-days/",
    "/display/",
)
STEPS = ("kind", "story", "facts", "trader", "place", "purchase", "situation", "proof", "wishes", "contact", "consents")
MINE = ("", "write/", "files/", "contact/", "my-data/", "do/withdraw/")


def whole(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def check(body: str) -> None:
    assert len(re.findall(r"<h1[\s>]", body)) == 1
    assert "12315" in body
    assert not re.search(r"<form(?![^>]*(?:method=\"post\"|action=))", body)
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", OPEN)
def test_an_open_page_is_whole(path, language):
    body = whole(Visitor(**{"accept-language": language}).get(path))

    check(body)
    assert ('lang="en"' in body[:200]) is (language == "en")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_step_and_every_page_of_a_matter_is_whole(language):
    visitor = Visitor(**{"accept-language": language})
    walk(visitor)
    for step in STEPS:
        check(whole(visitor.get(f"/file/{step}/")))
    check(whole(visitor.get("/file/check/")))
    visitor.post("/file/check/")
    check(whole(visitor.get("/file/received/")))
    number = Case.objects.get().number
    for path in MINE:
        check(whole(visitor.get(f"/case/{number}/{path}")))


def test_no_chinese_is_left_on_an_english_page():
    visitor = Visitor(**{"accept-language": "en"})
    walk(visitor)
    visitor.post("/file/check/")
    own = re.compile(
        r"8月28日.*?不退。|扫地机器人|洁净旗舰店|淘宝|林.|浦东[^<]*|平台公示地址|[一-鿿]+ [一-鿿]+ [一-鿿]+ [一-鿿]+|中文|pdxq"
    )
    pages = [
        "/",
        "/file/",
        "/privacy/",
        "/accessibility/",
        "/enquiry/",
        "/case/",
        "/file/received/",
        f"/case/{Case.objects.get().number}/",
    ]
    for path in pages:
        body = own.sub("", re.sub(r"<svg.*?</svg>", "", whole(visitor.get(path)), flags=re.S))
        assert re.findall(r"[一-鿿]+", body) == [], path


def size(body: bytes, *assets: str) -> int:
    """Bytes of a page with what it loads, compressed."""
    return sum(len(gzip.compress(part)) for part in (body, *(Path(finders.find(name)).read_bytes() for name in assets)))


def test_a_step_is_at_most_40_kilobytes():
    visitor = Visitor()
    walk(visitor)
    heaviest = {
        step: size(visitor.get(f"/file/{step}/").content, "css/public.css", "js/page.js", "icons/mark.svg")
        for step in (*STEPS, "check")
    }

    assert max(heaviest.values()) <= 40_000, heaviest


@pytest.mark.parametrize(
    "path", ["/file/nowhere/", "/case/26ZZ/do/accept/", "/calculators/", "/file/received/receipt.gif"]
)
def test_an_address_that_is_not_there_says_so(path):
    response = Visitor().client.get(path, follow=True)

    assert response.status_code == 404
    assert "12315" in response.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/file/", "/file/story/", "/file/proof/", "/case/", "/file/received/"])
def test_other_methods_are_refused(path, method):
    assert getattr(Visitor().client, method)(path).status_code == 405


def test_a_form_from_elsewhere_is_not_taken():
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    for path in ("/file/", "/file/proof/", "/case/"):
        assert strict.post(path, {"kind": "complaint"}).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"problem_story": "长" * 3_500_000}, id="ten megabytes of story"),
        pytest.param({f"x{n}": "1" for n in range(1_500)}, id="more fields than any form has"),
    ],
)
def test_a_form_that_is_far_too_large_is_refused_politely(visitor, fields):
    visitor.answer("", kind="complaint")

    response = visitor.post("/file/story/", fields)

    assert response.status_code == 400
    assert "12315" in response.content.decode()


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"--x\r\nContent-Disposition: form-data", b"a" * 5000])
@pytest.mark.parametrize("path", ["/file/", "/file/story/", "/file/proof/", "/file/check/", "/case/", "/file/resume/"])
def test_a_body_that_is_no_form_breaks_nothing(visitor, path, body, content_type):
    visitor.answer("", kind="complaint")

    response = visitor.client.generic("POST", path, body, content_type=content_type)

    assert response.status_code < 500
