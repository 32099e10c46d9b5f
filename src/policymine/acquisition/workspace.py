"""A workspace: a folder with ``policymine.toml``, ``sources/``, the archive and the dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from policymine.errors import UsageError

CONFIG_NAME: Final = "policymine.toml"


class CrawlSettings(BaseModel):
    """Table ``[crawl]`` of ``policymine.toml``: manners and limits. Times in seconds, sizes in bytes.

    ``contact``: an address or page where a site's owner reaches you; it stands in the user agent. ``delay``: least time
    between two requests to a host; ``max_delay``: what a slow host may raise it to. ``timeout``: for a whole answer.
    ``concurrency``: requests at once over all hosts, ``per_host`` to one. ``retries``: after the first failure;
    ``max_wait``: the longest back-off or Retry-After that is waited for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    user_agent: Annotated[str, Field(min_length=1, max_length=200)] = "policymine"
    contact: Annotated[str, Field(max_length=200)] = ""
    delay: Annotated[float, Field(ge=0, le=3600)] = 2.0
    max_delay: Annotated[float, Field(ge=0, le=3600)] = 60.0
    timeout: Annotated[float, Field(gt=0, le=3600)] = 60.0
    max_bytes: Annotated[int, Field(ge=1024)] = 32 * 1024 * 1024
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    per_host: Annotated[int, Field(ge=1, le=8)] = 1
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    backoff: Annotated[float, Field(ge=0, le=600)] = 2.0
    max_wait: Annotated[float, Field(ge=0, le=3600)] = 120.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    warc_bytes: Annotated[int, Field(ge=4096)] = 256 * 1024 * 1024

    @field_validator("user_agent", "contact")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable():
            raise ValueError("must be printable ASCII: it is sent as a header")
        return value

    @property
    def full_user_agent(self) -> str:
        """``policymine/0.1.0 (+contact)``."""
        from policymine import __version__

        name = self.user_agent if "/" in self.user_agent else f"{self.user_agent}/{__version__}"
        return f"{name} (+{self.contact})" if self.contact else name


@dataclass(frozen=True)
class Workspace:
    """Where things are. ``root`` holds ``policymine.toml``; the other folders are absolute or below it."""

    root: Path
    archive: Path
    sources: Path
    dataset: Path
    codebooks: tuple[str, ...] = ()
    crawl: CrawlSettings = field(default_factory=CrawlSettings)


def crawl_settings(table: dict[str, Any], *, where: str) -> CrawlSettings:
    """Settings of the table ``[crawl]``. Raises ``UsageError`` PM401 naming each field that is wrong."""
    try:
        return CrawlSettings.model_validate(table)
    except ValidationError as error:
        found = []
        for item in error.errors(include_url=False):
            name = ".".join(map(str, item["loc"]))
            known = ", ".join(CrawlSettings.model_fields)
            message = f"unknown; known: {known}" if item["type"] == "extra_forbidden" else item["msg"]
            found.append(f"crawl.{name}: {message}")
        raise UsageError("PM401", "; ".join(found), where=where) from error
