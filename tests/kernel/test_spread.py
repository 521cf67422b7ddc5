"""SQLite is told how rows are spread, again when they have become many more, and every open connection goes by it."""

import sqlite3

import pytest
from django.db import connection

from redress.kernel.sqlite.spread import GROWN, learn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on_sqlite]

ROWS = 400
BY_NUMBER = f"SELECT * FROM spread_case WHERE office = 1 AND id IN ({','.join(map(str, range(1, 26)))})"


@pytest.fixture
def table():
    """Rows of one office, of which an index leaves all."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spread_case (id INTEGER PRIMARY KEY, office INTEGER, state TEXT, words TEXT)")
        cursor.execute("CREATE INDEX spread_office ON spread_case (office, state)")
        cursor.execute(
            "ANALYZE spread_case"
        )  # so that the place for figures is there: its first row changes the layout
    yield filled
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE spread_case")
        cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'spread_case'")


def filled(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO spread_case (office, state, words) VALUES (1, %s, %s)", [("received", "退款")] * rows
        )


def way(database: sqlite3.Connection) -> str:
    database.execute(BY_NUMBER).fetchall()  # to be asked for the way alone does not make it look at the layout again
    return " ".join(row[3] for row in database.execute("EXPLAIN QUERY PLAN " + BY_NUMBER))


def test_another_open_connection_reads_by_number_from_then_on(table):
    table(ROWS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")
        (file,) = cursor.fetchone()
    other = sqlite3.connect(file or str(connection.settings_dict["NAME"]), uri=True, cached_statements=0)
    assert "spread_office" in way(other), "It reads as it does before it is told; else this test tells nothing."
    assert "spread_case" in learn(least=100)
    assert "PRIMARY KEY" in way(other)
    other.close()


def test_it_is_looked_at_again_only_when_it_has_grown(table):
    table(ROWS)
    assert "spread_case" in learn(least=100)
    table(ROWS)
    assert "spread_case" not in learn(least=100)
    table(ROWS * (GROWN - 2))
    assert "spread_case" in learn(least=100)


def test_small_tables_are_left_alone(table):
    table(99)
    assert "spread_case" not in learn(least=100)
