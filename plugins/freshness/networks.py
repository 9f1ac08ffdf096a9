"""Where a question may go: to other sites, and never into a network that is not the world's.

Whoever writes a link could otherwise have this server ask what only it can reach: its neighbours,
itself, or what its host tells it of its own keys. A name is looked up once, what it stands for is
judged, and that address is the one that is connected to: a name that stands for another a moment
later leads nowhere else.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings

Address = IPv4Address | IPv6Address

#: What stands for IPv4 addresses where there is only IPv6 (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")
IPV4_BITS = 0xFFFFFFFF
USUAL_PORTS = frozenset({80, 443})


class PrivateNetworkError(Exception):
    """Raised where a name stands for an address that is not the world's."""


def may_be_private() -> bool:
    """Tell whether this site may ask private networks: one that serves an intranet."""
    return bool(getattr(settings, "LINKS_INTO_PRIVATE_NETWORKS", False))


def ports() -> frozenset[int]:
    """Return the ports that may be asked."""
    return frozenset(getattr(settings, "LINK_PORTS", USUAL_PORTS))


def address_of(host: str, port: int) -> str:
    """Return the address that `host` stands for; none of what it stands for may be private.

    Raises PrivateNetworkError, or OSError where there is no such host.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(where[0]) for *_rest, where in found]
    if not may_be_private() and not all(map(is_the_worlds, addresses)):
        raise PrivateNetworkError(host)
    return addresses[0]


def is_the_worlds(text: str) -> bool:
    """Tell whether an address is one that anybody can reach, whatever it is wrapped in."""
    # An address with a zone is of a link, and of no use elsewhere.
    if "%" in text:
        return False
    address = ip_address(text)
    inner = wrapped(address) or address
    return inner.is_global and not (inner.is_multicast or inner.is_reserved)


def wrapped(address: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one leads to, None where it leads to none."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & IPV4_BITS)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
