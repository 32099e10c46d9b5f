"""Every error of the package, with a permanent code, what was wrong, where, and what to do next.

Codes are never re-used. PM1xx input, PM2xx codebook and data files, PM3xx dataset, PM4xx command line and
configuration, PM5xx extraction invariants, PM6xx sources and the network (PM601-PM639 acquisition, PM640-PM649 refresh).
``docs/errors.md`` is generated from this file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    title: str
    remedy: str


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("PM101", "no such file or folder", "Check the path; quote it if it holds blanks."),
        Kind("PM102", "empty file", "Remove it, or fetch the document again."),
        Kind("PM103", "not a text, HTML, PDF, DOCX, XLSX or JSONL document", "Convert it to one of these formats."),
        Kind("PM104", "encoding could not be determined", "Convert the file to UTF-8 and try again."),
        Kind("PM105", "PDF is protected by a password", "Save a copy without password and try again."),
        Kind("PM106", "broken or truncated file", "Fetch the document again."),
        Kind("PM107", "PDF holds pictures only, no text", "Run OCR on it and give the text."),
        Kind("PM108", "file is too large", "Split it, or raise the limit with --max-bytes."),
        Kind("PM109", "document is in neither Chinese nor English", "Leave it out, or translate it first."),
        Kind("PM110", "no document in the folder", "Give .txt, .html, .pdf, .docx, .xlsx or .jsonl files."),
        Kind(
            "PM111", "line is not a JSON document with 'doc' and 'text'", "Write one JSON object a line with both keys."
        ),
        Kind("PM112", "no permission to read", "Change the permission of the file."),
        Kind("PM113", "page holds no main text", "Check that the page is an article; give its text as .txt."),
        Kind(
            "PM114",
            "a table of the page is a picture",
            "The rest was read; run OCR on the picture and give the table as text.",
        ),
        Kind(
            "PM119",
            "labelled sentences are not valid",
            "Write names of indicators (or 'none') and below each sentences with the figure in <>.",
        ),
        Kind("PM201", "codebook is not valid", "Mend the named field; 'policymine codebook validate FILE' checks it."),
        Kind("PM202", "no such codebook", "Use one of the names that 'policymine codebook list' shows, or a path."),
        Kind("PM203", "data file is not valid", "Mend the named row."),
        Kind("PM301", "no dataset there", "Make one with 'policymine mine PATH --dataset DIR'."),
        Kind(
            "PM302", "dataset has another schema version", "Mine into a new folder, or use the policymine that made it."
        ),
        Kind("PM303", "folder is not a dataset", "Give another folder; this one holds other files."),
        Kind("PM304", "cannot write", "Free space, or give a folder that you may write to; nothing was changed."),
        Kind("PM305", "no such version or date", "Versions are listed by 'policymine versions'."),
        Kind("PM306", "query failed", "Tables are snapshots, documents, figures, events, checks, runs, problems."),
        Kind("PM307", "no such figure", "Ids are listed by 'policymine figures'; a unique beginning is enough."),
        Kind("PM308", "another process is writing to this dataset", "Wait for it to end, then run the command again."),
        Kind("PM401", "bad configuration", "Mend the named field in policymine.toml."),
        Kind("PM402", "no such indicator", "Names are listed by 'policymine codebook show'."),
        Kind("PM403", "optional part is not installed", "Install it with the command shown."),
        Kind("PM404", "no such place", "Give a GB/T 2260 code or a full name."),
        Kind("PM405", "bad option value", "See --help for the values that are accepted."),
        Kind(
            "PM410",
            "table of denominators is not valid",
            "Give a CSV file with the columns adcode and value, and period where the numbers are of years.",
        ),
        Kind(
            "PM411",
            "no font with Chinese characters is installed",
            "Install one (Debian and Ubuntu: apt-get install fonts-wqy-microhei), or use --lang en or --format svg.",
        ),
        Kind("PM501", "span does not match its text", "This is a defect of policymine: please report the document."),
        Kind("PM502", "document could not be read to the end", "Please report the document; the others were done."),
        Kind("PM601", "source file is not valid", "Mend the named field; docs/acquisition.md lists all fields."),
        Kind(
            "PM602", "no such source", "Names are listed by 'policymine sources list' and 'policymine sources presets'."
        ),
        Kind("PM603", "file exists already", "Nothing was changed: remove or rename it, or give another folder."),
        Kind("PM604", "the page is of no known kind", "Write the source file by hand: docs/acquisition.md shows how."),
        Kind("PM605", "archive is damaged", "Restore the named file from a copy; the rest of the archive can be read."),
        Kind("PM606", "another process is writing to this archive", "Wait for it to end, then run the command again."),
        Kind(
            "PM607", "the crawl ended before its time", "Run it again: what was archived is not fetched a second time."
        ),
        Kind("PM608", "host name does not resolve", "Check the address, and the network."),
        Kind("PM609", "no connection", "The server refused or broke the connection; the next run tries again."),
        Kind("PM610", "took too long", "The next run tries again; 'timeout' in policymine.toml sets the limit."),
        Kind(
            "PM611",
            "TLS certificate or handshake refused",
            "Check the certificate in a browser; http:// may be served too.",
        ),
        Kind(
            "PM612", "the server refuses the request", "Open the address in a browser; mend or remove it in the source."
        ),
        Kind("PM613", "the server failed", "The next run tries again."),
        Kind("PM614", "page is gone", "What was archived of it is kept."),
        Kind("PM615", "response is too large", "'max_bytes' in policymine.toml sets the limit."),
        Kind("PM616", "compressed response expands beyond the limit", "'max_bytes' in policymine.toml sets the limit."),
        Kind("PM617", "redirected too often", "Open the address in a browser and give the one it ends at."),
        Kind("PM618", "address is private", "Name the host under 'allow_private' of the source if that is meant."),
        Kind("PM619", "forbidden by robots.txt", "Ask the site's owner; the rule is honoured."),
        Kind(
            "PM620", "robots.txt could not be had", "The site is left alone until its server answers; try again later."
        ),
        Kind(
            "PM621", "outside the source's scope", "Name the host under 'scope.hosts' of the source if that is meant."
        ),
        Kind(
            "PM622",
            "response breaks the rules of HTTP",
            "The server or something before it is at fault; try again later.",
        ),
        Kind("PM623", "response broke off", "The next run tries again."),
        Kind("PM624", "response is empty", "The next run tries again."),
        Kind("PM625", "response holds no document", "Leave the address out with 'scope.exclude' of the source."),
        Kind("PM626", "list page without an entry", "The site may have changed: run 'policymine sources test NAME'."),
        Kind("PM627", "list could not be read", "The site may have changed: run 'policymine sources test NAME'."),
        Kind("PM628", "list goes on beyond the limit", "'pagination.max_pages' of the source sets the limit."),
        Kind("PM629", "the server asks to come back later", "The next run tries again; raise 'delay' of the source."),
        Kind("PM630", "not a web address", "Nothing to do: the link leads nowhere that can be fetched."),
        Kind("PM631", "source is past its date", "Check the site, then set 'valid_until' of the source anew."),
        Kind("PM632", "compressed response cannot be unpacked", "The next run tries again."),
        Kind("PM633", "redirect leads nowhere", "Open the address in a browser and give the one it ends at."),
        Kind("PM634", "the site answers browsers only", "Save its pages by hand and read them as a 'folder' source."),
        Kind("PM635", "more entries than the limit", "'max_items' of the source sets the limit; the next run goes on."),
        Kind("PM636", "list page holds addresses that cannot be read", "The other entries of the page were taken."),
        Kind(
            "PM640", "another refresh is running in this workspace", "Wait for it to end; 'policymine runs' shows it."
        ),
        Kind("PM641", "no source to refresh", "Add one with 'policymine sources add URL'."),
        Kind("PM642", "no such run", "Runs are listed by 'policymine runs'; a unique beginning is enough, or 'last'."),
    )
}


class PolicymineError(Exception):
    """Base of all errors. ``code`` is permanent; ``where`` names the file, row or field; ``remedy`` what to do."""

    def __init__(self, code: str, detail: str = "", *, where: str = "", remedy: str | None = None) -> None:
        kind = KINDS[code]
        self.code = code
        self.where = where
        self.title = kind.title
        self.detail = detail
        self.remedy = remedy if remedy is not None else kind.remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        head = f"{self.code} {self.title}"
        if self.where:
            head += f": {self.where}"
        if self.detail:
            head += f" ({self.detail})"
        return head

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.detail, self.where, self.remedy))


def _rebuild(cls: type[PolicymineError], code: str, detail: str, where: str, remedy: str) -> PolicymineError:
    return cls(code, detail, where=where, remedy=remedy)


class InputError(PolicymineError):
    """A document or path that cannot be read (PM1xx)."""


class CodebookError(PolicymineError):
    """A codebook or data file that is not valid (PM2xx)."""


class DatasetError(PolicymineError):
    """A dataset that cannot be opened or written (PM3xx)."""


class UsageError(PolicymineError):
    """A wrong option, name or configuration (PM4xx)."""


class InvariantError(PolicymineError):
    """A promise of the package broken (PM5xx): a defect, never the user's fault."""


class AcquisitionError(PolicymineError):
    """A source, an answer of a server or an archive that cannot be used (PM601-PM639)."""


class RefreshError(PolicymineError):
    """A refresh that cannot begin, or a run that is not there (PM640-PM649)."""
