"""The commands of one stage each: counting on another date, moving tables, statistics, shares."""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result

from geo.cli import main
from geo.dissolution import districts

ROWS = (
    "event_id,event_date,place,district,lat,lon,killed\n"
    "wadh,2019-01-01,Wadh,,27.35,66.40,3\n"
    "duki,2019-01-02,Duki,,30.15,68.57,2\n"
    "named,2019-02-01,,Chaman,,,1\n"
    "abroad,2019-02-02,Kabul,,34.53,69.17,5\n"
)


def zila(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result


def table(result: Result) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(result.stdout))


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(ROWS)
    return tmp_path / "a.csv"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2016-01-01", {"Khuzdar": 1, "Loralai": 1, "Killa Abdullah": 1, "outside": 1}),
        ("2022-09-09", {"Khuzdar": 1, "Duki": 1, "Chaman": 1, "outside": 1}),
        ("2026-11-20", {"Wadh": 1, "Duki": 1, "Chaman": 1, "outside": 1}),
    ],
)
@pytest.mark.parametrize("joined", ["", "2022-09-09", "2026-11-20"])
def test_any_table_is_counted_on_the_day_asked_for(
    incidents: Path, day: str, expected: dict[str, int], joined: str
) -> None:
    path = incidents
    if joined:
        path = incidents.with_name("joined.csv")
        zila("join", incidents, "--as-of", joined, "-o", path)
    counted = table(zila("summary", path, "--as-of", day)).set_index("name")
    found = counted.loc[counted["incidents"] > 0, "incidents"].to_dict()
    assert found == expected
    assert counted["killed"].sum() == 11


def test_joining_again_says_nothing_twice(incidents: Path, tmp_path: Path) -> None:
    zila("join", incidents, "-o", tmp_path / "one.csv")
    zila("join", tmp_path / "one.csv", "-o", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_expected_counts_are_the_sums_of_the_shares(incidents: Path, tmp_path: Path) -> None:
    zila("join", incidents, "-o", tmp_path / "j.csv", "--shares", tmp_path / "s.csv")
    shares = pd.read_csv(tmp_path / "s.csv")
    assert shares.groupby("event_id")["share"].sum().to_numpy() == pytest.approx(1)
    assert set(shares["event_id"]) == {"wadh", "duki", "named"}
    counted = table(zila("summary", incidents)).set_index("unit_id")
    by_unit = shares.groupby("unit_id")["share"].sum()
    assert counted.loc[by_unit.index, "expected"].to_numpy() == pytest.approx(
        by_unit.to_numpy(), abs=1e-4
    )
    assert (counted["expected_low"].dropna() <= counted["expected_high"].dropna()).all()


def test_snapping_is_as_far_as_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "sea.csv").write_text("date,lat,lon\n2019-01-01,25.02,62.0\n")
    near = table(zila("join", tmp_path / "sea.csv", "--snap-km", "20"))
    far = table(zila("join", tmp_path / "sea.csv", "--snap-km", "1"))
    assert (near["admin2"].tolist(), far["status"].tolist()) == (["Gwadar"], ["outside"])
    assert near["reason"].str.contains("snapped within 20 km").all()


def test_smoothing_draws_small_districts_towards_the_rate_of_all(incidents: Path) -> None:
    counted = table(zila("summary", incidents))
    units = counted[counted["row_kind"] == "district"].dropna(subset="incidents_per_100k")
    people = districts().set_index("unit_id")["population"].reindex(units["unit_id"]).to_numpy()
    overall = units["incidents"].sum() / people.sum() * 1e5
    raw = units["incidents_per_100k"].to_numpy() - overall
    smooth = units["incidents_per_100k_smoothed"].to_numpy() - overall
    assert (abs(smooth) <= abs(raw) + 1e-3).all()
    assert (
        counted.loc[counted["row_kind"] != "district", "incidents_per_100k_smoothed"].isna().all()
    )


