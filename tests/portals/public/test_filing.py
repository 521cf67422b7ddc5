"""Filing on the page: one case however it is sent, nothing lost, nothing a gate."""

import pytest

from redress.cases.models import Case
from tests.portals.public.conftest import walk


def test_lin_files_her_complaint(visitor):
    walk(visitor)

    page = visitor.get("/file/check/")
    assert page.status_code == 200
    sent = visitor.post("/file/check/")
    assert sent.url == "/file/received/"

    case = Case.objects.get()
    received = visitor.get("/file/received/")
    body = received.content.decode()
    assert case.grouped_number in body
    assert "2026-10-09" in body
