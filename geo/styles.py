"""QGIS styles (QML) for the layers of a GeoPackage: shaded districts, coloured incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable

# ColorBrewer's sequential OrRd (Apache 2.0), light to dark, readable with colour-blind eyes.
_SHADES = ("254,240,217", "253,212,158", "253,187,132", "252,141,89", "227,74,51", "179,0,0")
_NONE = "242,242,242"
# Dark points with a white rim stand out on every shade of the districts below them.
_STATUS = {"point": "23,42,68", "outside": "117,107,177", "": "150,150,150"}
_RIM = {"fill": "90,90,90,255", "marker": "255,255,255,255"}
_STEPS = (1, 2, 5)


def class_breaks(most: int, classes: int = len(_SHADES)) -> list[tuple[int, int]]:
    """Whole-number classes above 0 up to `most`, with round upper ends.

    Examples
    --------
    >>> class_breaks(7)
    [(1, 1), (2, 2), (3, 5), (6, 7)]
    """
    if most < 1:
        return []
    ends = [step * 10**power for power in range(len(str(most)) + 1) for step in _STEPS]
    ends = [end for end in ends if end < most]
    kept = [*ends[-(classes - 1) :], most]
    starts = [1, *(end + 1 for end in kept[:-1])]
    return list(zip(starts, kept, strict=True))


def district_style(most: int, column: str = "incidents") -> str:
    """QML that shades districts by a count; 0 has a grey class of its own, missing is not drawn."""
    root, renderer = _root("graduatedSymbol", {"attr": column, "graduatedMethod": "GraduatedColor"})
    ranges = ET.SubElement(renderer, "ranges")
    symbols = ET.SubElement(renderer, "symbols")
    classes = [(0, 0), *class_breaks(most)]
    colours = [_NONE, *_SHADES[len(_SHADES) - len(classes) + 1 :]]
    for number, ((low, high), colour) in enumerate(zip(classes, colours, strict=True)):
        label = str(low) if low == high else f"{low}–{high}"
        # QGIS classes are closed above only, the first on both sides: halves avoid the question.
        ET.SubElement(
            ranges,
            "range",
            {
                "lower": f"{low - 0.5:.6f}",
                "upper": f"{high + 0.5:.6f}",
                "symbol": str(number),
                "label": label,
                "render": "true",
            },
        )
        _symbol(symbols, str(number), "fill", colour)
    return _text(root)


def incident_style() -> str:
    """QML that colours incidents by their status."""
    root, renderer = _root("categorizedSymbol", {"attr": "status"})
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (status, colour) in enumerate(_STATUS.items()):
        ET.SubElement(
            categories,
            "category",
            {
                "value": status,
                "symbol": str(number),
                "label": status or "other",
                "type": "string",
                "render": "true",
            },
        )
        _symbol(symbols, str(number), "marker", colour)
    return _text(root)


def _root(kind: str, attributes: dict[str, str]) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology"})
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        {"type": kind, "symbollevels": "0", "enableorderby": "0", "forceraster": "0", **attributes},
    )
    return root, renderer


def _symbol(symbols: ET.Element, name: str, kind: str, colour: str) -> None:
    symbol = ET.SubElement(symbols, "symbol", {"name": name, "type": kind, "alpha": "1"})
    layer = ET.SubElement(
        symbol,
        "layer",
        {"class": "SimpleFill" if kind == "fill" else "SimpleMarker", "enabled": "1", "pass": "0"},
    )
    options: Iterable[tuple[str, str]] = (
        ("color", f"{colour},255"),
        ("style", "solid"),
        ("outline_color", _RIM[kind]),
        ("outline_style", "solid"),
        ("outline_width", "0.2"),
        ("outline_width_unit", "MM"),
        *((("name", "circle"), ("size", "2.4"), ("size_unit", "MM")) if kind == "marker" else ()),
    )
    held = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in options:
        ET.SubElement(held, "Option", {"type": "QString", "name": key, "value": value})
        # QGIS before 3.18 reads these instead of the options.
        ET.SubElement(layer, "prop", {"k": key, "v": value})


def _text(root: ET.Element) -> str:
    return "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")
