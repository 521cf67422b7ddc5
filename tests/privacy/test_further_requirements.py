"""What the product does about requirements that are mostly work of others: rows PR-22, 31, 32, 35 and 37 of the table."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import redress
from redress.law import packs
from redress.privacy.basis import BASES
from redress.privacy.notices import versions
from tests.conftest import NOON
from tests.world import Office

# The modules that speak to another machine, and what they send there.
OUTWARD = {
    "cases/scanner.py": "a file, to the virus scanner on this machine or in the house",
    "exchange/jobs.py": "a sealed case file, to the partner a person chose",
    "insight/cluster.py": "facts without people, to the body's own cluster",
    "notices/lines/email.py": "a notice, to the body's mail server",
    "notices/lines/sms.py": "a notice, to the body's gateway",
    "notices/lines/webhook.py": "numbers of cases and steps, to a subscriber",
    "notices/outside.py": "nothing: it looks up where an address leads",
    "portals/accounts/oidc/provider.py": "a question about who signs in, to the body's provider",
    "portals/inbox/lmtp.py": "nothing: it takes mail in",
    "portals/inbox/mailbox.py": "nothing: it fetches mail",
    "records/watching.py": "checkpoints, to a log that is watched",
    "kernel/management/commands/worker.py": "nothing: the name of this machine",
}
SPEAKS = {"socket", "ssl", "asyncio", "smtplib", "imaplib", "http.client", "urllib.request", "ftplib", "xmlrpc.client"}
CLIENTS = {"requests", "httpx", "aiohttp", "grpc", "websockets", "websocket", "urllib3", "pycurl", "boto3"}
READERS = {
    "openai",
    "anthropic",
    "dashscope",
    "zhipuai",
    "transformers",
    "torch",
    "langchain",
    "litellm",
    "ollama",
    "cohere",
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def modules() -> Iterator[tuple[str, set[str]]]:
    """The modules of a running server: what serves it, tries it and measures it is the machine's own."""
    root = Path(redress.__file__).parent
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(("config/", "kernel/postgres/")):
            yield name, set(imported(path))


def test_no_program_of_others_is_given_a_text_to_read():
    assert {name for name, found in modules() if found & SPEAKS} == OUTWARD.keys()
    strangers = {
        name: found for name, all_ in modules() if (found := {one.split(".")[0] for one in all_} & (CLIENTS | READERS))
    }
    assert strangers == {}


@pytest.mark.django_db
def test_a_decision_of_a_platform_is_a_matter_of_complaint_like_others(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    office = Office(NOON)
    filed = office.file(problem={"nature": "PLATFORM_RULE", "story": "平台把我的账号封了，不说理由，也没有人复核"})
    assert office.case(filed).nature == "PLATFORM_RULE"


@pytest.mark.django_db
def test_a_complaint_about_personal_data_is_a_class_of_its_own_and_its_authority_is_named(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    office = Office(NOON)
    filed = office.file(problem={"nature": "PRIVACY", "story": "商家把我的资料发到群里"})
    assert office.case(filed).nature == "PRIVACY"
    sector = packs.in_force(settings.REDRESS_RULE_FAMILY, NOON.date()).tables["sectors"]["sector"][
        "personal_information"
    ]
    assert {(cite["law"], cite["article"]) for cite in sector["cites"]} == {("pipl-2021", "61"), ("pipl-2021", "65")}
    page = Client(headers={"accept-language": "zh-hans"}).get("/bodies/", {"q": "个人信息被泄露"}).content.decode()
    assert "履行个人信息保护职责的部门" in page
    assert "处理结果要告知您" in page


@pytest.mark.django_db
def test_the_page_says_whom_to_ask_about_personal_data(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    Office(NOON)
    page = Client(headers={"accept-language": "zh-hans"}).get("/privacy/").content.decode()
    assert settings.REDRESS_PHONE in page


def test_small_handlers_give_the_full_notice_and_ask_everything():
    """No setting makes a notice shorter: every kind of operator gives the same items."""
    notice = versions.current(NOON.date())
    given = [
        versions.show(notice, "zh-hans", operator_kind=kind, organisation="示例协会", phone="12315", years=3)
        for kind in BASES
    ]
    assert len({tuple(words for words, *_ in one.data) for one in given}) == 1
    assert len({(one.rights, one.retention, one.child, tuple(one.recipients)) for one in given}) == 1
