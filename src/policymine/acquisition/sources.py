"""Source files: where documents come from, as people write it (YAML), checked with the line of each defect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from policymine.acquisition.extras import need
from policymine.errors import AcquisitionError

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WEB_KINDS: Final = ("feed", "sitemap", "list", "pages", "trs", "jcms", "json")
LOCAL_KINDS: Final = ("folder", "warc", "wechat")
Kind = Literal["feed", "sitemap", "list", "pages", "trs", "jcms", "json", "folder", "warc", "wechat"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}$")


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _css(value: str) -> str:
    library = need("cssselect", "a CSS selector")
    try:
        library.GenericTranslator().css_to_xpath(value)
    except library.SelectorError as error:
        raise ValueError(f"is no CSS selector: {error}") from error
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Css = Annotated[str, AfterValidator(_css)]
Texts = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scope(Model):
    """What belongs to the source. ``hosts``: names beside those of ``start`` (``*.example.cn``: every name below it).

    ``include``, ``exclude``: regular expressions that are searched in an entry's address. ``language``: zh or en, told to
    the server.
    """

    hosts: Texts = ()
    include: Patterns = ()
    exclude: Patterns = ()
    language: Literal["zh", "en"] = "zh"


class Selectors(Model):
    """CSS selectors where the general rules do not see what a person sees.

    ``item``: the elements of a list page that hold one entry each; ``links``: the links of entries; ``title`` and ``date``
    are looked for within an item; ``next``: the link to the next list page.
    """

    item: Css | None = None
    links: Css | None = None
    title: Css | None = None
    date: Css | None = None
    next: Css | None = None


class Pagination(Model):
    """How a list goes on, where the kind does not tell it. ``{page}`` in ``url`` is the page's number.

    ``first``: number of the second list page's ``{page}`` (TRS counts it 1, most others 2). ``max_pages`` bounds every
    list. ``per_page``, ``columnid``, ``unitid``, ``webid``: what a JCMS list asks its server for, where its page does not
    say it; ``method``: POST where the server wants the parameters in a form.
    """

    url: str | None = None
    first: Annotated[int, Field(ge=0)] = 2
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 50
    per_page: Annotated[int | None, Field(ge=1, le=500)] = None
    columnid: str | None = None
    unitid: str | None = None
    webid: str | None = None
    method: Literal["GET", "POST"] = "GET"

    @model_validator(mode="after")
    def _has_page(self) -> Self:
        if self.url is not None and "{page}" not in self.url and "{offset}" not in self.url:
            raise ValueError("url must hold {page} or {offset}")
        return self


class Fields(Model):
    """Where a JSON answer holds its entries: ``data.list`` goes from key to key, ``0`` is the first of an array.

    ``url``, ``title`` and ``date`` are looked up within an entry; ``url`` may be a template: ``/view?id={docId}``.
    ``html``: path of a piece of HTML that holds the list instead of entries.
    """

    items: str = ""
    url: str = "url"
    title: str | None = "title"
    date: str | None = None
    html: str | None = None


class Source(Model):
    """A source file. ``start``: addresses, or paths relative to the workspace for folder, warc and wechat."""

    name: str
    kind: Kind
    start: Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)] = Field(
        min_length=1
    )
    title: str | None = None
    scope: Scope = Scope()
    selectors: Selectors = Selectors()
    pagination: Pagination = Pagination()
    fields: Fields = Fields()
    attachments: bool = True
    valid_until: date | None = None
    allow_private: Texts = ()
    delay: Annotated[float | None, Field(ge=0, le=3600)] = None
    max_items: Annotated[int | None, Field(ge=1)] = None
    recheck: Literal["auto", "always", "never"] = "auto"
    enabled: bool = True
    status: str | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if not _NAME.match(self.name):
            raise ValueError("name must be small letters, digits, - and _, beginning with a letter or digit")
        for address in self.start:
            if self.kind in WEB_KINDS:
                _web_address(address)
            elif "://" in address:
                raise ValueError(f"start {address!r} must be a path for kind {self.kind!r}")
        if self.kind in ("folder", "warc", "wechat") and self.pagination != Pagination():
            raise ValueError(f"pagination has no meaning for kind {self.kind!r}")
        return self

    @property
    def is_local(self) -> bool:
        return self.kind in LOCAL_KINDS

    def in_scope(self, host: str) -> bool:
        """Whether a host belongs to the source: one of ``start``, or one that ``scope.hosts`` names."""
        host = host.lower().rstrip(".")
        own = {(urlsplit(address).hostname or "").lower() for address in self.start}
        if host in own or any(host.removeprefix("www.") == name.removeprefix("www.") for name in own):
            return True
        return any(
            host.endswith(name[1:]) if name.startswith("*.") else host == name
            for name in map(str.lower, self.scope.hosts)
        )

    def takes(self, url: str) -> bool:
        """Whether ``scope.include`` and ``scope.exclude`` let an entry's address through."""
        if self.scope.include and not any(re.search(p, url) for p in self.scope.include):
            return False
        return not any(re.search(p, url) for p in self.scope.exclude)


