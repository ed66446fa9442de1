"""Text of a file's bytes: the encoding found, said where it was a guess, binary content refused."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 200_000
_CHAOS = 0.5
_SINGLE_BYTE = ("cp1252", "cp1254", "cp1256", "cp1251", "cp1250")
_RARE_IN_CP1252 = frozenset("ÐÝÞðýþ")
_WIDE = ["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7"]
_LIKELY = 0.9
_STRAY_CONTROLS = 2
_USUAL_MARKS = frozenset("“”„‘’‚–—…«»‹›·•©®™§№¿¡،؛؟\u00a0\u200c\u200d\u200e\u200f")
_NUMBER_MARKS = frozenset("°€£½¼¾±×²³")


def decode(name: str, data: bytes, encoding: str | None = None) -> tuple[str, list[str]]:
    """Turn the bytes of a text file into text.

    Parameters
    ----------
    name : str
        File name, for messages.
    data : bytes
        The whole file.
    encoding : str, optional
        The encoding, where it is known; else it is found.

    Returns
    -------
    (str, list of str)
        The text, and a sentence where the encoding was guessed. Stray NUL characters are still in
        the text.

    Raises
    ------
    InputError
        When the content is binary, an old Excel file, or not in the encoding that was stated.
    """
    if data[:8] == _OLD_EXCEL:
        msg = f"{name!r} is an old Excel file (.xls): save it as .xlsx or .csv and try again."
        raise InputError(msg)
    if encoding:
        return _stated(name, data, encoding), []
    for mark, marked in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(marked), []
            except UnicodeDecodeError:
                break
    text, found = _guess(data)
    if text is None or data[:5] == b"%PDF-" or _looks_binary(text):
        msg = (
            f"{name!r} is not a table: its content is binary. Expected CSV, XLSX, JSON or Parquet."
        )
        raise InputError(msg)
    return text, [] if found == "utf-8" else [_told(name, found)]


def codec_of(name: str, path: Path, encoding: str | None = None) -> tuple[str, list[str]] | None:
    """Find the encoding that `decode` would, without holding the file.

    Returns
    -------
    (str, list of str) or None
        The encoding and the sentence of `decode`; None where that takes the whole file: bytes of
        several encodings or of a rare one, NUL characters, or a file that `decode` refuses.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head[:8] == _OLD_EXCEL or (head[:5] == b"%PDF-" and not encoding):
        return None
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
    codec = _with_mark(encoding) if encoding else marked or "utf-8"
    alphabet = set[int]()
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        for chunk in _chunks(path):
            if "\x00" in decoder.decode(chunk):
                return None
        decoder.decode(b"", final=True)
    except LookupError:
        return None
    except UnicodeDecodeError:
        if encoding or marked:
            return None
        for chunk in _chunks(path):
            alphabet.update(chunk)
        codec = "" if 0 in alphabet else _likely(head, bytes(alphabet))
    if not codec:
        return None
    start = codecs.getincrementaldecoder(codec)().decode(head)
    if not encoding and not marked and _looks_binary(start):
        return None
    return codec, [_told(name, codec)] if alphabet else []


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, 1 << 20), b"")


def _told(name: str, found: str) -> str:
    return (
        f"{name} is not UTF-8; its encoding was taken to be {found}. If letters look wrong, name "
        "its encoding, or save it as UTF-8."
    )


def _with_mark(encoding: str) -> str:
    """Give an encoding's name; UTF-8 may begin with a mark."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding


def _stated(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(_with_mark(encoding))
    except LookupError as error:
        msg = f"{encoding!r} is no encoding: expected a name such as utf-8, cp1252 or cp1256."
        raise InputError(msg) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        msg = (
            f"{name!r} is not in {encoding}: byte {error.start + 1}, in line {line}, does not fit. "
            "Name another encoding, or none to have it found."
        )
        raise InputError(msg) from error


def _guess(data: bytes) -> tuple[str | None, str]:
    wide = _wide(data) if b"\x00" in data else None
    if wide:
        return wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    likely = _likely(data)
    if likely:
        return data.decode(likely), likely
    mended = _mixed(data)
    if mended is not None:
        return mended
    encoding = _detected(data[:_SAMPLE])
    try:
        return (data.decode(encoding), encoding) if encoding else (None, "")
    except (UnicodeDecodeError, LookupError):
        return None, ""


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark; None where the zero bytes are strays.

    In UTF-16 they stand at even places only, or at odd ones only, and in every second byte of a
    stretch such as a date or an English header.
    """
    if len(data) % 4 == 0:
        for encoding in ("utf-32-le", "utf-32-be"):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    for encoding, zeros, stretch in (
        ("utf-16-le", data[0::2], rb"(?:[^\x00]\x00){6}"),
        ("utf-16-be", data[1::2], rb"(?:\x00[^\x00]){6}"),
    ):
        if len(data) % 2 == 0 and b"\x00" not in zeros and re.search(stretch, data):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return None