def test_hot_spots_stand_beside_the_figures(incidents: Path) -> None:
    counted = table(zila("summary", incidents, "--hot-spots-of", "incidents_per_100k"))
    tested = counted.dropna(subset="gi_q")
    assert set(tested["row_kind"]) == {"district"}
    assert set(tested["gi"]) <= {"hot spot", "cold spot", "not significant"}
    assert tested["moran_q"].between(0, 1).all()


def test_density_sums_to_the_points(incidents: Path) -> None:
    result = zila("density", incidents, "--cell-km", 20, "--bandwidth-km", 30)
    grid = table(result)
    assert grid["per_km2"].sum() * 400 == pytest.approx(3, rel=0.01)
    assert "3 points, kernel of 30.0 km" in result.stderr


def test_a_walk_between_days_and_its_table(incidents: Path, tmp_path: Path) -> None:
    walk = table(zila("crosswalk", "--from", "2016-01-01", "--to", "2022-09-09"))
    assert walk.groupby("from_id")["share"].sum().to_numpy() == pytest.approx(1)
    zila("summary", incidents, "--as-of", "2022-09-09", "-o", tmp_path / "new.csv")
    result = zila("crosswalk", tmp_path / "new.csv", "--from", "2022-09-09", "--to", "2016-01-01")
    moved = table(result).set_index("name")
    assert moved["incidents"].sum() == 4
    assert moved["killed"].sum() == 11
    assert moved.loc["Loralai", ["incidents", "killed", "shared"]].tolist() == [1, 2, 0]
    assert moved.loc["outside", "incidents"] == 1
    assert "expected_low" not in moved
    assert "left as they are: outside" in result.stderr


def test_a_table_of_names_is_moved_with_a_log_and_apart_by_year(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(
        "Year,District,Province,Killed\n"
        '2015,Loralai,Balochistan,"1,000"\n'
        "2016,Lorelai,Balochistan,10\n"
        "2016,Nowhere,Balochistan,7\n"
    )
    walk = ("--from", "2016-01-01", "--to", "2019-01-01")
    result = zila("crosswalk", tmp_path / "names.csv", *walk, "--by", "Year", "--sums", "Killed")
    moved = table(result)
    assert moved["Killed"].sum() == pytest.approx(1017)
    by_year = moved.groupby("Year")["Killed"].sum()
    assert by_year.to_dict() == {2015: pytest.approx(1000), 2016: pytest.approx(17)}
    assert set(moved["name"]) == {"Loralai", "Duki", "Nowhere"}
    assert (moved.loc[moved["name"] != "Nowhere", "shared"] == 1).all()
    assert "'Lorelai' read as Loralai" in result.stderr
    assert "Nowhere" in result.stderr


def test_a_walk_to_a_file_of_ones_own(tmp_path: Path) -> None:
    west = gpd.GeoDataFrame(
        {"name": ["West", "East"]},
        geometry=[shapely.box(55, 20, 67, 40), shapely.box(67, 20, 80, 40)],
        crs=4326,
    )
    west.to_file(tmp_path / "halves.geojson")
    walk = table(zila("crosswalk", "--from", "2019-01-01", "--to", tmp_path / "halves.geojson"))
    assert set(walk["to_name"]) == {"West", "East"}
    gwadar = walk[walk["from_name"] == "Gwadar"]
    assert gwadar[["to_name", "share", "exact"]].to_numpy().tolist() == [
        ["West", pytest.approx(1), True]
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,what\n2019-01-01,x\n", "names no districts"),
        ("district,what\nQuetta,x\n", "whole numbers"),
        ("event_id,district,killed\na,Quetta,3\n", "holds incidents"),
        ("district,lat,lon,killed\nQuetta,30.2,67.0,3\n", "holds incidents"),
    ],
)
def test_what_cannot_be_moved_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    walk = ["--from", "2016-01-01", "--to", "2019-01-01"]
    result = CliRunner().invoke(main, ["crosswalk", str(tmp_path / "t.csv"), *walk])
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_districts_tell_what_was_mended_in_a_file(tmp_path: Path) -> None:
    bow = shapely.Polygon([(66, 30), (67, 31), (67, 30), (66, 31)])
    gpd.GeoDataFrame(
        {"name": ["Bow", "Box"]}, geometry=[bow, shapely.box(66.5, 29, 67, 30.2)], crs=4326
    ).to_file(tmp_path / "own.geojson")
    result = zila("districts", "--boundaries", tmp_path / "own.geojson")
    assert table(result)["name"].tolist() == ["Bow", "Box"]
    first, *faults = result.stderr.splitlines()
    assert (
        first
        == f"zila: own.geojson: 2 districts, read as names in 'name', {len(faults)} fault(s) mended"
    )
    assert any("Bow" in fault and "invalid" in fault for fault in faults)


