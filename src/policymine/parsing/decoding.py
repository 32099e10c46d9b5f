"""Bytes to text, without a guess that looks like a fact: what cannot be decoded for sure is an error."""

from __future__ import annotations

import codecs
import re

from policymine.errors import InputError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text holds; tab, line feed, form feed, return and escape are left out.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 256 * 1024
# Latin punctuation that word processors write in Windows-1252, and the accents of French and German names.
_CP1252 = re.compile(rb"[\x80-\xff]")
_CP1252_LIKELY = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb1\xb2\xb7\xb9\xbb\xbd\xe0\xe4\xe7\xe8\xe9\xea\xf6\xfc"
)
# Share of characters that must be among the 3,755 of GB 2312 level 1. Chinese prose has over 0.97; Big5, Shift-JIS and
# Latin text read as GBK stay under 0.5 (measured on texts of this kind, 2,000 characters each).
_COMMON_SHARE = 0.75


def decode_text(content: bytes) -> tuple[str, str]:
    """``(text, encoding)`` of a plain-text file; a byte order mark is taken off, line ends stay as they are.

    Tried in order: byte order mark, UTF-8 (Chinese that was encoded twice is decoded twice), GB18030 (which holds GBK
    and GB 2312), UTF-16, Windows-1252, Big5, and what charset-normalizer finds; each strictly. Raises ``InputError``: PM103 for bytes that are no text, PM104 for text in
    an encoding that could not be told, PM106 for text that breaks off inside a character.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content[len(bom) :], encoding), encoding
    if is_binary(content):
        wide = _wide_without_mark(content) or _wide_chinese(content)
        if wide is not None:
            return wide
        raise InputError("PM103", "bytes that are no text")
    try:
        return _unwrapped(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if (
            error.start >= len(content) - 3
            and error.reason == "unexpected end of data"
            and not content[: error.start].isascii()
        ):
            raise InputError("PM106", "the text breaks off inside a character") from error
    for guess in (_gb18030, _wide_chinese, _windows_1252, _big5, _detected):
        found = guess(content)
        if found is not None:
            return found
    raise InputError("PM104")


def is_binary(content: bytes) -> bool:
    """Whether the beginning of ``content`` holds NULs or more than a few control characters."""
    sample = content[:_SAMPLE]
    if b"\x00" in sample:
        return True
    return len(_CONTROL.findall(sample)) > max(2, len(sample) // 500)


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 4:
            raise InputError("PM106", "the text breaks off inside a character") from error
        raise InputError("PM104", f"the byte order mark says {encoding}, the rest does not agree") from error
    if text.count("\x00") > len(text) // 500:
        raise InputError("PM103", "bytes that are no text")
    return text


def _wide_without_mark(content: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark: line feeds and blanks give every second byte a NUL, on one side only."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(content) % 2 or min(even, odd) > max(even, odd) // 20:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    known = sum(c < "\u0250" or "\u2000" <= c < "\ua000" or c >= "\uff00" for c in text[:20000])
    controls = sum(c < " " and c not in "\t\n\r\x0c" for c in text[:20000])
    return (text, encoding) if text and known >= 0.98 * len(text[:20000]) and controls == 0 else None


def _wide_chinese(content: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark and without a line end or a blank: nearly all of it common Chinese characters."""
    if len(content) % 2:
        return None
    for encoding in ("utf-16-be", "utf-16-le"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:20000]
        chinese = sum("\u3000" <= c < "\ua000" or c >= "\uff00" or c in "“”‘’…—" or c < "\x7f" for c in sample)
        letters = [c for c in sample if c.isalpha() and not c.isascii()]
        if len(letters) >= 8 and chinese >= 0.98 * len(sample) and _is_common_chinese(sample):
            return text, encoding
    return None


def _unwrapped(text: str) -> str:
    """``text``, or the Chinese text whose bytes were taken for Latin ones and encoded once more."""
    if text.isascii() or _WIDE.search(text, 0, 20000):
        return text
    sample = [c for c in text[:20000] if not c.isascii()]
    if len(sample) < 20 or sum(c <= "\xff" or c in _CP1252_SIGNS for c in sample) < 0.98 * len(sample):
        return text
    try:
        inner = b"".join(_latin_byte(c) for c in text)
    except UnicodeEncodeError:
        return text
    for encoding in ("utf-8", "gb18030"):
        try:
            found = inner.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum("\u4e00" <= c <= "\u9fff" for c in found[:20000]) >= 10 and _is_common_chinese(found):
            return found
    return text


_WIDE = re.compile(r"[\u3000-\u9fff]")
_CP1252_SIGNS = frozenset(
    bytes(b for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)).decode("cp1252")
)


