"""Payload encryption against the RFC's own example and another implementation; the VAPID word and its keys."""

import stat
from pathlib import Path
from threading import Thread

import http_ece
import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from push_sink import Browser

from zhiban.notify.encoding import LARGEST, b64, encrypt, unb64
from zhiban.notify.messages import TOPICS, Topic
from zhiban.notify.pushes import payload_of
from zhiban.notify.vapid import FILE, OVERLAP_MS, VapidKey, authorization, load_keys, make_key, rotate_keys

NOW = 1_790_000_000_000


def _key(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(number)), ec.SECP256R1())


def test_the_example_of_rfc_8291() -> None:
    """Appendix A."""
    plain = b"When I grow up, I want to be a watermelon"
    sealed = encrypt(
        plain,
        unb64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        unb64("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        length=len(plain),
    )
    assert b64(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def _seal(plain: bytes, browser: Browser, **rest: int) -> bytes:
    sender = ec.generate_private_key(ec.SECP256R1())
    return encrypt(plain, unb64(browser.p256dh), browser.secret, salt=bytes(16), sender=sender, **rest)


def test_all_kinds_of_push_are_equally_long_and_say_only_their_kind() -> None:
    browser = Browser("b")
    topics: list[Topic] = sorted({*TOPICS.values(), "message"})
    sealed: dict[str, bytes] = {topic: _seal(payload_of(topic), browser) for topic in topics}
    assert {len(body) for body in sealed.values()} == {231}
    for topic, body in sealed.items():
        plain = http_ece.decrypt(body, private_key=browser.private, auth_secret=browser.secret)
        assert msgspec.json.decode(plain) == {"t": topic}
    assert topics == sorted(Topic.__args__)


def test_the_largest_payload_fits_what_push_services_carry_and_no_byte_more_is_sealed() -> None:
    browser = Browser("b")
    assert len(_seal(bytes(LARGEST), browser, length=LARGEST)) == 4096
    with pytest.raises(ValueError):
        _seal(bytes(LARGEST + 1), browser, length=LARGEST + 1)
    with pytest.raises(ValueError):
        _seal(bytes(129), browser)


@pytest.mark.parametrize("text", ["a", "!!!!", "aaaa=a", "a b c", "ａａａａ"])
def test_what_is_not_base64url_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        unb64(text)


# keys --------------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    made = load_keys(tmp_path, NOW)
    assert load_keys(tmp_path, NOW + 5) == made and made.newest.made == NOW
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(load_keys(tmp_path, NOW).newest.public)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_the_private_number_is_not_in_what_is_printed(tmp_path: Path) -> None:
    keys = load_keys(tmp_path, NOW)
    assert keys.newest.d not in f"{keys!r} {keys} {[keys.newest]}"


def test_after_a_rotation_both_keys_live_for_thirty_days(tmp_path: Path) -> None:
    old = load_keys(tmp_path, NOW).newest
    both = rotate_keys(tmp_path, NOW + OVERLAP_MS)
    assert both.newest.public != old.public
    assert both.of(old.public) == old and both.of(both.newest.public) == both.newest
    later = rotate_keys(tmp_path, NOW + 2 * OVERLAP_MS - 1)
    assert later.of(old.public) == old, "its successor is not yet thirty days old"
    last = rotate_keys(tmp_path, NOW + 2 * OVERLAP_MS)
    assert last.of(old.public) is None and last.of(both.newest.public) is not None
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def _claims(header: str, key: VapidKey) -> dict[str, object]:
    """Checks the signature as a push service does (RFC 8292)."""
    token, public = header.removeprefix("vapid t=").split(", k=")
    head, body, signature = token.split(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(public))
    point.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    assert public == key.public and msgspec.json.decode(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
    return msgspec.json.decode(unb64(body))


def test_the_vapid_word_is_signed_for_one_service_and_half_a_day() -> None:
    key = make_key(NOW)
    header = authorization(key, "https://fcm.googleapis.com", "mailto:it@hospital.invalid", NOW)
    assert _claims(header, key) == {
        "aud": "https://fcm.googleapis.com",
        "exp": NOW // 1000 + 43_200,
        "sub": "mailto:it@hospital.invalid",
    }
    with pytest.raises(InvalidSignature):
        _claims(header.replace(key.public, make_key(NOW).public), key)
