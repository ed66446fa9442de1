"""Tables read and located in blocks: the same rows, notes and faults as the whole table gives."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer
from geo.blocks import Blocks, NotInBlocks
from geo.cli import main
from geo.incidents import read_incidents
from geo.locating import Watch, locate_file
from geo.pipeline import locate
from geo.tables import table_csv

PLACES = ["Kuchlak", "Quetta", "Mach", "10 km east of Mach", "Atlantis", "", "Küçük Köy", "Total"]
DATES = ["03/04/2019", "13/04/2019", "04/13/2019", "2019-05-01", "May 2019", "2019-02-30", ""]
DATES += ["2019-05-01 14:30", "unknown"]
COUNTS = ["1", "12", "1.200", "2,5", "1.5", "at least 4", "dozens", "-3", "", "n/a", "3"]
TYPES = ["Battles", "battles", "BATTLES", "raid", "Raid", "", "Örtlich"]
POINTS = [
    ("30.19", "67.00"),
    ("67.00", "30.19"),
    ("30,5", "66.9"),
    ("", ""),
    ("0", "0"),
    ("95", ""),
]
POINTS += [("-30.2", "67.1"), ("29.9", "66.5"), ("29.9", "66.51"), ("30.0", "66.0")]
REMARKS = ["", "a, b; c", 'he said "no"', "two\nlines", "=1+1", "three\r\nmore\nlines", "née", "7"]
HEADER = ["id", "place", "date", "killed", "event type", "lat", "lon", "remark", "report_id"]
TAGS = ["#meta+id", "#loc", "#date", "#affected+killed", "#event+type", "", "", "", ""]


@pytest.fixture(scope="module")
def gaz() -> Gazetteer:
    return Gazetteer.load("PK")


def _quoted(cell: str, mark: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(f'"\r\n{mark}') else cell


def messy(chance: random.Random) -> bytes:
    """Make a table with what spreadsheets carry: every habit on or off by chance."""
    mark = chance.choice(",,;;\t|")
    end = chance.choice(["\n", "\r\n"])
    few = [chance.sample(each, chance.randint(1, len(each))) for each in (DATES, COUNTS, TYPES)]
    located = chance.random() < 0.5
    stray = chance.random() < 0.3
    ids = chance.choice([5, 1000])
    lines = []
    if chance.random() < 0.3:
        lines += ["Incidents of the month" + mark * 3, mark * 8][: chance.randint(1, 2)]
    header = [*HEADER, "", ""] if chance.random() < 0.3 else [*HEADER]
    lines.append(mark.join(header))
    if chance.random() < 0.3:
        lines.append(mark.join(TAGS))
    total = 0
    for number in range(chance.randint(8, 40)):
        kind = chance.random()
        if kind < 0.05:
            lines.append(chance.choice(["", mark * 8, " "]))
        elif kind < 0.1:
            label = chance.choice(["Total", "Subtotal Quetta", ""])
            lines.append(mark.join(["", label, "", str(total), *[""] * 5]))
        elif kind < 0.13:
            lines.append(mark.join(header if chance.random() < 0.5 else TAGS))
        elif kind < 0.16:
            lines.append(mark.join(["x"] * 14))
        elif kind < 0.2 and stray:
            lines.append(mark.join(["9", 'Qu"etta', "2019-05-01", "1"]))
        elif kind < 0.22 and stray:
            lines.append(mark.join(["9", '"Quetta', "2019-05-01", "1"]))
        else:
            count = chance.choice(few[1])
            total += int(count) if count.isdigit() else 0
            row = [
                str(chance.randint(1, ids)) if chance.random() < 0.9 else "",
                chance.choice(PLACES),
                chance.choice(few[0]),
                count,
                chance.choice(few[2]),
                *(chance.choice(POINTS) if located or chance.random() < 0.1 else ("", "")),
                chance.choice(REMARKS),
                f"r{number}",  # rows of one report are context only within a block
            ]
            lines.append(mark.join(_quoted(cell, mark) for cell in row))
            if chance.random() < 0.1:
                lines.append(lines[-1])
        if header[-1] == "" and chance.random() < 0.02:
            lines.append(mark.join([str(number), "Mach", *[""] * 8, "extra"]))
    codec = chance.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"])
    return (end.join(lines) + end * chance.randint(0, 2)).encode(codec, errors="replace")


def messy_records(chance: random.Random) -> bytes:
    """Make JSON lines whose records differ in their keys and types."""
    extras = chance.sample([1, -2, 2.5, True, "-5", "x", None, 10**19, [1], {"a": 1}], 3)
    lines = []
    for number in range(chance.randint(8, 40)):
        record = {
            "place": chance.choice(PLACES),
            "date": chance.choice([*DATES, 43000]),
            "killed": chance.choice([1, 2.0, "1.200", None]),
            "id": chance.choice([number, "a", None]),
            "extra": chance.choice(extras),
        }
        for key in chance.sample(list(record), chance.randint(0, 2)):
            del record[key]
        if chance.random() < 0.2:
            record[f"late{chance.randint(1, 2)}"] = chance.choice(extras)
        kind = chance.random()
        lines.append(json.dumps(record) if kind > 0.1 else chance.choice(["", "{", "[1]", "{}"]))
    return "\n".join(lines).encode()


def whole(path: Path, gaz: Gazetteer) -> tuple[str, list[tuple[object, ...]], tuple[str, ...]]:
    reading = read_incidents(path)
    rejected = [tuple(row.values()) for row in reading.rejected.to_dict("records")]
    return table_csv(locate(reading.table, gaz)), rejected, reading.notes


def in_blocks(
    path: Path, gaz: Gazetteer, lines: int
) -> tuple[str, list[tuple[object, ...]], tuple[str, ...]]:
    rejected = []
    out = path.with_name("out.csv")
    watch = Watch(aside=lambda row: rejected.append(tuple(row.values())))
    done = locate_file(path, out, gaz, block=lines, watch=watch)
    text = out.read_bytes().decode()
    assert done.rows == len(locate(read_incidents(path).table, gaz))
    return text, rejected, done.notes


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), lines=st.sampled_from([1, 2, 3, 7, 20]), records=st.booleans())
def test_blocks_give_what_the_whole_gives(tmp_path, gaz, seed, lines, records):
    chance = random.Random(seed)
    path = tmp_path / ("t.jsonl" if records else "t.csv")
    path.write_bytes(messy_records(chance) if records else messy(chance))
    try:
        expected = whole(path, gaz)
    except ValueError as error:
        with pytest.raises(type(error)):
            in_blocks(path, gaz, lines)
        return
    assert in_blocks(path, gaz, lines) == expected


def test_the_random_tables_are_read_in_blocks(tmp_path):
    read = 0
    for seed in range(30):
        path = tmp_path / "t.csv"
        path.write_bytes(messy(random.Random(seed)))
        try:
            blocks = Blocks(path, {}, lines=3)
        except (NotInBlocks, ValueError):
            continue
        read += len(list(blocks.readings())) > 1
    assert read > 20


def test_reports_of_neighbouring_rows_stay_together(tmp_path, gaz):
    rows = ["place,report_id,killed", "Mach,a,1", "Kuchlak,b,1", "Quetta,b,2", "Sibi,c,1"]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows) + "\n")
    assert in_blocks(path, gaz, 2)[0] == whole(path, gaz)[0]


def test_what_needs_the_whole_file_is_said(tmp_path, gaz):
    path = tmp_path / "t.csv"
    path.write_bytes(b"place,killed\n" + b"Kuchlak,1\nMach,2\n" * 5 + b"Si\x00bi,1\n")
    done = locate_file(path, tmp_path / "out.csv", gaz, block=3)
    assert "NUL" in done.whole
    assert (tmp_path / "out.csv").read_text() == whole(path, gaz)[0]


def test_nothing_is_left_when_locating_stops(tmp_path, gaz):
    path = tmp_path / "t.csv"
    path.write_text("place,killed\n" + "Kuchlak,1\n" * 50)
    seen = []

    def stop(what, done, of, unit):
        seen.append(done)
        if done > of / 2:
            raise KeyboardInterrupt

    (tmp_path / "out.csv").write_text("older")
    with pytest.raises(KeyboardInterrupt):
        locate_file(path, tmp_path / "out.csv", gaz, block=5, watch=Watch(stop))
    assert seen == sorted(seen)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv", "t.csv"]
    assert (tmp_path / "out.csv").read_text() == "older"


@pytest.mark.parametrize("text", ["Kuchlak " * 2000, "x" * 5000, "Ku\x00chlak?"])
def test_a_text_that_can_be_no_file_is_a_name(text):
    result = CliRunner().invoke(main, ["locate", text])
    assert result.exit_code == 0
    assert "unresolved" in result.output or "Kuchlak" in result.output
    assert len(result.output) < 1500
