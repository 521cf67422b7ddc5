"""What is sealed for one place opens there, and only there."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.privacy.ciphers import HEADER, OVERHEAD, Algorithm, CannotOpen, Key, data_key_id, read_header

MATERIAL = bytes(range(32))
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))
algorithms = st.sampled_from(list(Algorithm))


def key(algorithm=Algorithm.AES_256_GCM, material=MATERIAL):
    return Key(material, key_id=data_key_id(material), algorithm=algorithm)


@given(plain=st.binary(max_size=300), context=st.binary(max_size=40), algorithm=algorithms)
def test_what_was_sealed_opens_again(plain, context, algorithm):
    sealed = key(algorithm).seal(plain, context)

    assert key(algorithm).open(sealed, context) == plain
    assert len(sealed) == len(plain) + OVERHEAD


@given(plain=st.binary(min_size=1, max_size=60), algorithm=algorithms, data=st.data())
def test_one_changed_bit_anywhere_is_noticed(plain, algorithm, data):
    sealed = bytearray(key(algorithm).seal(plain, b"here"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8

    with pytest.raises(CannotOpen):
        key(algorithm).open(bytes(sealed), b"here")


@BOTH
def test_a_value_moved_to_another_place_does_not_open(algorithm):
    sealed = key(algorithm).seal(b"13800001234", b"redress:1:intake")

    with pytest.raises(CannotOpen):
        key(algorithm).open(sealed, b"redress:2:intake")


@BOTH
def test_another_key_does_not_open(algorithm):
    sealed = key(algorithm).seal(b"13800001234", b"here")

    with pytest.raises(CannotOpen):
        key(algorithm, os.urandom(32)).open(sealed, b"here")


@BOTH
@pytest.mark.parametrize("length", [0, 1, HEADER.size, OVERHEAD - 1])
def test_a_value_cut_short_does_not_open(algorithm, length):
    sealed = key(algorithm).seal(b"", b"here")

    with pytest.raises(CannotOpen):
        key(algorithm).open(sealed[:length], b"here")


def test_the_header_names_version_algorithm_and_key():
    sealed = key(Algorithm.SM4_GCM).seal(b"x", b"here")

    assert sealed[0] == 1
    assert sealed[1] == Algorithm.SM4_GCM
    assert read_header(sealed)[1] == data_key_id(MATERIAL)


def test_a_key_of_one_suite_opens_what_it_sealed_under_the_other():
    old = key(Algorithm.AES_256_GCM).seal(b"before the change", b"here")

    assert key(Algorithm.SM4_GCM).open(old, b"here") == b"before the change"


def test_the_same_value_never_looks_the_same_twice():
    assert key().seal(b"13800001234", b"here") != key().seal(b"13800001234", b"here")


@pytest.mark.parametrize(
    ("suite_key", "nonce", "aad", "plain", "sealed"),
    [
        pytest.param(
            "0123456789ABCDEFFEDCBA9876543210",
            "00001234567800000000ABCD",
            "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
            "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
            "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
            "83DE3541E4C2B58177E065A9BF7B62EC",
            id="RFC 8998, appendix A.1",
        )
    ],
)
def test_sm4_gcm_agrees_with_the_published_vector(suite_key, nonce, aad, plain, sealed):
    from cryptography.hazmat.primitives.ciphers import algorithms as ciphers

    from redress.privacy.ciphers import Sm4Gcm

    aead = Sm4Gcm(MATERIAL)
    aead._cipher = ciphers.SM4(bytes.fromhex(suite_key))

    assert aead.encrypt(bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(aad)) == bytes.fromhex(sealed)
    assert aead.decrypt(bytes.fromhex(nonce), bytes.fromhex(sealed), bytes.fromhex(aad)) == bytes.fromhex(plain)
