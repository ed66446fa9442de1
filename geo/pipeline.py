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

from geo.inputs import Columns, Inputs, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from gazetteer import Gazetteer

DEFAULT_AS_OF = date(2022, 9, 9)
"""Newest district set with official P-codes (OCHA COD-AB Pakistan, valid on 2022-09-09)."""

SEARCHED = ("name", "latitude", "longitude", "admin2", "kind", "population")
"""What the page is told of a place that its search knows."""

CONFIDENCE_LEVELS = ((0.01, "99"), (0.05, "95"), (0.10, "90"))
"""False-discovery rate up to which a hot or cold spot is shown at which level, in percent."""

FILES = (
    "map.html",
    "map.png",
    "map.pdf",
    "map.svg",
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
    from gazetteer import Gazetteer
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
    gazetteer = Gazetteer.load(options.country)
    progress("extracting")
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
        "as_of": options.as_of.isoformat(),
        "districts": str(options.boundaries or "embedded"),
        "gazetteer": gazetteer.version,
    }
    record = run_record(given, table, said, made_with)
    record["districts_mended"] = [fault._asdict() for fault in polygons.attrs.get("report", ())]
    progress("writing")
    places = searchable(gazetteer)
    return RunReport(record, _write(folder, table, polygons, record, options, places))


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


def locate(table: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Resolve the place text of every row whose source has not placed it already."""
    import pandas as pd

    from geo.columns import conform

    open_rows = table["status"].isna()
    if not open_rows.any():
        return table
    resolved = gazetteer.resolve_table(table[open_rows])
    names = {unit.country: unit.name for unit in gazetteer.areas.places if unit.kind == "country"}
    resolved["country"] = resolved["country"].replace(names)
    said = table.loc[open_rows, "reason"]
    resolved["reason"] = (said + "; " + resolved["reason"]).fillna(resolved["reason"])
    return conform(pd.concat([resolved, table[~open_rows]]).loc[table.index])


def searchable(gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Places of the home country that the page's search knows though no incident names them.

    Only those kept in memory (overlays and the embedded set): an installed index has 100,000.
    """
    from gazetteer.places import is_area
    from gazetteer.store import MemoryStore

    return [
        {name: getattr(place, name) for name in SEARCHED}
        for store in gazetteer.stores
        if isinstance(store, MemoryStore)
        for place in store.places
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
    if boundaries is None:
        from geo.dissolution import districts

        return districts(as_of=as_of)
    if not Path(boundaries).exists() and not Path(boundaries).suffix:
        from geo.district_sets import load_districts

        return load_districts(country, str(boundaries))
    from geo.boundaries import read_districts

    return read_districts(boundaries, name_column=name_column)


def counted(table: pd.DataFrame, polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give districts their figures as columns, for GIS files; rows in no district have none."""
    from geo.summary import summarise

    figures = summarise(table, polygons)
    new = [name for name in figures.columns if name not in polygons.columns and name != "row_kind"]
    return polygons.merge(figures[["unit_id", *new]], on="unit_id", how="left")


def hotspots(totals: pd.DataFrame, polygons: gpd.GeoDataFrame) -> dict[str, tuple[str, float]]:
    """Class and adjusted p-value (Getis-Ord Gi*, see `geo.statistics`) of each district tested."""
    from geo.statistics import hot_spots

    tested = hot_spots(totals[totals["row_kind"] == "district"], polygons)
    found = {}
    for unit_id, z, q in zip(tested["unit_id"], tested["gi_z"], tested["gi_q"], strict=True):
        level = next((name for limit, name in CONFIDENCE_LEVELS if q <= limit), "")
        side = "hot" if z > 0 else "cold"
        found[str(unit_id)] = (f"{side} {level}" if level else "not significant", float(q))
    return found


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
    from gazetteer.errors import InputError

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
    from geo.exports import export
    from geo.shares import district_shares
    from geo.summary import summarise, summarise_periods
    from geo.tables import Notes, write_table
    from maps import incident_map

    shares = district_shares(table, polygons)
    totals = summarise(table, polygons, shares=shares)
    used = sources(options.boundaries)
    cited = tuple(
        f"{row['used_for']}: {row['title']}{' (' + row['licence'] + ')' if row['licence'] else ''}"
        for row in used
    )
    facts = [(key, record[key]) for key in ("zila", "as_of", "districts", "gazetteer")]
    facts += [
        (key, str(record["counts"][key])) for key in ("input", "mapped", "area_only", "unmapped")
    ]
    notes = Notes(title=options.title, sources=cited, run=tuple(facts))
    periods = {
        f"By {period}": summarise_periods(table, polygons, period=period).query("incidents > 0")
        for period in ("year", "month")
    }
    spots = hotspots(totals, polygons) if options.hot_spots else None
    making = _workshop(folder)
    try:
        export(table, making / "incidents.csv")
        export(table, making / "incidents.geojson", title=options.title, sources=used)
        for ending in ("csv", "xlsx", "html"):
            write_table(totals, making / f"districts.{ending}", notes=notes, sheets=periods)
        page = incident_map(
            table,
            polygons,
            title=options.title,
            as_of=options.as_of,
            sources=cited,
            run={**record, "places": places, "shares": shares, "hotspots": spots},
            tiles=options.tiles,
        )
        page.save(making / "map.html")
        for ending in options.figures:
            from maps.figure import static_map

            static_map(
                table,
                polygons,
                making / f"map.{ending}",
                title=options.title,
                as_of=options.as_of,
                sources=cited,
            )
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


def _workshop(folder: Path) -> Path:
    """Make a folder beside the output, so that moving files there is one step of the disk."""
    from gazetteer.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    except OSError as error:
        msg = f"Cannot write to '{folder}': {error.strerror}. Choose another folder with -o."
        raise InputError(msg) from error


def _move(making: Path, folder: Path) -> tuple[Path, ...]:
    for name in ("rejected.csv", "map.png", "map.pdf", "map.svg"):
        (folder / name).unlink(missing_ok=True)  # of an earlier run that this one does not match
    made = [name for name in FILES if (making / name).exists()]
    for name in made:
        (making / name).replace(folder / name)
    return tuple(folder / name for name in made)
