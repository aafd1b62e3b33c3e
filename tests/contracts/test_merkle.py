import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.merkle import EMPTY, Growing, NotIncluded, Tree, check_inclusion, leaf_hash, node_hash

# The leaves and roots by which the implementations of Certificate Transparency test theirs (RFC 6962).
DATA = [
    bytes.fromhex(it)
    for it in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def by_definition(data: list[bytes]) -> bytes:
    """MTH as RFC 9162, section 2.1.1, writes it down."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(data[:split]) + by_definition(data[split:])).digest()


def distinct(size: int) -> list[bytes]:
    return [f"leaf {i}".encode() for i in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert Tree(DATA[:size]).root.hex() == ROOTS[size]


@pytest.mark.parametrize("size", [*range(40), 100, 255, 256, 257])
def test_the_tree_is_the_one_of_the_definition(size: int) -> None:
    assert Tree(distinct(size)).root == by_definition(distinct(size))
    assert Tree([]).root == EMPTY


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65])
def test_every_leaf_is_proven_at_its_place_and_at_no_other(size: int) -> None:
    data = distinct(size)
    tree = Tree(data)
    for index, leaf in enumerate(data):
        path = tree.path(index)
        check_inclusion(leaf, index, size, path, tree.root)
        for other in range(-1, size + 2):
            if other != index:
                with pytest.raises(NotIncluded):
                    check_inclusion(leaf, other, size, path, tree.root)


@given(st.integers(1, 70), st.data())
def test_nothing_altered_is_proven(size: int, data: st.DataObject) -> None:
    leaves = distinct(size)
    tree, index = Tree(leaves), data.draw(st.integers(0, size - 1))
    path = tree.path(index)
    wrong = [
        (b"another", path, tree.root),
        (leaves[index], path, bytes(32)),
        (leaves[index], (*path, bytes(32)), tree.root),
        (leaves[index], (bytes(32), *path), tree.root),
    ]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        flipped = bytes([path[at][0] ^ 1]) + path[at][1:]
        wrong += [
            (leaves[index], path[:-1], tree.root),
            (leaves[index], (*path[:at], flipped, *path[at + 1 :]), tree.root),
        ]
    for leaf, steps, root in wrong:
        with pytest.raises(NotIncluded) as refusal:
            check_inclusion(leaf, index, size, steps, root)
        assert (refusal.value.index, refusal.value.size) == (index, size)


def test_a_node_is_no_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    with pytest.raises(NotIncluded):
        check_inclusion(left + right, 0, 1, (), Tree([b"a", b"b"]).root)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_what_is_not_there_has_no_path(index: int) -> None:
    with pytest.raises(IndexError):
        Tree(distinct(3)).path(index)


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_a_tree_that_grows_leaf_by_leaf_has_the_same_root(data: list[bytes]) -> None:
    growing = Growing()
    for each in data:
        growing.add(each)
    assert (growing.size, growing.root) == (len(data), Tree(data).root)
    assert len(growing._peaks) <= max(len(data), 1).bit_length(), "it keeps a peak a power of two, no more"


@given(st.integers(0, 3), st.integers(0, 3))
def test_the_upper_part_over_complete_lower_parts_is_the_same_tree(lower: int, upper: int) -> None:
    width, parts = 2**lower, 2**upper
    data = [bytes([n]) for n in range(width * parts)]
    below = [Tree(data[n : n + width]) for n in range(0, len(data), width)]
    above = Tree.over(each.root for each in below)
    assert above.root == Tree(data).root
    for index in range(len(data)):
        number, within = divmod(index, width)
        assert (*below[number].path(within), *above.path(number)) == Tree(data).path(index)
