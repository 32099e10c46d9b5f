"""Docstrings as the site shows them: examples with prompts become code blocks, roles of Sphinx plain names."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension

_EXAMPLE = re.compile(r"(?m)^(?P<indent>[ ]*)>>> .*(?:\n[ ]*\S.*)*")
_ROLE = re.compile(r":(?:class|mod|func|meth|attr):`~?([^`]+)`")


def shown(text: str) -> str:
    """Markdown of a docstring."""
    fenced = _EXAMPLE.sub(lambda found: f"\n```pycon\n{found.group(0)}\n```\n", text)
    return _ROLE.sub(r"`\1`", fenced)


class Docstrings(Extension):
    def on_object(self, *, obj: Any, **_: Any) -> None:
        _show(obj)

    def on_package(self, *, pkg: Any, **_: Any) -> None:
        """Modules come with their docstrings only when the package is whole."""
        modules = [pkg]
        while modules:
            module = modules.pop()
            _show(module)
            modules.extend(module.modules.values())


def _show(obj: Any) -> None:
    if obj.docstring is not None and "```pycon" not in obj.docstring.value:
        obj.docstring.value = shown(obj.docstring.value)
