"""Static maps: the page's classes and colours on paper, true scale, text as text, same bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from map_data import few, squares

from maps.figure import static_map

pytest.importorskip("matplotlib")

STATIC = Path(__file__).parents[1] / "maps" / "static"


def draw(path: Path, incidents: pd.DataFrame | None = None, **options) -> Path:
    given = {"title": "Seven & more", "as_of": "2022-09-09", "size": (6, 4.5), **options}
    return static_map(few() if incidents is None else incidents, squares(), path, **given)


def words(path: Path) -> str:
    """Text of a PDF, as a reader would copy it."""
    pypdf = pytest.importorskip("pypdf")
    return pypdf.PdfReader(path).pages[0].extract_text()


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_same_input_same_bytes(tmp_path, ending):
    first = draw(tmp_path / f"a.{ending}").read_bytes()
    again = draw(tmp_path / f"b.{ending}").read_bytes()
    assert first == again
    assert len(first) > 5_000
    assert b"202" not in re.findall(rb"(?:CreationDate|dc:date)[^<)]*", first)


def test_user_settings_change_nothing(tmp_path):
    import matplotlib

    plain = draw(tmp_path / "a.png").read_bytes()
    with matplotlib.rc_context({"font.size": 30, "savefig.dpi": 10, "axes.facecolor": "red"}):
        assert draw(tmp_path / "b.png").read_bytes() == plain


def test_size_is_what_was_asked_for(tmp_path):
    head = draw(tmp_path / "a.png", size=(7, 5)).read_bytes()[:24]
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1400, 1000)
