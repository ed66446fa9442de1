"""The document around a map: one HTML file, everything inline, under a strict security policy."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Any

import jinja2
from branca.element import CssLink, Figure, JavascriptLink

from gazetteer.errors import InputError
from maps import leaflet
from maps.bundle import bundle, static_text
from maps.escape import clean, escape, inline_script

ARABIC = "U+600-6FF,U+750-77F,U+200C-200F"
"""Letters that the embedded font is asked for; all others are the reader's own."""


def block(text: str) -> str:
    """Content of a script or style element as the browser will hash it: it reads CRLF as LF."""
    return f"\n{text.strip()}\n".replace("\r\n", "\n").replace("\r", "\n")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def content_security_policy(
    scripts: list[str], styles: list[str], *, tiles: str | None = None
) -> str:
    """Policy that lets exactly these inline scripts and styles run and nothing load.

    Parameters
    ----------
    scripts, styles : list of str
        Content of the ``<script>`` and ``<style>`` elements.
    tiles : str, optional
        URL template of an online base map; only its host may then serve images.
    """
    images = ["data:", "blob:"]
    if tiles:
        host = re.match(r"https?://[^/]+", tiles.replace("{s}", "*"))
        if not host:
            msg = f"tiles {tiles!r} is no URL template; expected https://host/{{z}}/{{x}}/{{y}}.png"
            raise InputError(msg)
        images.append(host.group())
    rules = {
        "default-src": ["'none'"],
        "script-src": [_hash(text) for text in scripts],
        "style-src": [_hash(text) for text in styles],
        "img-src": images,
        "font-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{rule} {' '.join(values)}" for rule, values in rules.items())


def font_face() -> str:
    """Style rule that brings the letters of Urdu and its neighbours, `data/naskh.woff2`."""
    data = files("maps").joinpath("data/naskh.woff2").read_bytes()
    return (
        f'@font-face{{font-family:"Zila Naskh";unicode-range:{ARABIC};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(data).decode('ascii')})"
        'format("woff2")}'
    )


def environment() -> jinja2.Environment:
    """Templates of `maps/static/`, with the filters ``text`` and ``data``, which escape."""
    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(static_text),
        autoescape=False,  # noqa: S701 - every value goes through `escape`, which does more
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    found.filters["text"] = lambda value: escape(value, "html")
    found.filters["data"] = lambda value: escape(value, "script")
    return found


class Page(Figure):
    """A branca figure whose document is a template of our own.

    Parameters
    ----------
    title : str
        Title of the document, as text.
    template : str
        File in `maps/static/` to render; the style sheet of the same name goes with it.
    entry : str
        Module in `maps/static/` that becomes ``window.zila``.
    values : dict
        What the template needs besides; texts are escaped there.
    tiles : str, optional
        URL template of an online base map, for the security policy.
    """

    def __init__(
        self,
        *,
        title: str,
        template: str,
        entry: str,
        values: dict[str, Any],
        tiles: str | None = None,
    ) -> None:
        super().__init__()
        self._name = "Page"
        self.title = title
        self.template = template
        self.entry = entry
        self.values = values
        self.tiles = tiles

    def _refuse_links(self) -> None:
        for child in self.header._children.values():
            if isinstance(child, JavascriptLink | CssLink):
                msg = (
                    f"A layer on this map loads {child.url} from the network; the page is to open "
                    "without one: remove the layer, or put it on a plain folium.Map"
                )
                raise InputError(msg)

    def render(self, **kwargs: Any) -> str:
        """Render the document; the security policy is computed from what is in it."""
        parts = (self.header, self.html, self.script)
        before = [part._children.copy() for part in parts]
        try:
            return self._document(**kwargs)
        finally:
            # folium adds what it renders under random names; a second render would find it twice.
            for part, children in zip(parts, before, strict=True):
                part._children = children

    def _document(self, **kwargs: Any) -> str:
        for child in self._children.values():
            child.render(**kwargs)
        self._refuse_links()
        scripts = [
            inline_script(leaflet.script()),
            inline_script(bundle(self.entry)),
            self.script.render(),
        ]
        scripts = [block(text) for text in scripts]
        sheet = self.template.replace(".html", ".css")
        styles = [block(leaflet.style()), block(font_face()), block(static_text(sheet))]
        return (
            environment()
            .get_template(self.template)
            .render(
                title=clean(self.title, 300).replace("\n", " "),
                policy=content_security_policy(scripts, styles, tiles=self.tiles),
                styles=styles,
                scripts=scripts,
                body=self.html.render(),
                **self.values,
            )
        )
