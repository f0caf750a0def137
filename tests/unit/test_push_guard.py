"""Hostile push endpoints: none of them is ever dialled (SAFETY T14)."""

import asyncio
from collections.abc import Sequence

import pytest
from push_sink import Browser

from zhiban.notify.encoding import b64
from zhiban.notify.guard import BadEndpoint, allowed_hosts, check_endpoint, check_keys, is_public, pin_address

HOSTS = allowed_hosts("push.hospital.example, *.push.example")
GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:DEF_123-x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QGz?x=1&y=2",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAA%2f",
    "https://fcm.googleapis.com:443/x",
    "https://push.hospital.example/1",
    "https://a.b.push.example/1",
]
HOSTILE = [
    "", "x", "fcm.googleapis.com/x", "//fcm.googleapis.com/x", "/fcm/send",
    "http://fcm.googleapis.com/x", "HTTPS://fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd", "gopher://fcm.googleapis.com/x", "javascript:alert(1)", "data:text/plain,x",
    "https://fcm.googleapis.com:80/x", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:/x", "https://fcm.googleapis.com:99999/x", "https://fcm.googleapis.com:-1/x",
    "https://fcm.googleapis.com:0443/x", "https://fcm.googleapis.com:443443/x",
    "https://user@fcm.googleapis.com/x", "https://user:pw@fcm.googleapis.com/x",
    "https://fcm.googleapis.com@127.0.0.1/x", "https://127.0.0.1@fcm.googleapis.com/x",
    "https://fcm.googleapis.com:443@evil.example/x", "https://@fcm.googleapis.com/x",
    "https://127.0.0.1/x", "https://127.1/x", "https://2130706433/x", "https://0x7f000001/x", "https://0177.0.0.1/x",
    "https://0/x", "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data", "https://192.168.1.1/x",
    "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://[fe80::1%25eth0]/x", "https://[::]/x", "https://[::1/x",
    "https://localhost/x", "https://localhost.localdomain/x", "https://db/x", "https://fcm/x",
    "https://evil.example/x", "https://evil.example/fcm.googleapis.com", "https://evil.example?fcm.googleapis.com",
    "https://evil.example#fcm.googleapis.com", "https://fcm.googleapis.com#x", "https://fcm.googleapis.com/x#y",
    "https://fcm.googleapis.com.evil.example/x", "https://evilfcm.googleapis.com/x", "https://xfcm.googleapis.com/x",
    "https://fcm.googleapis.com./x", "https://fcm..googleapis.com/x", "https://.fcm.googleapis.com/x",
    "https://googleapis.com/x", "https://notify.windows.com/x", "https://evilnotify.windows.com/x",
    "https://a.notify.windows.com.evil.example/x", "https://push.example/x", "https://-.push.example/x",
    "https://FCM.googleapis.com/x", "https://fcm.googleapis.com\\@evil.example/x", "https:\\\\fcm.googleapis.com/x",
    "https:///fcm.googleapis.com/x", "https:fcm.googleapis.com/x", "https://", "https:///", "https://?x",
    "https://fcm.googleapis.com /x", " https://fcm.googleapis.com/x", "https://fcm.googleapis.com/x ",
    "https://fcm.googleapis.com/x\r\nHost: evil.example", "https://fcm.goog\tleapis.com/x", "https://fcm.googleapis.com/\n",
    "https://fcm.googleapis.com/\x00", "https://fcm.googleapis.com/é", "https://fcм.googleapis.com/x",
    "https://fcm。googleapis。com/x", "https://ｆcm.googleapis.com/x", "https://xn--fcm-6cd.googleapis.com/x",
    "https://fcm%2egoogleapis.com/x", "https://%66cm.googleapis.com/x", "https://fcm.googleapis.com%00.evil.example/x",
    "https://fcm_googleapis.com/x", "https://*.notify.windows.com/x", "https://fcm.googleapis.com,evil.example/x",
    "https://fcm.googleapis.com/" + "x" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_known_push_services_are_spoken_to(url: str) -> None:
    endpoint = check_endpoint(url, HOSTS)
    assert url.replace(":443/", "/") == endpoint.origin + endpoint.path


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(BadEndpoint):
        check_endpoint(url, HOSTS)


def test_there_are_enough_hostile_addresses() -> None:
    assert len(set(HOSTILE)) >= 60


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::",
    "2001:0:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:db8::1", "localhost", "", "1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.66.10", "8.8.8.8", "2a00:1450:4001:82a::200a"])
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "answers", [[], ["127.0.0.1"], ["142.250.66.10", "10.0.0.1"], ["10.0.0.1", "142.250.66.10"], ["::ffff:10.0.0.1"]]
)
def test_a_name_that_also_points_inside_is_not_used(answers: Sequence[str]) -> None:
    async def resolve(host: str) -> Sequence[str]:
        return answers

    with pytest.raises(BadEndpoint):
        asyncio.run(pin_address("fcm.googleapis.com", resolve))


def test_the_browsers_keys_are_read() -> None:
    browser = Browser("b")
    point, secret = check_keys(browser.p256dh, browser.auth)
    assert len(point) == 65 and secret == browser.secret


SECRET = b64(bytes(16))
POINT = Browser("b").p256dh


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", SECRET), (POINT[:-3], SECRET), (POINT + "AAAA", SECRET), ("!" * 87, SECRET), ("é" * 87, SECRET),
        (b64(b"\x04" + bytes(64)), SECRET), (b64(b"\x04" + b"\xff" * 64), SECRET), (b64(b"\x02" + bytes(32)), SECRET),
        (b64(b"\x05" + bytes(64)), SECRET), (b64(bytes(65)), SECRET),
        (POINT, ""), (POINT, b64(bytes(15))), (POINT, b64(bytes(17))), (POINT, "not base64!"),
    ],
)  # fmt: skip
def test_a_bad_key_is_refused_when_it_is_registered(p256dh: str, auth: str) -> None:
    with pytest.raises(BadEndpoint):
        check_keys(p256dh, auth)
