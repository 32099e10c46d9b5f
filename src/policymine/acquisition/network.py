"""Below HTTP: names resolve to allowed addresses only, headers end. Runs in the process that crawls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.web import _newclient
from zope.interface import implementer, provider

from policymine.acquisition.addresses import literal, may_connect

MAX_HEADER_BYTES: Final = 256 * 1024
"""All headers of an answer. Servers send 1-4 KB; browsers give up at 256 KB and more."""


REFUSED: Final[dict[str, str]] = {}
"""Hosts of this process whose address was held back, with the address."""


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError


class _Filter:
    """Passes on the addresses that may be connected to."""

    def __init__(self, receiver: Any, host: str, resolver: GuardedResolver) -> None:
        self.receiver = receiver
        self.host = host
        self.resolver = resolver

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if may_connect(self.host, address.host, self.resolver.allowed):
            self.receiver.addressResolved(address)
        else:
            REFUSED[self.host] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves host names when a connection is made, and gives out no address that may not be connected to.

    ``allowed``: hosts and addresses that a source names; ``fixed``: addresses of names that are not looked up.
    """

    def __init__(self, reactor: Any, allowed: frozenset[str], fixed: Mapping[str, str]) -> None:
        self.reactor = reactor
        self.inner = reactor.nameResolver
        self.allowed = allowed
        self.fixed = fixed

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        settings = crawler.settings
        allowed = frozenset(settings.getlist("POLICYMINE_ALLOWED"))
        return cls(reactor, allowed, settings.getdict("POLICYMINE_RESOLVE"))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        host = hostName.lower()
        receiver = provider(IResolutionReceiver)(_Filter(resolutionReceiver, host, self))
        address = self.fixed.get(host) or literal(host)
        if address is None:
            return self.inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        kind = IPv6Address if ":" in address else IPv4Address
        receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()
        return resolution


def bound_headers() -> None:
    """Let Twisted's client refuse an answer whose headers do not end: it counts the length of a line only."""
    parser: Any = _newclient.HTTPParser
    plain = parser.lineReceived
    if getattr(plain, "policymine", False):
        return

    def make(original: Any) -> Any:
        def line_received(self: Any, line: bytes) -> None:
            self.policymine_size = getattr(self, "policymine_size", 0) + len(line) + 2
            if self.policymine_size > MAX_HEADER_BYTES:
                error: Any = _newclient.ParseError
                raise error(f"headers of more than {MAX_HEADER_BYTES} bytes", b"")
            original(self, line)

        line_received.policymine = True  # type: ignore[attr-defined]
        return line_received

    def line_too_long(self: Any, line: bytes) -> None:
        error: Any = _newclient.ParseError
        raise error(f"a header of more than {len(line)} bytes", b"")

    parser.lineLengthExceeded = line_too_long  # Twisted's own hangs up and says nothing of why

    from scrapy.core.downloader.handlers import http11

    for one in (parser, getattr(http11, "_LenientHTTPClientParser", None)):
        if one is not None and "lineReceived" in vars(one):
            one.lineReceived = make(vars(one)["lineReceived"])
