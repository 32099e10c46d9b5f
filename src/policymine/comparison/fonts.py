"""Whether a font with Chinese characters is installed: without one, pictures would show boxes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_CJK_FONT = re.compile(
    r"noto.*(cjk|sc|hans)|source.?han|wqy|wenquanyi|simhei|simsun|msyh|pingfang|hiragino|heiti|songti|droidsansfallback|uming|ukai",
    re.IGNORECASE,
)
_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_USER_FONT_FOLDERS = (".fonts", ".local/share/fonts", "Library/Fonts")

FAMILIES: Final = (
    "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, PingFang SC, Hiragino Sans GB, Microsoft YaHei, SimHei, "
    "sans-serif"
)
"""Families for text that holds Chinese, as CSS and Vega name them."""


def cjk_font() -> str | None:
    """File name of a font with Chinese characters, where one is installed."""
    folders = [Path(name) for name in _FONT_FOLDERS] + [Path.home() / name for name in _USER_FONT_FOLDERS]
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in (".ttf", ".ttc", ".otf") and _CJK_FONT.search(path.name):
                    return path.name
    return None
