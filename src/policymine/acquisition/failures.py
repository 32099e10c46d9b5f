"""From what the network did to the code of an outcome."""

from __future__ import annotations

from typing import Any

from policymine.acquisition.extras import need


def refused(code: str, detail: str = "") -> Exception:
    """An exception that ends a request with a code; Scrapy hands it to the request's errback."""
    ignore: Any = need("scrapy.exceptions", "crawling").IgnoreRequest
    error: Exception = ignore(detail)
    error.policymine_code = code  # type: ignore[attr-defined]
    return error


_BY_NAME = {
    "DownloadCancelledError": "PM615",
    "DownloadTimeoutError": "PM610",
    "TimeoutError": "PM610",
    "UserTimeoutError": "PM610",
    "TCPTimedOutError": "PM610",
    "CannotResolveHostError": "PM608",
    "DNSLookupError": "PM608",
    "DownloadConnectionRefusedError": "PM609",
    "ConnectionRefusedError": "PM609",
    "ConnectionLost": "PM609",
    "ConnectionDone": "PM609",
    "ConnectError": "PM609",
    "NoRouteError": "PM609",
    "ConnectBindError": "PM609",
    "ResponseDataLossError": "PM623",
    "_DataLoss": "PM623",
    "PotentialDataLoss": "PM623",
    "ParseError": "PM622",
    "BadHeaders": "PM622",
    "_MalformedChunkedDataError": "PM622",
    "HeadersTooLarge": "PM622",
    "ResponseNeverReceived": "PM609",
    "UnsupportedURLSchemeError": "PM630",
    "InvalidURL": "PM630",
    "VerificationError": "PM611",
    "CertificateError": "PM611",
    "VerifyError": "PM611",
}
_TLS_MODULES = ("OpenSSL", "service_identity", "twisted.internet._sslverify")
_FIRST = ("PM611", "PM622", "PM623", "PM615", "PM610", "PM608")


def classify(error: BaseException) -> tuple[str, str]:
    """Code and detail of an exception that ended a request.

    The causes within it are looked at, too: Twisted wraps the reasons of a broken connection. Of several the one that
    says most wins. What nobody foresaw is PM622 with its type.
    """
    own = getattr(error, "policymine_code", None)
    if own is not None:
        return str(own), str(error)
    found: dict[str, str] = {}
    for one in _causes(error):
        name = type(one).__name__
        if type(one).__module__.startswith(_TLS_MODULES) and name != "SysCallError":
            found.setdefault("PM611", _text(one))
        elif name == "IgnoreRequest" and "redirection" in str(one):
            found.setdefault("PM617", _text(one))
        elif name == "ValueError" and "request url" in str(one):
            found.setdefault("PM633", _text(one))  # what a redirect gave is no address
        elif name in _BY_NAME:
            found.setdefault(_BY_NAME[name], _text(one))
    code = next((c for c in _FIRST if c in found), None) or next(iter(found), None)
    return (code, found[code]) if code is not None else ("PM622", _text(error))


def _causes(error: BaseException) -> list[BaseException]:
    out: list[BaseException] = []
    queue: list[Any] = [error]
    while queue and len(out) < 30:
        one = queue.pop(0)
        if type(one).__name__ == "Failure":  # Twisted's wrapper; an exception itself in newer versions
            one = one.value
        if not isinstance(one, BaseException) or one in out:
            continue
        out.append(one)
        queue += [one.__cause__, one.__context__, *getattr(one, "reasons", ())]
    return out


def _text(error: BaseException) -> str:
    detail = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {detail}" if detail else type(error).__name__


def status_code(status: int, body: bytes, headers: Any) -> tuple[str, str] | None:
    """Code and detail of an HTTP status that is no success; None for one that is (200, 203, 304)."""
    if status in (200, 203, 304):
        return None
    if status in (404, 410):
        return "PM614", f"HTTP {status}"
    if status in (412, 521) or (status == 202 and b"<script" in body[:4096].lower()):
        return "PM634", f"HTTP {status}"  # what Chinese anti-robot services answer before a script has run
    if status == 429 or (status == 503 and headers.get("Retry-After")):
        return "PM629", f"HTTP {status}"
    if status >= 500:
        return "PM613", f"HTTP {status}"
    if status >= 400:
        return "PM612", f"HTTP {status}"
    if status >= 300:
        return "PM633", f"HTTP {status}"
    if status == 206:
        return "PM623", "HTTP 206: a part only"
    return "PM624", f"HTTP {status}"