def _web_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise ValueError(f"start {address!r} must begin with http:// or https:// and name a host")


def parse_source(content: bytes | str, *, where: str) -> Source:
    """A source from YAML. Raises ``AcquisitionError`` PM601 naming every defect with its line and field."""
    try:
        data = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        raise AcquisitionError("PM601", str(getattr(error, "problem", error)), where=place) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise AcquisitionError("PM601", f"the file cannot be read: {error}", where=where) from error
    if not isinstance(data, dict):
        raise AcquisitionError("PM601", "the file must hold a mapping with name, kind and start", where=where)
    try:
        return Source.model_validate(data)
    except ValidationError as error:
        root = yaml.compose(content, Loader=_LOADER)
        found = [_defect(item, root) for item in error.errors(include_url=False)]
        raise AcquisitionError("PM601", "; ".join(found[:5]), where=where) from error


def _defect(item: Any, root: Any) -> str:
    location = item["loc"]
    field = ".".join(str(part) for part in location) or "source"
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        known = _known_fields(location[:-1])
        near = get_close_matches(str(location[-1]), known, n=1)
        message = "unknown field" + (f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}")
    return f"line {_line(root, location)}, field {field}: {message}"


def _known_fields(path: Iterable[Any]) -> list[str]:
    model: Any = Source
    for part in path:
        model = getattr(model.model_fields.get(str(part)), "annotation", model)
    return list(getattr(model, "model_fields", {}))


def _line(node: Any, location: Iterable[Any]) -> int:
    """Line (from 1) of the deepest part of ``location`` that the file has."""
    line = int(node.start_mark.line) + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def load_source(path: Path) -> Source:
    """The source of a file. Its ``name`` must be the file's. Raises ``AcquisitionError`` PM601, PM602."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise AcquisitionError("PM602", where=str(path)) from error
    except OSError as error:
        raise AcquisitionError("PM601", error.strerror or str(error), where=str(path)) from error
    source = parse_source(content, where=str(path))
    if source.name != path.stem:
        raise AcquisitionError("PM601", f"name {source.name!r} is not the file's name {path.stem!r}", where=str(path))
    return source


def load_sources(folder: Path, names: Iterable[str] = ()) -> list[Source]:
    """Sources of the folder in the order of their names: all that are enabled, or those named.

    Raises ``AcquisitionError``: PM602 for a name without a file (with the nearest names), PM601 for a file that is not
    valid.
    """
    wanted = list(dict.fromkeys(names))
    known = sorted(p.stem for p in folder.glob("*.yaml"))
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4)
            raise AcquisitionError("PM602", f"did you mean {', '.join(near)}?" if near else "", where=name)
    sources = [load_source(folder / f"{name}.yaml") for name in wanted or known]
    return sources if wanted else [source for source in sources if source.enabled]


def preset_names() -> list[str]:
    """Names of the sources that ship with the package, sorted."""
    folder = files("policymine.data").joinpath("sources")
    return sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))


def preset_text(name: str) -> str:
    """The YAML of a source that ships with the package. Raises ``AcquisitionError`` PM602."""
    if name not in preset_names():
        near = get_close_matches(name, preset_names(), n=3, cutoff=0.4)
        raise AcquisitionError("PM602", f"did you mean {', '.join(near)}?" if near else "", where=name)
    return files("policymine.data").joinpath("sources", f"{name}.yaml").read_text(encoding="utf-8")


def load_preset(name: str) -> Source:
    """A source that ships with the package."""
    return parse_source(preset_text(name), where=f"preset {name}")