def test_a_summary_carries_its_sources_and_its_run(incidents: Path, tmp_path: Path) -> None:
    zila("summary", incidents, "--period", "quarter", "-o", tmp_path / "q.xlsx")
    notes = pd.read_excel(tmp_path / "q.xlsx", sheet_name="Notes", header=None)
    told = dict(zip(notes[0], notes[1], strict=True))
    assert told["Run: input"].endswith("a.csv, 4 incidents")
    assert told["Run: districts"] == "embedded, as of 2022-09-09"
    sources = " ".join(notes.loc[notes[0] == "Source", 1])
    assert "geoBoundaries" in sources
    assert "census 2023" in sources


def test_one_table_at_a_time(incidents: Path) -> None:
    result = CliRunner().invoke(
        main, ["summary", str(incidents), "--period", "year", "--by", "actor1"]
    )
    assert result.exit_code == 2
    assert "give one of them" in result.stderr


def test_the_guess_is_printed_and_doubtful_coordinates_are_flagged(tmp_path: Path) -> None:
    (tmp_path / "free.csv").write_text(
        "When,Where,Lat,Long,Weather\n03/14/2019,Quetta,66.99,30.19,dry\n03/04/2019,Turbat,,,dry\n"
    )
    for command in (("map", "-o", tmp_path / "out"), ("join",), ("extract",)):
        told = zila(command[0], tmp_path / "free.csv", *command[1:]).stderr
        assert "event_date from 'When', location from 'Where', latitude from 'Lat'" in told
        assert "without a meaning: 'Weather'" in told
        assert "read month first" in told
        assert "look swapped" in told
    zila("join", tmp_path / "free.csv", "-o", tmp_path / "own.csv")
    assert "was read" not in zila("summary", tmp_path / "own.csv").stderr


def test_rates_can_be_checked_from_the_table_itself(incidents: Path) -> None:
    counted = table(zila("summary", incidents))
    known = counted.dropna(subset="population")
    assert len(known) > 100
    rate = known["incidents"] / known["population"] * 1e5
    assert known["incidents_per_100k"].to_numpy() == pytest.approx(rate.to_numpy(), abs=1e-4)
    land = counted.dropna(subset="area_km2")
    density = land["killed"] / land["area_km2"] * 1e3
    assert land["killed_per_1000km2"].to_numpy() == pytest.approx(density.to_numpy(), abs=1e-4)


def test_rows_that_only_a_gazetteer_can_place_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,place\n2019-01-01,Kuchlak\n2019-01-01,Turbat\n")
    for command in ("join", "summary"):
        result = zila(command, tmp_path / "a.csv")
        assert "2 row(s) name a place only: `zila locate`" in result.stderr
    zila("locate", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    result = zila("summary", tmp_path / "b.csv")
    assert "name a place only" not in result.stderr
    counted = table(result).set_index("name")["incidents"]
    assert counted[counted > 0].to_dict() == {"Quetta": 1, "Kech": 1}
