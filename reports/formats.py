"""The text inside files: plain, HTML, e-mail, PDF, Word and tables, with what they say of themselves."""

from __future__ import annotations

import csv
import email
import email.policy
import email.utils
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gazetteer.errors import InputError, MissingLibraryError
from reports.dates import parse_day

_LARGEST = 200_000_000
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "blockquote",
        "section",
        "article",
        "main",
        "figure",
        "figcaption",
        "dd",
        "dt",
        "pre",
        "hr",
        "time",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "svg",
        "iframe",
        "template",
        "menu",
        "dialog",
        "canvas",
        "head",
    ]
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|sidebar|breadcrumb|cookie|consent|share|social|related|"
    r"comments?|advert|advertisement|ads?|promo|newsletter|subscribe|pagination|masthead|"
    r"toolbar|popup|modal|banner|recommended|trending|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_META = frozenset(
    [
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "sailthru.date",
        "parsely-pub-date",
        "publication_date",
        "publish-date",
        "article.published",
    ]
)
_SOURCE_META = frozenset({"og:site_name", "application-name", "dc.publisher", "publisher"})
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass(frozen=True, slots=True)
class Content:
    """Text of a file, with the publisher and the publication date it states."""

    text: str
    source: str = ""
    published: date | None = None


def read_content(data: bytes, suffix: str) -> Content:
    """Text of a report file by its ending.

    Raises
    ------
    InputError
        If the file is empty, binary, broken or too large; the message says which.
    MissingLibraryError
        If a PDF is to be read without pypdf.
    """
    if not data.strip():
        raise InputError("is empty")
    if len(data) > _LARGEST:
        raise InputError(f"is {len(data):,} bytes: more than the {_LARGEST:,} a report may have")
    if suffix == ".pdf" or data[:5] == b"%PDF-":
        return Content(_pdf(data))
    if suffix == ".docx":
        return Content(_docx(data))
    if suffix == ".eml":
        return _eml(data)
    text = decode(data)
    if suffix in {".html", ".htm"} or text[:200].lstrip().lower().startswith(
        ("<!doctype h", "<html")
    ):
        return read_html(text)
    return Content(text)


def decode(data: bytes) -> str:
    """Text from bytes: UTF-8, UTF-16 by its mark, else the likeliest legacy encoding.

    Raises
    ------
    InputError
        If the bytes are not text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise InputError("is a binary file, not text") from error
    if b"\x00" in data[:65536] or len(_CONTROL.findall(data[:65536])) > len(data[:65536]) // 50:
        raise InputError("is a binary file, not text")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:1_000_000], cp_isolation=_ENCODINGS).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")


# Encodings that reports in English and Urdu come in; the wider list mistakes short texts.
_ENCODINGS = ["cp1252", "cp1256", "utf_16_le", "utf_16_be", "latin_1", "mac_roman"]


def _pdf(data: bytes) -> str:
    try:
        from pypdf import PdfReader
    except ImportError as error:
        msg = "is a PDF, which needs pypdf: pip install 'zila[documents]'"
        raise MissingLibraryError(msg) from error
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        text = "\n\n".join(page.extract_text() or "" for page in reader.pages)
    except Exception as error:
        raise InputError(f"is a broken or locked PDF ({type(error).__name__})") from error
    if not text.strip():
        raise InputError("is a PDF without text, perhaps a scan")
    return text


def _docx(data: bytes) -> str:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            info = package.getinfo("word/document.xml")
            if info.file_size > _LARGEST:
                raise InputError("is a Word file too large to read")
            xml = package.read(info)
        if b"<!DOCTYPE" in xml[:2000]:
            raise InputError("is a Word file with a document type, which Word never writes")
        root = ET.fromstring(xml)  # noqa: S314 (no document type, so no entities)
    except (
        KeyError,
        zipfile.BadZipFile,
        ET.ParseError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise InputError(f"is a broken Word file ({type(error).__name__})") from error
    paragraphs = []
    for paragraph in root.iter(f"{space}p"):
        parts = []
        for node in paragraph.iter():
            if node.tag == f"{space}t":
                parts.append(node.text or "")
            elif node.tag in {f"{space}tab", f"{space}br"}:
                parts.append(" ")
        paragraphs.append("".join(parts))
    return "\n\n".join(p for p in paragraphs if p.strip())


def _eml(data: bytes) -> Content:
    message = email.message_from_bytes(data, policy=email.policy.default)
    published = None
    try:
        stamp = email.utils.parsedate_to_datetime(str(message.get("date", "")))
        published = stamp.date() if stamp else None
    except (TypeError, ValueError):
        published = None
    text = ""
    try:
        body = message.get_body(preferencelist=("plain", "html"))
        if body is not None:
            raw = body.get_payload(decode=True)
            charset = body.get_content_charset()
            text = _decode_part(raw if isinstance(raw, bytes) else b"", charset)
            if body.get_content_type() == "text/html":
                text = read_html(text).text
    except (KeyError, LookupError, AttributeError, ValueError) as error:
        raise InputError(f"is a broken e-mail ({type(error).__name__})") from error
    subject = " ".join(str(message.get("subject", "")).split())
    sender = email.utils.parseaddr(str(message.get("from", "")))
    text = f"{subject}\n\n{text}" if subject else text
    return Content(text.replace("\r\n", "\n"), sender[0] or sender[1], published)


def _decode_part(raw: bytes, charset: str | None) -> str:
    if charset:
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw) if raw.strip() else ""


class _Page(HTMLParser):
    """Collects the text blocks of a page that are not its furniture."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, int, bool]] = []
        self.title = ""
        self.meta: dict[str, str] = {}
        self.scripts: list[str] = []
        self._text: list[str] = []
        self._linked = 0
        self._stack: list[tuple[str, bool]] = []
        self._skip = 0
        self._article = 0
        self._links = 0
        self._in_title = False
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            self.meta.setdefault(name.lower(), values.get("content", ""))
        if tag == "time" and values.get("datetime"):
            self.meta.setdefault("time", values["datetime"])
        if tag == "title":
            self._in_title = True
        if tag == "script":
            self._script = "json" in values.get("type", "")
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID:
            return
        furniture = tag in _SKIPPED or bool(
            _BOILERPLATE.search(f"{values.get('class', '')} {values.get('id', '')}"[:300])
        )
        furniture = furniture and tag not in {"body", "html", "article", "main"}
        self._stack.append((tag, furniture))
        self._skip += furniture
        self._article += tag in {"article", "main"}
        self._links += tag == "a"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in _BLOCKS:
            self._flush()
        if not any(name == tag for name, _ in self._stack[-50:]):
            return
        while self._stack:
            name, furniture = self._stack.pop()
            self._skip -= furniture
            self._article -= name in {"article", "main"}
            self._links -= name == "a"
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            return
        if self._stack and self._stack[-1][0] == "script":
            if self._script:
                self.scripts.append(data[:20000])
            return
        if self._skip:
            return
        self._text.append(data)
        if self._links:
            self._linked += len(data.strip())

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self.blocks.append((text, self._linked, self._article > 0))
        self._text, self._linked = [], 0

    def close(self) -> None:
        super().close()
        self._flush()


