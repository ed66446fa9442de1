"""Text of a file's bytes: the encoding found, said where it was a guess, binary content refused."""

from __future__ import annotations

import re

from gazetteer.errors import InputError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 200_000
_CHAOS = 0.5


def decode(name: str, data: bytes) -> tuple[str, list[str]]:
    """Turn the bytes of a text file into text.

    Parameters
    ----------
    name : str
        File name, for messages.
    data : bytes
        The whole file.

    Returns
    -------
    (str, list of str)
        The text, and a sentence where the encoding was guessed.

    Raises
    ------
    InputError
        When the content is binary, or an old Excel file.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        msg = f"{name!r} is an old Excel file (.xls): save it as .xlsx or .csv and try again."
        raise InputError(msg)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                break
    text, encoding = _guess(data)
    if text is None or data[:5] == b"%PDF-" or _looks_binary(text):
        msg = (
            f"{name!r} is not a table: its content is binary. Expected CSV, XLSX, JSON or Parquet."
        )
        raise InputError(msg)
    if encoding == "utf-8":
        return text, []
    return text, [f"{name} is not UTF-8; its encoding was taken to be {encoding}."]


def _guess(data: bytes) -> tuple[str | None, str]:
    if b"\x00" in data:
        return _wide(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = _mixed(data)
    if mended is not None:
        return mended
    encoding = _detected(data[:_SAMPLE])
    try:
        return (data.decode(encoding), encoding) if encoding else (None, "")
    except (UnicodeDecodeError, LookupError):
        return None, ""


def _wide(data: bytes) -> tuple[str | None, str]:
    """UTF-16 without a mark: its zero bytes stand at even places only, or at odd ones only."""
    for encoding, zeros in (("utf-16-le", data[0::2]), ("utf-16-be", data[1::2])):
        if len(data) % 2 == 0 and b"\x00" not in zeros:
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return None, ""


def _mixed(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with some lines pasted in from a Western spreadsheet; None where it is not that."""
    lines = data.split(b"\n")
    out, good, bad = [], 0, 0
    for line in lines:
        try:
            out.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            out.append(line.decode("cp1252", errors="replace"))
            bad += 1
    if bad > good:
        return None
    return "\n".join(out), f"UTF-8 with {bad} line(s) in cp1252"


def _detected(data: bytes) -> str:
    """Name the encoding that reads most like a language, or '' for none."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
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
        found = from_bytes(sample, threshold=threshold).best()
        if found:
            return found.encoding
    return ""


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for char in sample if ord(char) < 32 and char not in "\t\n\r\f\x1a\x1e")
    return odd > len(sample) // 200
