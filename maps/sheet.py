"""A sheet of paper to draw on, in points: text that is only text, and the same bytes every time."""

from __future__ import annotations

import io
import os
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from gazetteer.errors import InputError, MissingLibraryError
from maps.escape import clean

FORMATS = (".png", ".pdf", ".svg")
DPI = 200
"""Pixels per inch of a PNG; PDF and SVG are drawn, not rastered."""

MIN_IN, MAX_IN = 4.0, 60.0
"""Smallest and largest side of a sheet in inches: below, nothing can be read; above, A0 ends."""

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that every machine draws the same."""

ARABIC_FONT = "Zila Naskh"
"""Our own part of a font, `data/naskh.ttf`: DejaVu Sans lacks letters of Urdu."""


def one_line(text: object, limit: int = 300) -> str:
    """Text of the data as one line without controls."""
    return " ".join(clean(text, limit).split())


def check_target(
    path: str | os.PathLike[str], size: Sequence[float], formats: Sequence[str]
) -> Path:
    """Check a file's ending and the size of the sheet before anything is computed.

    Raises
    ------
    InputError
        An ending that is not written, or a size that no map fits on.
    """
    target = Path(path)
    if target.suffix.lower() not in formats:
        msg = f"Cannot draw {target.name!r}: expected a name that ends in {', '.join(formats)}."
        raise InputError(msg)
    if len(size) != 2 or not all(MIN_IN <= side <= MAX_IN for side in size):
        msg = f"Size {tuple(size)}: expected width and height from {MIN_IN:g} to {MAX_IN:g} inches."
        raise InputError(msg)
    return target


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with matplotlib's own defaults, whatever the user's settings are.

    Raises
    ------
    MissingLibraryError
        matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        msg = "Static maps need matplotlib: pip install 'zila[static]'"
        raise MissingLibraryError(msg) from error
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "svg.hashsalt": "zila",
                "pdf.fonttype": 42,
                "text.parse_math": False,
                "hatch.linewidth": 0.6,
                "path.simplify": False,
                # Hinting would round widths to pixels, so that lines are longer than measured.
                "text.hinting": "no_hinting",
            }
        )
        # A letter that no font has is drawn as a box, which says enough.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


class Sheet:
    """One page; use inside `drawing`. All lengths are points (1/72 inch) from the lower left."""

    def __init__(self, size: Sequence[float], paper: str = "#ffffff") -> None:
        from matplotlib.figure import Figure

        self.width, self.height = size[0] * 72, size[1] * 72
        self.figure = Figure(figsize=(size[0], size[1]), facecolor=paper)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(0, self.height)

    def text(
        self, x: float, y: float, text: str, size: float, *, color: str, weight: str = "normal",
        align: str = "left", halo: str | None = None, order: float = 5, middle: bool = False,
    ) -> None:  # fmt: skip
        """Write one line; `y` is its baseline, or its middle."""
        from matplotlib.patheffects import withStroke

        effects = [withStroke(linewidth=0.3 * size, foreground=halo)] if halo else None
        self.axes.text(
            x, y, text, fontproperties=font(text, size, weight), color=color, ha=align,
            va="center_baseline" if middle else "baseline", zorder=order, path_effects=effects,
            clip_on=False, parse_math=False,
        )  # fmt: skip

    def areas(
        self, shapes: Sequence[Any], *, fill: str | Sequence[str] = "none", edge: str = "none",
        line: float = 0.0, hatch: str | None = None, dash: tuple[float, ...] | None = None,
        clip: tuple[float, float, float, float] | None = None, order: float = 1,
    ) -> None:  # fmt: skip
        """Draw polygons; `clip` is left, bottom, width, height."""
        from matplotlib.collections import PathCollection
        from matplotlib.patches import Rectangle

        collection = PathCollection(
            [path_of(shape) for shape in shapes], facecolors=fill, edgecolors=edge,
            linewidths=line, hatch=hatch, zorder=order, joinstyle="round",
            linestyles=[(0, dash)] if dash else "solid", antialiaseds=True,
        )  # fmt: skip
        self.axes.add_collection(collection, autolim=False)
        if clip:
            left, bottom, width, height = clip
            frame = Rectangle((left, bottom), width, height, transform=self.axes.transData)
            collection.set_clip_path(frame)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none",
        edge: str = "none", line: float = 0.5, hatch: str | None = None, rounded: float = 0,
        dash: tuple[float, ...] | None = None, order: float = 5,
    ) -> None:  # fmt: skip
        """Draw a rectangle from its lower left corner."""
        from matplotlib.patches import FancyBboxPatch, Rectangle

        look: dict[str, Any] = {
            "facecolor": fill, "edgecolor": edge, "linewidth": line, "hatch": hatch,
            "zorder": order, "linestyle": (0, dash) if dash else "solid",
        }  # fmt: skip
        patch = (
            FancyBboxPatch(
                (x, y), width, height, boxstyle=f"round,pad=0,rounding_size={rounded}", **look
            )
            if rounded
            else Rectangle((x, y), width, height, **look)
        )
        self.axes.add_patch(patch)

    def sector(
        self, x: float, y: float, radius: float, start: float, end: float, *, fill: str,
        edge: str = "none", line: float = 0, order: float = 5, clip: Any = None,
    ) -> None:  # fmt: skip
        """Draw a sector of a circle, in degrees from the right, or the whole circle."""
        from matplotlib.patches import Circle, Wedge

        look: dict[str, Any] = {
            "facecolor": fill, "edgecolor": edge, "linewidth": line, "zorder": order,
        }  # fmt: skip
        whole = end - start >= 360
        self.axes.add_patch(
            Circle((x, y), radius, **look) if whole else Wedge((x, y), radius, start, end, **look)
        )

    def line(
        self, xs: Sequence[float], ys: Sequence[float], *, color: str, width: float,
        dash: tuple[float, ...] | None = None, order: float = 5,
    ) -> None:  # fmt: skip
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        self.axes.add_line(
            Line2D(xs, ys, color=color, linewidth=width, linestyle=(0, dash) if dash else "solid",
                   zorder=order, solid_capstyle="butt")
        )  # fmt: skip

    def bytes(self, ending: str, title: str) -> bytes:
        """Render the sheet as one of `FORMATS`, without anything that changes from run to run."""
        described: dict[str, dict[str, Any]] = {
            ".png": {"Title": title, "Software": "Zila"},
            ".pdf": {"Title": title, "Creator": "Zila", "Producer": "Zila", "CreationDate": None},
            ".svg": {"Title": title, "Creator": ["Zila"], "Date": None},
        }
        out = io.BytesIO()
        self.figure.savefig(
            out, format=ending[1:], dpi=DPI if ending == ".png" else 72, metadata=described[ending]
        )
        return out.getvalue()


@cache
def _add_arabic_font() -> None:
    from matplotlib.font_manager import fontManager

    with as_file(files("maps").joinpath("data/naskh.ttf")) as path:
        fontManager.addfont(path)


def is_arabic(text: str) -> bool:
    """Whether a text has letters of the Arabic script."""
    return any("ARABIC" in unicodedata.name(letter, "") for letter in text)


def font(text: str, size: float, weight: str = "normal") -> Any:
    """Font for a text by its script."""
    from matplotlib.font_manager import FontProperties

    family = [FONT]
    if is_arabic(text):
        _add_arabic_font()
        family = [ARABIC_FONT, FONT]
    return FontProperties(family=family, size=size, weight=weight)


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line in points."""
    from matplotlib.backends.backend_agg import RendererAgg

    if not text:
        return 0.0
    # Measured four times as large, where rounding to pixels no longer matters.
    renderer: Any = RendererAgg(8, 8, 72)  # type: ignore[no-untyped-call]
    width, _, _ = renderer.get_text_width_height_descent(text, font(text, 4 * size, weight), False)
    return float(width) / 4


