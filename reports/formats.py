"""The text inside files: plain, e-mail, PDF, Word and tables, with what they say of themselves."""

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
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gazetteer.errors import InputError, MissingLibraryError
from reports.webpages import Content, read_html

_LARGEST = 200_000_000
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


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
    """Text from bytes: UTF-8, UTF-16 by its mark or its zero bytes, else the likeliest legacy one.

    Stray NUL characters are left out.

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
    if b"\x00" in data:
        wide = _wide(data)
        if wide:
            return wide
        if data.count(b"\x00") > max(1, len(data) // _STRAY):
            raise InputError("is a binary file, not text")
        data = data.replace(b"\x00", b"")
    if len(_CONTROL.findall(data[:65536])) > len(data[:65536]) // 50:
        raise InputError("is a binary file, not text")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:1_000_000], cp_isolation=_ENCODINGS).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")


_STRAY = 50  # one zero byte in so many may be a slip; more are no text


def _wide(data: bytes) -> str:
    """Text in UTF-16 without its mark, or "": every second byte of some stretch of it is zero.

    The zero bytes of letters and spaces stand all at even places, or all at odd ones.
    """
    for encoding, zeros, others in (
        ("utf-16-le", data[1::2], data[0::2]),
        ("utf-16-be", data[0::2], data[1::2]),
    ):
        if b"\x00" in others or zeros.count(b"\x00") * _WIDE < len(zeros):
            continue
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return ""


_WIDE = 25  # letters to a space, in the longest of words


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
        text = joined_pages([page.extract_text() or "" for page in reader.pages])
    except Exception as error:
        raise InputError(f"is a broken or locked PDF ({type(error).__name__})") from error
    if not text.strip():
        raise InputError("is a PDF without text, perhaps a scan")
    return text


_PAGE_NUMBER = re.compile(r"\W*(?:page\W*)?\d{1,4}(?:\W*(?:of|/)\W*\d{1,4})?\W*", re.IGNORECASE)
_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_EDGE = 2  # lines at the top and the foot of a page that may be a running head


def joined_pages(pages: list[str]) -> str:
    """Text of a document from its pages, without running heads, page numbers and hyphenation.

    A line at the edge of a page is a running head if it stands at an edge of half the pages or
    more, numbers aside. A page that ends within a sentence goes on with the next.
    """
    split = [[line.rstrip() for line in page.splitlines() if line.strip()] for page in pages]
    split = [lines for lines in split if lines]
    heads: dict[str, int] = {}
    for lines in split:
        for key in {_unnumbered(line) for line in [*lines[:_EDGE], *lines[-_EDGE:]]}:
            heads[key] = heads.get(key, 0) + 1
    often = max(2, (len(split) + 1) // 2)
    text = ""
    for lines in split:
        body = [
            line
            for n, line in enumerate(lines)
            if not (
                (n < _EDGE or n >= len(lines) - _EDGE)
                and (_PAGE_NUMBER.fullmatch(line) or heads[_unnumbered(line)] >= often)
            )
        ]
        if len(split) == 1:
            body = lines
        gap = "\n" if text and text[-1] not in '.!?:"”' else "\n\n"
        text += (gap if text else "") + "\n".join(body)
    return _HYPHENATED.sub("", text)


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).casefold())


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what is attached to an e-mail; pictures in its text are passed over."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.iter_attachments(), 1):
        name = part.get_filename() or ""
        if not name and part.get_content_maintype() in {"image", "text", "multipart"}:
            continue
        raw = part.get_payload(decode=True)
        yield Path(name).name or f"attachment {number}", raw if isinstance(raw, bytes) else b""


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
    body = root.find(f"{space}body")
    blocks = _word_blocks(root if body is None else body, space)
    return "\n\n".join(block for block in blocks if block.strip())


def _word_blocks(parent: ET.Element, space: str) -> Iterator[str]:
    """Paragraphs of a Word file, and rows of its tables with their cells set apart by "|"."""
    for node in parent:
        if node.tag == f"{space}p":
            yield _word_text(node, space)
        elif node.tag == f"{space}tr":
            cells = [" ".join(_word_blocks(cell, space)) for cell in node.findall(f"{space}tc")]
            yield " | ".join(cell.strip() for cell in cells if cell.strip())
        else:
            yield from _word_blocks(node, space)


def _word_text(paragraph: ET.Element, space: str) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{space}t":
            parts.append(node.text or "")
        elif node.tag in {f"{space}tab", f"{space}br"}:
            parts.append(" ")
    return "".join(parts)


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
