"""Leaflet's script, style and images, from the installed package, made fit to stand in a page."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from gazetteer.errors import MissingLibraryError

DISTRIBUTION = "XStatic-Leaflet"
_FOLDER = "xstatic/pkg/leaflet/data"


@cache
def _read(name: str) -> bytes:
    try:
        found = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        msg = f"The page needs Leaflet's files from {DISTRIBUTION}; pip install {DISTRIBUTION}"
        raise MissingLibraryError(msg) from None
    path = Path(str(found.locate_file(f"{_FOLDER}/{name}")))
    if not path.is_file():
        msg = f"{DISTRIBUTION} {found.version} has no file {path}; reinstall {DISTRIBUTION}"
        raise MissingLibraryError(msg)
    return path.read_bytes()


@cache
def script() -> str:
    """Leaflet's minified script, without the pointer to its source map."""
    return re.sub(r"//# sourceMappingURL=\S*\s*$", "", _read("leaflet.js").decode("utf-8"))


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_read(name)).decode("ascii")


@cache
def style() -> str:
    """Leaflet's style sheet with its images as data URIs and without what no browser reads.

    The pin of `L.Marker` is left out: the page draws circles.
    """
    text = _read("leaflet.css").decode("utf-8")
    text = text.replace("behavior: url(#default#VML);", "")
    text = text.replace("url(images/marker-icon.png)", "none")

    def inline(match: re.Match[str]) -> str:
        return f"url({_data_uri(match.group(1))})"

    return re.sub(r"url\((images/[\w.-]+)\)", inline, text)
