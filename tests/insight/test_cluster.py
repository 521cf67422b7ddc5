"""A real Spark cluster, one master and two workers, gives what DuckDB gives: one set of statements, two engines."""

import os

import duckdb
import pytest

from redress.config.bench import insight as bench
from redress.config.bench import nodes
from redress.insight import cluster, extract, query
from redress.portals.insight.ask import CATALOGUE

BODIES = [1, 3]
FURTHER = (
    "people by nature, channel where kind = complaint and category = goods and month >= 2024-03 and month < 2025-01",
    "settled by quarter where category = goods.c3",
    "amount by county, outcome where nature = N4",
    "cases where month = 2024-05 and nature = N1",
    "cases",
)


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    lacking = nodes.missing()
    if lacking:
        pytest.skip(lacking)
    os.environ["SPARK_LOCAL_IP"] = nodes.HERE
    with nodes.cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address
        cluster.stop()


@pytest.fixture
def facts(tmp_path, settings):
    """Rows enough that shares and medians have something to round, and an extract of them."""
    settings.REDRESS_FACTS, settings.REDRESS_SPARK_MASTER = str(tmp_path), ""
    bench._synthetic(extract.path(), 30_011)
    with duckdb.connect(":memory:") as database:  # small cells, empty classes and no sum: what rounding and hiding meet
        database.execute(
            f"COPY (SELECT * REPLACE (CASE WHEN case_id % 41 = 0 THEN '' ELSE nature END AS nature, CASE WHEN case_id % 7 > 0 THEN "
            f"amount + 0.01 * (case_id % 100) END AS amount) FROM read_parquet('{extract.path()}')) TO '{tmp_path}/more' (FORMAT parquet)"
        )
    (tmp_path / "more").replace(extract.path())
    return settings


@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # of a package that is not ours
def test_two_engines_answer_every_question_alike(facts, master):
    hidden = 0
    for text in (*CATALOGUE, *FURTHER):
        facts.REDRESS_SPARK_MASTER = ""
        here = extract.ask(query.parse(text), BODIES)
        facts.REDRESS_SPARK_MASTER = master
        there = extract.ask(query.parse(text), BODIES)
        assert (here.engine, there.engine) == ("duckdb", "spark"), text
        assert here.cells, text
        assert list(there.cells) == list(here.cells), text
        hidden += here.hidden
    assert hidden  # what is hidden is hidden by both


def test_a_cluster_that_is_away_is_stood_in_for(facts, caplog):
    facts.REDRESS_SPARK_MASTER = "spark://127.0.0.1:1"
    answer = extract.ask(query.parse("cases by nature"), BODIES)
    assert (answer.engine, answer.missed) == ("duckdb", True)
    assert answer.cells
    assert caplog.records
