"""The one escape function of the page: for HTML, for script data, and for Jinja in both."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Literal

MAX_TEXT = 4_000
"""Longest text shown in the page, in characters; what is longer is cut and says so."""

# C0 and C1 controls (NUL among them) have no look, lone surrogates no UTF-8, and the two
# override characters make text read other than it is. Isolates and marks of real Urdu stay.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff]"
)

# The openers of Jinja cannot stand in JSON outside a string, so replacing them is safe there.
_JINJA_OPENER = re.compile(r"\{(?=[{%#])")

_IN_SCRIPT = {
    "<": "\\u003c",  # </script>, <!--
    ">": "\\u003e",
    "&": "\\u0026",
    "'": "\\u0027",
    "`": "\\u0060",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_SCRIPT_TABLE = str.maketrans(_IN_SCRIPT)
_HTML_TABLE = str.maketrans({"{": "&#123;", "}": "&#125;", "`": "&#96;"})


def clean(text: object, limit: int = MAX_TEXT) -> str:
    """Text as it can be shown: no controls, no lone surrogates, no bidi overrides, not endless.

    Parameters
    ----------
    text : object
        Anything; ``None`` and missing values give the empty string.
    limit : int
        Longest result in characters, before the note that says what was cut.

    Returns
    -------
    str
        What could not be shown stands as U+FFFD, so that it is seen to have been there.
    """
    if text is None or text != text:
        return ""
    string = str(text)
    length = len(string)
    if length > limit:
        string = f"{string[:limit]}… [{length:,} characters]"
    return _UNSHOWABLE.sub("\ufffd", string)


def escape(value: Any, target: Literal["html", "script"] = "html") -> str:
    """Make a value of the data safe to stand in the page, as text and nothing else.

    Parameters
    ----------
    value : Any
        A text for ``html``; anything JSON can hold for ``script``.
    target : {"html", "script"}
        ``html``: content of an element or a quoted attribute. ``script``: a JSON literal inside a
        ``<script>`` element. Both also survive being rendered by Jinja once more, which folium
        does to everything that its elements put out.

    Returns
    -------
    str
        The escaped text, or the JSON literal with its quotes.

    Raises
    ------
    ValueError
        If a number is NaN or infinite, which JSON cannot hold.
    """
    if target == "html":
        return html.escape(clean(value), quote=True).translate(_HTML_TABLE)
    literal = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    literal = _UNSHOWABLE.sub("\ufffd", literal).translate(_SCRIPT_TABLE)
    return _JINJA_OPENER.sub("\\\\u007b", literal)


def inline_script(code: str) -> str:
    r"""Code of our own packages made safe inside ``<script>``: no early ``</script>``, no ``<!--``.

    Examples
    --------
    >>> inline_script("a = '</script>'")
    "a = '<\\/script>'"
    """
    code = re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE)
    return code.replace("<!--", "\\x3c!--")
