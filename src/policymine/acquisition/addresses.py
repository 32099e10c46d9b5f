"""Which network addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet.

    Private, loopback, link-local, shared, multicast, reserved and unspecified ranges are not (the IANA special-purpose
    registries, as Python's ``ipaddress`` has them), nor an IPv6 address that carries such an IPv4 address within it.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _inner(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def literal(host: str) -> str | None:
    """The numeric address that ``host`` is, also as browsers and the C library read it (``0x7f.1``, ``2130706433``)."""
    import socket

    text = host.strip("[]")
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        pass
    if not text or not all(c in "0123456789abcdefABCDEFxX." for c in text) or not text[0].isdigit():
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        return None


def may_connect(host: str, address: str, allowed: frozenset[str]) -> bool:
    """Whether ``address``, which ``host`` resolved to, may be connected to: public, or named by the source."""
    return is_public(address) or host.lower() in allowed or address in allowed
