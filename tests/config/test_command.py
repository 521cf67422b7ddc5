"""The `redress` command: contents to read, in the terminal's language; hyphens as people type them."""

import pytest
from django.core.management import get_commands, load_command_class

from redress.config import cli, env


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "REDRESS_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_of_the_terminal(monkeypatch, environment, language):
    for name in ("REDRESS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.terminal_language() == language


def test_the_contents_read_like_a_table_of_contents_in_both_languages(opened):
    english = opened.redress("--help")
    assert english.returncode == 0
    assert english.stdout.index("Start") < english.stdout.index("serve") < english.stdout.index("doctor")
    opened.environment["REDRESS_LANGUAGE"] = "zh"
    chinese = opened.redress("--help").stdout
    assert chinese.index("开始使用") < chinese.index("serve") < chinese.index("doctor")


def test_a_command_is_found_with_hyphens(opened):
    assert opened.redress("write-reference", "--help").returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("REDRESS_THREADS", "many", "whole number"),
        ("REDRESS_DEBUG", "perhaps", "1 or 0"),
        ("REDRESS_CIPHER_SUITE", "rot13", "one of intl, national"),
        ("REDRESS_DATABASE_URL", "mysql://x", "postgres://"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_a_sentence(monkeypatch, tmp_path, name, value, words):
    monkeypatch.setenv(name, value)
    read = {
        "REDRESS_THREADS": lambda: env.number(name, 4, least=1),
        "REDRESS_DEBUG": lambda: env.flag(name, default=False),
        "REDRESS_CIPHER_SUITE": lambda: env.choice(name, "intl", ("intl", "national")),
        "REDRESS_DATABASE_URL": lambda: env.database(name, data=tmp_path, wait=1),
    }[name]
    with pytest.raises(env.SettingError, match=words):
        read()


def test_a_wrong_setting_stops_the_start_with_that_sentence(opened):
    opened.environment["REDRESS_MAX_FILES"] = "-1"
    answer = opened.redress("doctor")
    assert answer.returncode == 1
    assert "REDRESS_MAX_FILES must be a whole number" in answer.stderr
    assert "Traceback" not in answer.stderr


OURS = sorted(name for name, place in get_commands().items() if str(place).startswith("redress."))


@pytest.mark.parametrize("name", OURS)
def test_every_command_tells_its_help(name):
    told = load_command_class(get_commands()[name], name).create_parser("redress", name).format_help()
    assert "usage: redress" in told
