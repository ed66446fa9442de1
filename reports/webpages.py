"""Web pages: their text without menus, footers and link lists, and the date they state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from reports.publication import parse_day

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
        elif tag in {"td", "th"} and "".join(self._text).strip():
            self._text.append(" | ")
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
