"""The main job: inputs to incidents, located, joined, counted, and written as one set of files."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import DataError, InputError
from geo.inputs import Columns, Inputs, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from gazetteer import Gazetteer
    from gazetteer.tables import Answers

DEFAULT_AS_OF = date(2022, 9, 9)
"""Newest district set with official P-codes (OCHA COD-AB Pakistan, valid on 2022-09-09)."""

SEARCHED = ("name", "latitude", "longitude", "admin2", "kind", "population")
"""What the page is told of a place that its search knows."""

FILES = (
    "map.html",
    "map.png",
    "map.pdf",
    "map.svg",
    "multiples.html",
    "multiples.png",
    "multiples.pdf",
    "multiples.svg",
    "districts.csv",
    "districts.xlsx",
    "districts.html",
    "incidents.csv",
    "incidents.geojson",
    "datapackage.json",
    "rejected.csv",
    "run.json",
)
"""What `run` writes, the page first; `rejected.csv` only where rows were set aside."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told besides its inputs."""

    as_of: date = DEFAULT_AS_OF
    country: str = "PK"
    published: date | None = None
    columns: Columns = field(default_factory=Columns)
    merge: bool = True
    lexicon: str | Path | None = None
    title: str = "Incidents by district"
    tiles: str | None = None
    boundaries: str | Path | None = None
    name_column: str | None = None
    figures: tuple[str, ...] = ()
    hot_spots: bool = False
    multiples: str | None = None


HOME = frozenset({"PK", "PAK"})
"""Codes of the country whose districts are embedded."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: its record (as in `run.json`) and the files it wrote."""

    record: dict[str, Any]
    files: tuple[Path, ...]


def run(
    inputs: Sequence[str | Path],
    output: str | Path,
    options: Options | None = None,
    *,
    progress: Callable[[str], None] = lambda stage: None,
) -> RunReport:
    """Do the main job: read, extract, locate, join, count and write everything into a folder.

    Parameters
    ----------
    inputs
        Report and table files, folders of them, or ``-`` for standard input.
    output
        Folder for the files named in `FILES` (figures where asked for). Nothing is written there
        before all is made.
    options
        Dates, columns, boundaries and so on.
    progress
        Called with the name of each stage as it begins.

    Raises
    ------
    InputError
        An input is missing or unreadable; the message says which, and what to do.
    """
    from geo.joining import join
    from geo.record import later_changes, run_record

    options = options or Options()
    folder = _checked(output)
    progress("reading")
    given = read_inputs(
        inputs,
        columns=options.columns,
        published=options.published,
        country=options.country,
    )
    gazetteer = _gazetteer(given, options.country)
    progress("extracting")
    if gazetteer is None and given.table is not None:
        table = given.table
        said: dict[str, list[Any]] = {"aggregates": [], "warnings": [], "merges": []}
    else:
        assert gazetteer is not None  # noqa: S101 - `_gazetteer` has raised; tells mypy
        table, said = incidents_of(given, gazetteer, merge=options.merge, lexicon=options.lexicon)
        progress("locating")
        table = locate(table, gazetteer)
    progress("joining")
    polygons = units(
        options.as_of,
        options.boundaries,
        name_column=options.name_column,
        country=options.country,
    )
    table = join(table, polygons)
    if options.boundaries is None:
        said["warnings"] += later_changes(table, options.as_of)
    made_with = {
        "as_of": valid_on(polygons),
        "districts": str(options.boundaries or "embedded"),
        "gazetteer": gazetteer.version if gazetteer else "none: every row came with its place",
    }
    record = run_record(given, table, said, made_with)
    record["districts_mended"] = list(polygons.attrs.get("report", ()))
    progress("writing")
    places = searchable(gazetteer) if gazetteer else []
    return RunReport(record, _write(folder, table, polygons, record, options, places))


def _gazetteer(given: Inputs, country: str) -> Gazetteer | None:
    """Load a country's gazetteer; None where there is none and no row needs one."""
    from gazetteer import Gazetteer

    try:
        return Gazetteer.load(country)
    except DataError:
        if given.documents or given.table is None or given.table["status"].isna().any():
            raise
        return None


def incidents_of(
    given: Inputs,
    gazetteer: Gazetteer,
    *,
    merge: bool = True,
    lexicon: str | Path | None = None,
) -> tuple[pd.DataFrame, dict[str, list[dict[str, Any]]]]:
    """Put what the reports say and what the tables list into one incident table.

    ``lexicon`` is a folder of word lists laid over the built-in ones (`reports.load_lexicon`).

    Returns
    -------
    table : DataFrame
        The conformed incident table, one row per incident, index 0…n-1.
    said : dict
        ``aggregates``, ``warnings`` and ``merges`` of the extraction.
    """
    import pandas as pd

    from geo.columns import conform
    from reports import extract, load_lexicon

    lists = load_lexicon(lexicon)
    extraction = extract(given.documents, gazetteer=gazetteer, merge=merge, lexicon=lists)
    told = conform(pd.DataFrame([incident.row() for incident in extraction.incidents]))
    frames = [frame for frame in (told, given.table) if frame is not None and len(frame)]
    table = pd.concat(frames, ignore_index=True) if frames else told
    said = {
        "aggregates": list(extraction.aggregates),
        "warnings": list(extraction.warnings),
        "merges": list(extraction.merges),
    }
    return table, said