def _latin_byte(character: str) -> bytes:
    """The byte of a character in Windows-1252, the five that it leaves open as in Latin-1."""
    return character.encode("latin-1" if character <= "\xff" else "cp1252")


def _gb18030(content: bytes) -> tuple[str, str] | None:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and _is_common_chinese(content[: error.start].decode("gb18030", "ignore")):
            raise InputError("PM106", "the text breaks off inside a character") from error
        return None
    return (text, "gb18030") if _is_common_chinese(text) else None


def _is_common_chinese(text: str) -> bool:
    sample = text[:20000]
    if len(text) > 60000 and not any("\u4e00" <= c <= "\u9fff" for c in sample):
        sample = text[len(text) // 2 :][:20000]  # the scripts at the top of a page
    wide = [c for c in sample if not c.isascii()]
    if not wide:
        return True
    # Letters alone count: punctuation has the same bytes in many readings. Private-use characters are a sure sign of junk.
    letters = [c for c in wide if c.isalpha()]
    if any("\ue000" <= c < "\uf8ff" for c in wide):
        return False
    if not letters:
        return all(c in "“”‘’—…·、。《》（），：；！？　％％〔〕【】℃○" or "\uff01" <= c <= "\uff5e" for c in wide)
    return sum(map(_is_level_1, letters)) >= _COMMON_SHARE * len(letters)


def _is_level_1(character: str) -> bool:
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def _windows_1252(content: bytes) -> tuple[str, str] | None:
    """Latin text with typographic quotes or accents: few high bytes, and all of them usual ones."""
    high = _CP1252.findall(content[:_SAMPLE])
    if len(high) * 20 > len(content[:_SAMPLE]) or not all(byte[0] in _CP1252_LIKELY for byte in high):
        return None
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return None


def _big5(content: bytes) -> tuple[str, str] | None:
    """Traditional Chinese from Hong Kong and Taiwan: the first 5,401 characters of Big5 (A4-C6) are the common ones."""
    try:
        text = content.decode("cp950")
    except UnicodeDecodeError:
        return None
    letters = [c for c in text[:20000] if not c.isascii() and c.isalpha()]
    common = sum(0xA4 <= c.encode("cp950", "replace")[0] <= 0xC6 for c in letters)
    frequent = sum(c in "的是在不了有和人這中大為上個國我以要他時來用們生到作地於出就年對成會可" for c in letters)
    return (text, "cp950") if letters and common >= 0.9 * len(letters) and frequent >= 0.03 * len(letters) else None


def _detected(content: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:16384]).best()
    if best is None or best.encoding in ("ascii", "utf_8") or best.chaos > 0.1:
        return None
    try:
        text = content.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return (text, best.encoding) if _reads_well(text) else None


def _reads_well(text: str) -> bool:
    """Whether a detected decoding gives words: almost all letters and ordinary punctuation, few accented capitals."""
    sample = text[:4000]
    odd = sum(not (c.isalnum() or c.isspace() or c in ".,;:!?'\"()-–—“”‘’«»%/…") for c in sample)
    return odd <= 0.05 * len(sample)


def decode_page(content: bytes, media_type: str) -> str:
    """Text of an HTML page: bytes that are strict UTF-8 are that whatever the page declares, else what it declares.

    ``gb2312`` and ``gbk`` are read as GB18030, which holds them: pages declared so do hold 镕 and 堃. Where the
    declaration is missing or does not fit, the encoding is found as for plain text. Raises ``InputError`` as
    :func:`decode_text` does.
    """
    from w3lib.encoding import html_to_unicode

    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content[len(bom) :], encoding)
    if is_binary(content):
        return decode_text(content)[0]
    try:
        return _unwrapped(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    declared, text = html_to_unicode(
        media_type if "charset" in media_type else None, content, auto_detect_fun=_auto_detect
    )
    lost = text.count("\ufffd")
    # Latin declarations come from servers' defaults and say nothing; any bytes fit them.
    latin = declared in ("cp1252", "iso8859-1", "latin-1", "ascii")
    if lost == 0 and not latin and (declared != "gb18030" or _is_common_chinese(_visible(text))):
        return str(text)
    # A stray broken character does not spoil a page; a wrong encoding spoils all of it.
    bearable = 0 < lost * 50 <= sum(not c.isascii() for c in text)
    if not latin and bearable and _is_common_chinese(_visible(text).replace("\ufffd", "")):
        return str(text)
    return decode_text(content)[0]


def _visible(text: str) -> str:
    return text if len(text) < 200_000 else text[len(text) // 4 :][:100_000]


def _auto_detect(content: bytes) -> str | None:
    try:
        return decode_text(content)[1]
    except InputError:
        return None
