import binascii

import pytest

from contracts.keys import KeyUnreadable, PrivateKey, PublicKey, SignatureInvalid, b64url, b64url_decode

# RFC 8032, section 7.1, test 2; RFC 8037, appendix A (the key of test 1).
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
RFC8037 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_signatures_are_those_of_rfc_8032() -> None:
    key = PrivateKey(SEED)
    assert key.sign(b"\x72") == SIGNATURE
    key.public.verify(SIGNATURE, b"\x72")


def test_the_key_id_is_the_thumbprint_of_rfc_8037() -> None:
    assert PublicKey.from_jwk(RFC8037).kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_another_message_key_or_signature_does_not_verify() -> None:
    key, other = PrivateKey(SEED), PrivateKey(bytes(32))
    with pytest.raises(SignatureInvalid) as refusal:
        key.public.verify(SIGNATURE, b"\x73")
    assert refusal.value.kid == key.kid
    with pytest.raises(SignatureInvalid):
        other.public.verify(SIGNATURE, b"\x72")
    with pytest.raises(SignatureInvalid):
        key.public.verify(SIGNATURE[:-1], b"\x72")


def test_a_public_key_travels_as_a_jwk() -> None:
    key = PrivateKey(SEED).public
    assert PublicKey.from_jwk(key.jwk()) == key
    assert key.jwk()["kid"] == key.kid


@pytest.mark.parametrize(
    "change",
    [{"kty": "EC"}, {"crv": "X25519"}, {"x": "AAAA"}, {"x": "!"}, {"x": "A"}, {"kid": "mine"}],
)
def test_an_unreadable_key_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(KeyUnreadable):
        PublicKey.from_jwk(RFC8037 | change)


def test_a_seed_has_32_bytes_and_is_never_shown() -> None:
    with pytest.raises(KeyUnreadable):
        PrivateKey(b"short")
    assert SEED.hex() not in repr(PrivateKey(SEED))
    assert PrivateKey(SEED).kid in repr(PrivateKey(SEED))


def test_base64url_has_no_padding_and_one_alphabet() -> None:
    assert b64url(b"\xfb\xff") == "-_8"
    assert b64url_decode("-_8") == b"\xfb\xff"


@pytest.mark.parametrize("text", ["-_9", "AAB", "AA==", "AA\n", "é"])
def test_bytes_have_one_spelling_in_base64url(text: str) -> None:
    """Else a letter of a signature could be changed and it would still verify."""
    with pytest.raises(binascii.Error):
        b64url_decode(text)