def read_html(text: str) -> Content:
    """Text of a web page without its furniture (menus, footers, share bars, link lists)."""
    page = _Page()
    page.feed(text)
    page.close()
    inside = [b for b in page.blocks if b[2]]
    chosen = inside if sum(len(b[0]) for b in inside) > 200 else page.blocks
    kept = [t for t, linked, _ in chosen if linked <= len(t) * 0.6]
    title = " ".join(page.title.split())
    if title and kept and not any(title.startswith(k) or k.startswith(title) for k in kept[:3]):
        heading = page.meta.get("og:title", "")
        if heading and heading not in kept:
            kept.insert(0, heading)
    return Content("\n\n".join(kept), _source(page), _published(page))


def _published(page: _Page) -> date | None:
    for name, value in page.meta.items():
        if name in _DATE_META and (day := parse_day(value)):
            return day
    for script in page.scripts:
        m = _JSON_DATE.search(script)
        if m and (day := parse_day(m[1])):
            return day
    return parse_day(page.meta.get("time", ""))


def _source(page: _Page) -> str:
    return next((v for k, v in page.meta.items() if k in _SOURCE_META and v), "")


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a table with their line numbers (the header is line 1).

    Raises
    ------
    InputError
        If the file cannot be read as its ending says.
    """
    suffix = path.suffix.lower()
    if suffix in {".csv", ".tsv"}:
        yield from _csv_rows(path, suffix)
    elif suffix in {".jsonl", ".ndjson"}:
        for line, raw in enumerate(decode(path.read_bytes()).splitlines(), 1):
            if raw.strip():
                yield line, _object(raw, path, line)
    elif suffix == ".json":
        try:
            data = json.loads(decode(path.read_bytes()))
        except ValueError as error:
            raise InputError(f"is no valid JSON ({error})") from error
        rows = (
            data
            if isinstance(data, list)
            else next((v for v in data.values() if isinstance(v, list)), [data])
        )
        yield from ((n, row) for n, row in enumerate(rows, 1) if isinstance(row, dict))
    else:
        yield from _frame_rows(path, suffix)


def _csv_rows(path: Path, suffix: str) -> Iterator[tuple[int, dict[str, Any]]]:
    text = decode(path.read_bytes())
    header = text.split("\n", 1)[0]
    delimiter = "\t" if suffix == ".tsv" else max(",;\t|", key=header.count)
    csv.field_size_limit(_LARGEST)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, {str(k): v for k, v in row.items() if k is not None}
    except csv.Error as error:
        raise InputError(f"is a broken table at line {reader.line_num} ({error})") from error


def _object(raw: str, path: Path, line: int) -> dict[str, Any]:
    try:
        row = json.loads(raw)
    except ValueError as error:
        raise InputError(f"has no valid JSON in line {line} ({error})") from error
    return row if isinstance(row, dict) else {}


def _frame_rows(path: Path, suffix: str) -> Iterator[tuple[int, dict[str, Any]]]:
    import pandas as pd

    try:
        frame = pd.read_parquet(path) if suffix == ".parquet" else pd.read_excel(path)
    except ImportError as error:
        msg = f"is a '{suffix}' table, which needs a reader: pip install 'zila[documents]'"
        raise MissingLibraryError(msg) from error
    except Exception as error:
        raise InputError(f"is a broken '{suffix}' table ({type(error).__name__})") from error
    for n, row in enumerate(frame.to_dict("records"), 2):
        yield n, {str(k): None if pd.isna(v) is True else v for k, v in row.items()}
