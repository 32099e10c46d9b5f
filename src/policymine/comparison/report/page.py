"""The page itself: one HTML file that holds its data, style and scripts, and asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import Any, Final

from policymine.comparison import rules
from policymine.data import load_yaml

LANGUAGES: Final = ("en", "zh")
_FOLDER = "template"
# What would end a script element, open a comment in it, or end a line of JavaScript, in any JSON text.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def words() -> dict[str, Any]:
    """The words of the page by group and code, each in both languages (``data/report.yaml``). Callers must not change it."""
    content: dict[str, Any] = load_yaml("report.yaml")
    return content


def strict_json(value: Any) -> str:
    r"""JSON that may stand in a script element: without ``<``, ``>`` and ``&``, and without NaN (``ValueError``).

    >>> strict_json({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def make_page(data: dict[str, Any], lang: str = "en") -> str:
    """HTML of the report over the data of ``collect``; ``lang``: the language that it opens in, both are in it."""
    texts = words()
    style, script = _joined(".css"), '"use strict";\n(() => {\n' + _joined(".js") + "})();\n"
    derivations = {row.measure: row.origin for row in rules.derivations()}
    content = data | {"lang": lang, "words": texts, "derivations": derivations}
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # The values last: nothing that they hold is looked at for another placeholder.
    parts = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "policy": html.escape(policy, quote=True).replace("&#x27;", "'"),
        "title": html.escape(texts["ui"]["title"][lang]),
        "noscript": html.escape(texts["ui"]["noscript"][lang]),
        "style": style,
        "script": script,
        "data": strict_json(content),
    }
    out = []
    for piece in _read("page.html").split("{{"):
        name, mark, rest = piece.partition("}}")
        out.append(parts[name] + rest if mark else piece)
    return "".join(out)


def _joined(suffix: str) -> str:
    """The files of one kind in the order of their numbers."""
    names = sorted(entry.name for entry in files(__package__).joinpath(_FOLDER).iterdir())
    return "".join(_read(name) for name in names if name.endswith(suffix))


def _read(name: str) -> str:
    return files(str(__package__)).joinpath(_FOLDER, name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    """A content security policy's name for exactly this inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