def _likely(data: bytes, alphabet: bytes = b"") -> str:
    """Name the usual single-byte encoding in which the words look like words, or ''.

    `alphabet` are the bytes that occur, where `data` are only the beginning.

    A language detector needs more text than a table of two rows has; what words are made of tells
    these encodings apart at once. Where two fit as well, the first is meant: it is the most usual.
    """
    best, choice = _LIKELY, ""
    for encoding in _SINGLE_BYTE:
        try:
            (alphabet or data).decode(encoding)
        except UnicodeDecodeError:
            continue
        fit = _fit(data[:_SAMPLE].decode(encoding), _RARE_IN_CP1252 if encoding == "cp1252" else ())
        if fit > best:
            best, choice = fit, encoding
    return choice


def _fit(text: str, rare: Collection[str] = ()) -> float:
    """Share of the characters beyond ASCII that stand where a writer would put them.

    `rare` are letters that speak against the encoding: Turkish ones stand in their places.
    """
    good = total = 0
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0]
        if not word.isascii():
            beyond = sum(not char.isascii() for char in word)
            total += beyond
            good += beyond if _is_word(word, beyond) and not set(word) & set(rare) else 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        at = match.start()
        char, before, after = match[0], text[max(at - 1, 0) : at], text[at + 1 : at + 2]
        if char.isalpha():
            continue
        total += 1
        between = before.isalpha() and after.isalpha()
        beside = any(each.isalpha() and not each.isascii() for each in (before, after))
        number = char in _NUMBER_MARKS and not between and not beside
        good += char in _USUAL_MARKS or number or _script(char) == "ARABIC"
    return good / total if total else 0.0


def _is_word(word: str, beyond: int) -> bool:
    """Whether a word is of one script, of one case, and in Latin script not of accents alone."""
    scripts = {_script(char) for char in word}
    if scripts == {"ARABIC"}:
        return True
    cased = word.islower() or word.isupper() or word[1:].islower()
    if scripts == {"CYRILLIC"}:
        return cased
    return scripts == {"LATIN"} and cased and (beyond < len(word) or len(word) == 1)


def _script(char: str) -> str:
    return "LATIN" if char in "ªº" else unicodedata.name(char, "?").split()[0]


def _mixed(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with some lines pasted in from a Western spreadsheet; None where it is not that."""
    lines = data.split(b"\n")
    out, good, bad = [], 0, 0
    used: dict[str, int] = {}
    for line in lines:
        try:
            out.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            encoding = _likely(line) or "cp1252"
            out.append(line.decode(encoding, errors="replace"))
            used[encoding] = used.get(encoding, 0) + 1
            bad += 1
    if bad > good:
        return None
    told = " and ".join(f"{count} line(s) in {encoding}" for encoding, count in used.items())
    return "\n".join(out), f"UTF-8 with {told}"


def _detected(data: bytes) -> str:
    """Name the encoding that reads most like a language, or '' for none."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_exclusion=_WIDE)
    best = matches.best()
    # Western spreadsheets are by far the most: where cp1252 reads as well, it is meant.
    western = next((each for each in matches if each.encoding == "cp1252"), None)
    if best and western and (western.chaos, -western.coherence) <= (best.chaos, -best.coherence):
        return "cp1252"
    if best:
        return best.encoding
    # Commas and digits between short words of another script look like chaos: without them.
    words = b" ".join(re.findall(rb"[^\x00-\x7f]+", data))
    for sample, threshold in ((words, 0.2), (words, _CHAOS), (data, _CHAOS)):
        found = from_bytes(sample, threshold=threshold, cp_exclusion=_WIDE).best()
        if found:
            return found.encoding
    return ""


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for char in sample if ord(char) < 32 and char not in "\t\n\r\f\x1a\x1e")
    return odd > max(_STRAY_CONTROLS, len(sample) // 200)