def locate(
    table: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    answers: Answers | None = None,
    progress: Callable[[int], object] = lambda rows: None,
) -> pd.DataFrame:
    """Resolve the place text of every row whose source has not placed it already.

    What was weighed stands in a column ``candidates``. See `Gazetteer.resolve_table` for `answers`
    and `progress`.
    """
    import pandas as pd

    from geo.columns import conform

    open_rows = table["status"].isna()
    if not open_rows.any():
        return table
    resolved = gazetteer.resolve_table(
        table[open_rows], candidates=True, answers=answers, progress=progress
    )
    names = {unit.country: unit.name for unit in gazetteer.areas.places if unit.kind == "country"}
    resolved["country"] = resolved["country"].replace(names)
    said = table.loc[open_rows, "reason"]
    resolved["reason"] = (said + "; " + resolved["reason"]).fillna(resolved["reason"])
    if open_rows.all():
        return conform(resolved)
    return conform(pd.concat([resolved, table[~open_rows]]).loc[table.index])


def searchable(gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Places of the home country that the page's search knows though no incident names them.

    Only those kept in memory (overlays and the embedded set): an installed index has 100,000.
    """
    from gazetteer.places import is_area

    return [
        {name: getattr(place, name) for name in SEARCHED}
        for store in gazetteer.stores
        if store.known
        for place in store
        if place.country == gazetteer.country and not is_area(place)
    ]


def sources(boundaries: str | Path | None = None) -> list[dict[str, str]]:
    """List the data behind a run (`data/sources.csv`): title, path, licence, use."""
    text = files("geo").joinpath("data/sources.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    if boundaries is None:
        return rows
    own = {"title": Path(boundaries).name, "path": "", "licence": "", "licence_path": ""}
    return [{**own, "used_for": "Districts: the user's own polygons"}] + [
        row for row in rows if row["used_for"].startswith("Places")
    ]


def citations(boundaries: str | Path | None = None) -> tuple[str, ...]:
    """Give `sources` as lines: what for, title, licence."""
    return tuple(
        f"{row['used_for']}: {row['title']}{' (' + row['licence'] + ')' if row['licence'] else ''}"
        for row in sources(boundaries)
    )


def units(
    as_of: date,
    boundaries: str | Path | None = None,
    *,
    name_column: str | None = None,
    country: str = "PK",
) -> gpd.GeoDataFrame:
    """Districts valid on a day, or the user's own: a file of polygons, or an installed set's name.

    Raises
    ------
    InputError
        The boundaries are neither a file nor installed, or hold no named polygons.
    """
    if boundaries is None and country.upper() in HOME:
        from geo.dissolution import districts

        return districts(as_of=as_of)
    if boundaries is None:
        msg = (
            f"The districts of {country} are not embedded: give them with --boundaries FILE, or "
            f"run `zila data install {country} --districts geoboundaries` and use its name."
        )
        raise InputError(msg)
    if not Path(boundaries).exists() and not Path(boundaries).suffix:
        from geo.district_sets import load_districts

        return load_districts(country, str(boundaries))
    from geo.boundaries import read_districts

    return read_districts(boundaries, name_column=name_column)


def valid_on(polygons: gpd.GeoDataFrame) -> str | None:
    """Day whose districts a set holds, as ISO text; None where a file of the user's states none."""
    day = polygons.attrs.get("as_of")
    return str(day)[:10] if day else None


def levels(polygons: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Give the embedded districts' `tehsils` and `provinces`; nothing for other polygons."""
    if not polygons.attrs.get("embedded"):
        return {}
    from geo.dissolution import districts

    as_of = polygons.attrs["as_of"]
    return {f"{level}s": districts(as_of=as_of, level=level) for level in ("tehsil", "province")}


def tehsil_shares(table: pd.DataFrame, tehsils: gpd.GeoDataFrame) -> pd.DataFrame:
    """Share each incident among the tehsils in which it may lie; see `geo.shares`."""
    from geo.shares import district_shares

    def keys(frame: pd.DataFrame, tehsil: str) -> pd.Series[str]:
        parts = (frame[column].astype("string") for column in ("admin1", "admin2", tehsil))
        return next(parts) + "/" + next(parts) + "/" + next(parts)

    ids = tehsils["unit_id"].astype("string").set_axis(keys(tehsils, "name"))
    home = keys(table, "admin3").map(ids[~ids.index.duplicated()])
    return district_shares(table.assign(unit_id=home.astype("string")), tehsils)


def parents(latitudes: Sequence[float], longitudes: Sequence[float]) -> tuple[list[str], list[str]]:
    """Name the province and district that hold each point, empty outside Pakistan.

    Gazetteers know no polygons; this is what they are given when one is installed. Degrees WGS 84;
    districts are those of `DEFAULT_AS_OF`.
    """
    import numpy as np

    from geo.points import locate as polygon_of

    polygons = units(DEFAULT_AS_OF)
    found = polygon_of(np.asarray(longitudes), np.asarray(latitudes), polygons)
    province, district = polygons["admin1"].tolist(), polygons["name"].tolist()
    return (
        [province[i] if i >= 0 else "" for i in found],
        [district[i] if i >= 0 else "" for i in found],
    )


def _checked(output: str | Path) -> Path:

    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        msg = f"The output '{folder}' is a file; name a folder with -o."
        raise InputError(msg)
    return folder


def _write(
    folder: Path,
    table: pd.DataFrame,
    polygons: gpd.GeoDataFrame,
    record: dict[str, Any],
    options: Options,
    places: list[dict[str, Any]],
) -> tuple[Path, ...]:
    """Make every file in a folder of its own, then move them into place together."""
    from geo.datapackage import write_datapackage
    from geo.district_figures import spot_classes, with_hot_spots
    from geo.exports import export
    from geo.shares import district_shares
    from geo.summary import summarise, summarise_by, summarise_periods
    from geo.tables import Notes, write_table
    from maps import incident_map

    whole = table
    table = whole.drop(columns="candidates", errors="ignore")  # for the page's readers only
    shares = district_shares(table, polygons)
    figures = summarise(table, polygons, shares=shares)
    if options.hot_spots:
        figures = with_hot_spots(figures, polygons)
    used, cited = sources(options.boundaries), citations(options.boundaries)
    as_of = record["as_of"] or "a day that their file does not state"
    facts = [(key, str(record[key])) for key in ("zila", "districts", "gazetteer")]
    facts.insert(1, ("as_of", as_of))
    facts += [
        (key, str(record["counts"][key])) for key in ("input", "mapped", "area_only", "unmapped")
    ]
    notes = Notes(title=options.title, sources=cited, run=tuple(facts))
    sheets = {
        f"By {period}": summarise_periods(table, polygons, period=period).query("incidents > 0")
        for period in ("year", "quarter", "month")
    }
    sheets["By actor"] = summarise_by(table, polygons, column="actor1")
    spots = spot_classes(figures) if options.hot_spots else None
    making = _workshop(folder)
    try:
        export(table, making / "incidents.csv")
        export(table, making / "incidents.geojson", title=options.title, sources=used)
        for ending in ("csv", "xlsx", "html"):
            write_table(figures, making / f"districts.{ending}", notes=notes, sheets=sheets)
        finer = levels(polygons)
        parts = tehsil_shares(table, finer["tehsils"]) if finer else None
        page = incident_map(
            whole,
            polygons,
            title=options.title,
            as_of=as_of,
            sources=cited,
            run={
                **record,
                "places": places,
                "shares": shares,
                "tehsil_shares": parts,
                "hotspots": spots,
            },
            tiles=options.tiles,
            **finer,
        )
        page.save(making / "map.html")
        _pictures(making, table, polygons, options, as_of, cited)
        if record["rejected"]:
            import pandas as pd

            write_table(pd.DataFrame(record["rejected"]), making / "rejected.csv")
        text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
        (making / "run.json").write_text(text + "\n", encoding="utf-8")
        write_datapackage(
            making,
            sorted(path.name for path in making.iterdir()),
            title=options.title,
            sources=used,
        )
        return _move(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()  # empty only when this run made it and failed


def _pictures(
    making: Path,
    table: pd.DataFrame,
    polygons: gpd.GeoDataFrame,
    options: Options,
    as_of: str,
    cited: Sequence[str],
) -> None:
    """Draw what was asked for besides the page: static maps, and grids of little ones."""
    if not (options.figures or options.multiples):
        return
    from maps.figure import static_map
    from maps.multiples import small_multiples

    for ending in options.figures:
        static_map(
            table,
            polygons,
            making / f"map.{ending}",
            title=options.title,
            as_of=as_of,
            sources=cited,
        )
    for ending in ("html", *options.figures) if options.multiples else ():
        small_multiples(
            table,
            polygons,
            making / f"multiples.{ending}",
            title=options.title,
            as_of=as_of,
            sources=cited,
            by=str(options.multiples),
        )


def _workshop(folder: Path) -> Path:
    """Make a folder beside the output, so that moving files there is one step of the disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    except OSError as error:
        msg = f"Cannot write to '{folder}': {error.strerror}. Choose another folder with -o."
        raise InputError(msg) from error


def _move(making: Path, folder: Path) -> tuple[Path, ...]:
    taken = [name for name in FILES if (folder / name).is_dir()]
    if taken:
        msg = f"{folder / taken[0]} is a folder: move it away, or write to another folder with -o"
        raise InputError(msg)
    asked_for = [name for name in FILES if name.startswith(("map.", "multiples.", "rejected."))]
    for name in asked_for[1:]:  # of an earlier run that this one may not match
        (folder / name).unlink(missing_ok=True)
    made = [name for name in FILES if (making / name).exists()]
    for name in made:
        (making / name).replace(folder / name)
    return tuple(folder / name for name in made)
