"""Typed readers for the environment. A wrong value stops the start with a sentence that says what to do."""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingError(SystemExit):
    """A setting that cannot be used; the message is for the person who runs the server."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    if not value:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not “{value}”.")


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} must be a whole number of at least {least}, not “{value}”.")
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}, not “{value}”.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def address(name: str, schemes: tuple[str, ...]) -> str:
    """Read the address of a service, empty if there is none."""
    value = text(name)
    if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).hostname):
        raise SettingError(f"{name} must look like {schemes[0]}://host:port, with one of: {', '.join(schemes)}.")
    return value


def provider(name: str) -> str:
    """Read the issuer of a sign-in provider, empty if there is none; without https only on this machine."""
    value = address(name, ("https", "http")).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingError(f"{name} must start with https://: whoever stands between could sign in as anybody.")
    if parts.query or parts.fragment:
        raise SettingError(f"{name} is the issuer alone, without ? or #.")
    return value


def secret(name: str) -> str:
    """Read a secret from NAME, or from the file that NAME_FILE names, so that it need not stand in the environment."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        return Path(path).expanduser().read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE cannot be read: {type(error).__name__}.") from None


def json_object(name: str, default: str) -> str:
    """Read a JSON object, as text."""
    value = text(name, default)
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SettingError(f"{name} must be a JSON object such as {default}")
    return value


def database(name: str, *, data: Path, wait: int) -> dict[str, object]:
    """Read a database address: empty for SQLite in the data folder, or postgres://user:password@host:port/name.

    wait -- seconds that anything waits for a database that is busy or does not answer, before it says so
    """
    address = text(name)
    if not address:
        return sqlite(data / "redress.sqlite3", wait=wait)
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)), wait=wait)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"{name} must start with postgres:// or sqlite://, not “{parts.scheme}://”.")
    options: dict[str, object] = {"connect_timeout": wait}
    host = unquote(parts.hostname or "")  # a socket's folder is written %2Fvar%2Frun%2Fpostgresql
    return {
        "ENGINE": "redress.kernel.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path, *, wait: int) -> dict[str, object]:
    """Durable SQLite: write-ahead log, full synchronisation, writers queue instead of failing."""
    return {
        "ENGINE": "redress.kernel.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": wait,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000; "
                "PRAGMA foreign_keys=ON;"
            ),
        },
    }
