"""The word lists: what a user lays over them, from Python and the command line, and its faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gazetteer import Gazetteer
from gazetteer.errors import DataError, MissingInputError
from geo.cli import main
from reports import Document, extract, load_lexicon

REPORT = "Four villagers were zorbed in Turbat on 5 May 2021."


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "triggers.csv").write_text("term,mode,weapon,pos\nzorbed,gun,firearm,v\n", "utf-8")
    (folder / "harms.csv").write_text("term,kind,form\nzorbed,killed,v\n", "utf-8")
    return folder


def test_own_words_are_read(lists: Path) -> None:
    gazetteer = Gazetteer.load("PK")
    document = Document("a", REPORT, "", None)
    assert extract([document], gazetteer=gazetteer).incidents == []
    (incident,) = extract([document], gazetteer=gazetteer, lexicon=load_lexicon(lists)).incidents
    assert (incident.fatalities, incident.location) == (4, "Turbat")
    assert incident.event_type == "Violence against civilians"


def test_own_words_reach_the_command_line(lists: Path, tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_text(REPORT, "utf-8")
    plain = CliRunner().invoke(main, ["extract", str(report)])
    told = CliRunner().invoke(main, ["extract", str(report), "--lexicon", str(lists)])
    assert (plain.exit_code, told.exit_code) == (0, 0)
    assert len(plain.output.strip().splitlines()) == 1
    assert len(told.output.strip().splitlines()) == 2


def test_a_row_of_ones_own_goes_before_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("term,kind,value,low,high\ndozen,times,13,,\n", "utf-8")
    lexicon = load_lexicon(tmp_path)
    document = Document("a", "Gunmen killed two dozen men in Turbat.", "", None)
    (incident,) = extract([document], gazetteer=Gazetteer.load("PK"), lexicon=lexicon).incidents
    assert incident.fatalities == 26


def test_an_absent_folder_is_named() -> None:
    with pytest.raises(MissingInputError, match="no-such-folder"):
        load_lexicon("no-such-folder")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("triggers.csv", "term,mode\nzorbed,gun\n", "line 2: expected the columns term, mode"),
        ("numbers.csv", "term,kind,value,low,high\nzorb,unit,many,,\n", "got 'many'"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(DataError, match=told):
        load_lexicon(tmp_path)


def test_a_term_with_choices_stands_for_each_phrase(tmp_path: Path) -> None:
    rows = "term,mode,weapon,pos\n[downed/laid down] their [tools/pens],protest,,v\n"
    (tmp_path / "triggers.csv").write_text(rows)
    lexicon = load_lexicon(tmp_path)
    for text in ("downed their tools", "laid down their pens"):
        (unit,) = lexicon.units(text, text, 0, len(text))
        assert (unit.c["trg"], unit.first) == (("protest", "", "v"), text.split()[0])