def fitted(text: str, size: float, width: float, weight: str = "normal") -> str:
    """Cut a line to a width, with an ellipsis where something is lost."""
    if text_width(text, size, weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrapped(
    text: str, size: float, width: float, *, most: int = 9, weight: str = "normal"
) -> list[str]:
    """Break a text into lines of a width; the last of `most` lines ends in an ellipsis."""
    lines = [""]
    words = [word for word in text.split(" ") if word]
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            if len(lines) == most:
                rest = " ".join([lines[-1], *words[at:]])
                lines[-1] = rest
                break
            lines.append(word)
        else:
            lines[-1] = longer
    return [fitted(line, size, width, weight) for line in lines]


def path_of(shape: Any) -> Any:
    """Turn a (multi)polygon into a matplotlib path."""
    import numpy as np
    import shapely
    from matplotlib.path import Path as Outline

    points, codes = [np.zeros((0, 2))], [np.zeros(0, dtype=Outline.code_type)]
    for polygon in shapely.get_parts(shape):
        # Holes have to run the other way round, or they are filled too.
        for ring in shapely.get_rings(shapely.orient_polygons(polygon)):
            corners = shapely.get_coordinates(ring)
            code = np.full(len(corners), Outline.LINETO, dtype=Outline.code_type)
            code[0], code[-1] = Outline.MOVETO, Outline.CLOSEPOLY
            points.append(corners)
            codes.append(code)
    return Outline(np.concatenate(points), np.concatenate(codes))
