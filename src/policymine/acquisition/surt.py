"""The key by which CDXJ indexes are sorted: an address with its host turned round."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WWW = re.compile(r"www\d*\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def surt(url: str) -> str:
    """``cn,gov,edu)/a?b=1`` of ``https://www.edu.gov.cn/A?b=1``: host reversed without www, path and query in lower
    case, query parts sorted; http and https share a key, as the Internet Archive's and pywb's canonical form has it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.lower().replace(" ", "%20")
    if parts.scheme not in _DEFAULT_PORTS:
        return url.replace(" ", "%20")
    name = _WWW.sub("", host, count=1) if _WWW.match(host) else host
    key = name if ":" in name else ",".join(reversed(name.split(".")))
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        key += f":{port}"
    path = parts.path.lower() or "/"
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return (f"{key}){path}" + (f"?{query}" if query else "")).replace(" ", "%20")
