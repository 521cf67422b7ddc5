"""Those who come while another's transaction is being written share the next one; a fault stays with its own piece."""

from threading import Barrier, Event, Thread

import pytest

from redress.kernel.together import MOST, Together


class Book:
    """Keeps what is written, transaction by transaction; "bad" spoils the transaction it stands in."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []
        self.begun, self.go_on = Event(), Event()

    def store(self, works):
        if "slow" in works:
            self.begun.set()
            assert self.go_on.wait(10)
        if "bad" in works:
            raise ValueError("bad")
        self.written.append(list(works))


def told(together, work, said):
    try:
        together.write(work)
        said[work] = "written"
    except ValueError as error:
        said[work] = str(error)


def test_who_comes_meanwhile_is_written_together_and_a_fault_fails_alone():
    book, said = Book(), {}
    together = Together(book.store)
    slow = Thread(target=told, args=(together, "slow", said))
    slow.start()
    assert book.begun.wait(10)
    others = [Thread(target=told, args=(together, work, said)) for work in ("a", "bad", "b")]
    for thread in others:
        thread.start()
    while len(together._waiting) < 3:
        pass
    book.go_on.set()
    for thread in (slow, *others):
        thread.join()

    assert said == {"slow": "written", "a": "written", "b": "written", "bad": "bad"}
    assert book.written[0] == ["slow"]
    assert sorted(work for works in book.written for work in works) == ["a", "b", "slow"]


def test_alone_it_is_written_at_once():
    book = Book()
    Together(book.store).write("a")
    assert book.written == [["a"]]


def test_what_cannot_be_written_is_said():
    with pytest.raises(ValueError, match="bad"):
        Together(Book().store).write("bad")


def test_everything_handed_in_is_written_once():
    book, start = Book(), Barrier(8)
    together = Together(book.store)

    def many(name):
        start.wait()
        for number in range(50):
            together.write(f"{name}-{number}")

    threads = [Thread(target=many, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({work for works in book.written for work in works}) == 400
    assert sum(map(len, book.written)) == 400
    assert max(map(len, book.written)) <= MOST
