"""Which push endpoints we speak to. A subscription's address comes from a browser, so it is a stranger's word (T14)."""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from .encoding import unb64

DEFAULT_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.notify.windows.com",
)
LONGEST = 1000
PORT = 443
PLAIN = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without space and backslash: what a parser might strip or turn round never reaches one."""
HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
Resolve = Callable[[str], Awaitable[Sequence[str]]]


class BadEndpoint(Exception):
    """An address or key we do not send to; the text says why, for the operator."""


class Endpoint(Struct, frozen=True):
    """A checked address: ``https://host`` on port 443, and the path with its query."""

    host: str
    path: str

    @property
    def origin(self) -> str:
        return f"https://{self.host}"


def allowed_hosts(further: str = "") -> tuple[str, ...]:
    """The default push services and further ones, comma-separated; ``*.name`` allows everything below a name."""
    return (*DEFAULT_HOSTS, *(name.strip().lower() for name in further.split(",") if name.strip()))


def check_endpoint(url: str, hosts: Sequence[str]) -> Endpoint:
    """Raises BadEndpoint unless the address is https, on port 443, without user, and its host stands on the list."""
    if len(url) > LONGEST or not PLAIN.fullmatch(url):
        raise BadEndpoint("not a plain address")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadEndpoint("not an address") from error
    if not url.startswith("https://"):
        raise BadEndpoint("not https")
    if "@" in parts.netloc or parts.fragment or parts.netloc.endswith(":"):
        raise BadEndpoint("user, fragment or empty port")
    if port not in (None, PORT):
        raise BadEndpoint("not port 443")
    if host != parts.netloc.removesuffix(f":{PORT}") or not HOST.fullmatch(host):
        raise BadEndpoint("not a host name")
    if not any(_matches(host, allowed) for allowed in hosts):
        raise BadEndpoint("host not allowed")
    return Endpoint(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _matches(host: str, allowed: str) -> bool:
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed


def check_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """The browser's public point and secret as bytes; BadEndpoint when off the curve or of a wrong length."""
    try:
        point, secret = unb64(p256dh), unb64(auth)
        if len(point) != 65:
            raise ValueError("point is not 65 bytes")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadEndpoint(f"bad key: {error}") from error
    if len(secret) != 16:
        raise BadEndpoint("bad key: secret is not 16 bytes")
    return point, secret


async def pin_address(host: str, resolve: Resolve) -> str:
    """The one address to connect to. A name that also points inside is not used at all (rebinding)."""
    found = list(await resolve(host))
    if not found:
        raise BadEndpoint("no address")
    for address in found:
        if not is_public(address):
            raise BadEndpoint("resolves to an address that is not public")
    return found[0]


def is_public(address: str) -> bool:
    """Neither private, local, reserved nor a tunnel in which such an address could hide."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None or ip.sixtofour is not None or ip.teredo is not None or ip.scope_id:
            return False
        if ip in NAT64 or ip in NAT64_LOCAL:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
