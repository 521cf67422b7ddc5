"""Large questions on a Spark cluster: the statements that DuckDB answers, word for word. The package is an extra.

One session is kept per process and begun at the first question; its Java process ends with ours. Whatever keeps the
cluster from answering is logged, and the caller answers by itself.
"""

import logging
import socket
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redress.insight.query import Statement

log = logging.getLogger(__name__)
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_beginning = threading.Lock()


def installed() -> bool:
    return find_spec("pyspark") is not None


def answers(master: str) -> bool:
    """Say whether somebody listens there: the driver itself would try for minutes."""
    if master.startswith("local"):
        return True
    place = urlsplit(master)
    try:
        with socket.create_connection((place.hostname or "", place.port or 7077), timeout=2):
            return True
    except OSError:
        return False


def table(file: Path) -> str:
    """Name a Parquet file as a table."""
    return "parquet.`" + f"file://{file}".replace("`", "``") + "`"


def rows(statement: Statement, *, master: str) -> list[tuple[object, ...]] | None:
    """Return the rows of an answer; None if the cluster cannot give one."""
    if not installed():
        log.error("REDRESS_SPARK_MASTER is set, but the extra “spark” is not installed.")
        return None
    if not answers(master):
        log.error("The cluster at %s does not answer.", master)
        return None
    try:
        return [tuple(row) for row in session(master).sql(statement.sql, args=list(statement.values)).collect()]
    except Exception:
        log.exception("The cluster at %s gave no answer.", master)
        stop()
        return None


def session(master: str) -> Any:
    """Return the session of this process, begun if there is none."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an extra

    with _beginning:
        maker = SparkSession.builder.master(master).appName("openredress")
        for name, value in SETTINGS.items():
            maker = maker.config(name, value)
        return maker.getOrCreate()


def stop() -> None:
    """End the session of this process, if there is one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an extra

    with _beginning:
        active = SparkSession.getActiveSession()
        if active is not None:
            active.stop()
