"""The tree agrees with published values and with a second implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.records import merkle, tiles
from redress.records.merkle import BadProof, Frontier
from tests.records import second

# The eight leaves and roots that certificate transparency logs have tested with since RFC 6962.
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PUBLISHED = [merkle.leaf_hash(bytes.fromhex(data)) for data in INPUTS]


def made_up(count: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(count)]


def stored(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Return the leaves cut into tiles, the long way."""
    found, level = {}, 0
    while leaves:
        for number in range(0, len(leaves), 256):
            found[level, number // 256] = b"".join(leaves[number : number + 256])
        leaves = [second.mth(leaves[n : n + 256]) for n in range(0, len(leaves) - 255, 256)]
        level += 1
    return found


def node_of(leaves: list[bytes], size: int | None = None):
    kept = stored(leaves)
    return tiles.reader(lambda level, number, width: kept[level, number], size or len(leaves))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    frontier = Frontier()
    for leaf in PUBLISHED[:size]:
        frontier.append(leaf)
    assert frontier.root().hex() == ROOTS[size]
    assert second.mth(PUBLISHED[:size]).hex() == ROOTS[size]
    assert merkle.range_root(0, size, node_of(PUBLISHED, size)).hex() == ROOTS[size]


# index, size, path: from the same published set
PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_inclusion_proofs_are_the_published_ones(index, size, path):
    hashes = merkle.inclusion_proof(index, size, node_of(PUBLISHED, size))
    assert [hash_.hex() for hash_ in hashes] == path
    assert merkle.root_from_inclusion(PUBLISHED[index], index, size, hashes).hex() == ROOTS[size]


@given(st.integers(1, 700), st.data())
def test_every_inclusion_proof_agrees_with_the_second_implementation(size, data):
    leaves = made_up(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_proof(index, size, node_of(leaves))
    assert path == second.path(index, leaves)
    root = second.mth(leaves)
    assert merkle.root_from_inclusion(leaves[index], index, size, path) == root
    assert second.root_from_path(leaves[index], index, size, path) == root


@given(st.integers(0, 700), st.integers(0, 700))
def test_every_consistency_proof_agrees_with_the_second_implementation(one, other):
    old, new = sorted((one, other))
    leaves = made_up(new)
    node = node_of(leaves) if new else node_of([sha256().digest()])
    path = merkle.consistency_proof(old, new, node)
    assert path == (second.consistency(old, leaves) if old else [])
    merkle.check_consistency(old, second.mth(leaves[:old]), new, second.mth(leaves), path)


@given(st.integers(2, 300), st.data())
def test_a_changed_proof_proves_nothing(size, data):
    leaves = made_up(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_proof(index, size, node_of(leaves))
    place = data.draw(st.integers(0, len(path) - 1))
    bent = [*path[:place], sha256(path[place]).digest(), *path[place + 1 :]]
    root = second.mth(leaves)
    assert merkle.root_from_inclusion(leaves[index], index, size, bent) != root
    for wrong in (path[:-1], [*path, root]):
        with pytest.raises(BadProof):
            merkle.root_from_inclusion(leaves[index], index, size, wrong)


@given(st.integers(2, 300), st.data())
def test_another_past_is_not_consistent(new, data):
    leaves = made_up(new)
    old = data.draw(st.integers(1, new - 1))
    place = data.draw(st.integers(0, old - 1))
    forked = [*leaves[:place], sha256(b"other").digest(), *leaves[place + 1 :]]
    path = merkle.consistency_proof(old, new, node_of(leaves))
    with pytest.raises(BadProof):
        merkle.check_consistency(old, second.mth(forked[:old]), new, second.mth(leaves), path)
    with pytest.raises(BadProof):
        merkle.check_consistency(old, second.mth(leaves[:old]), new, second.mth(forked), path)


@pytest.mark.parametrize("arguments", [(-1, 5), (5, 5), (6, 5), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(arguments):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(*arguments, node_of(PUBLISHED))
    with pytest.raises(BadProof):
        merkle.root_from_inclusion(PUBLISHED[0], *arguments, [])


@given(st.integers(0, 600))
def test_the_frontier_grows_to_the_same_root(size):
    leaves = made_up(size)
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.root() == second.mth(leaves)
    again = Frontier(frontier.size, frontier.peaks)
    again.append(leaves[0] if leaves else b"\0" * 32)
    assert again.size == size + 1


def test_whole_tiles_can_be_added_at_once():
    leaves = made_up(1000)
    frontier = Frontier()
    for start in (0, 256, 512):
        frontier.extend_complete(second.mth(leaves[start : start + 256]), 8)
    for leaf in leaves[768:]:
        frontier.append(leaf)
    assert frontier.root() == second.mth(leaves)
    with pytest.raises(ValueError, match="cannot follow"):
        frontier.extend_complete(leaves[0], 8)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    widths = [[tiles.width(level, number, 70_000) for number in range(275)] for level in range(4)]
    assert [row.count(256) for row in widths] == [273, 1, 0, 0]
    assert [sum(width for width in row if width < 256) for row in widths] == [112, 17, 1, 0]


@pytest.mark.parametrize("text", ["x001/x234/067", "000", "255", "x001/000"])
def test_tile_numbers_are_read_as_written(text):
    assert tiles.path(0, tiles.number_from(text), 256) == f"tile/0/{text}"


@pytest.mark.parametrize("text", ["", "1", "0000", "x000/001", "001/002", "x001/x002", "٠٠١", "x001/-12"])
def test_other_spellings_of_tile_numbers_are_refused(text):
    with pytest.raises(ValueError):
        tiles.number_from(text)


def test_a_tree_can_be_read_at_an_earlier_size_from_tiles_that_have_grown():
    leaves = made_up(1500)
    for size in (1, 255, 256, 257, 700, 1499):
        node = node_of(leaves, size)
        assert merkle.range_root(0, size, node) == second.mth(leaves[:size])
        assert merkle.inclusion_proof(size - 1, size, node) == second.path(size - 1, leaves[:size])
