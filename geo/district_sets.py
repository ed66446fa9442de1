"""Installed district sets: boundary files downloaded or given, kept as GeoParquet and verified."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.downloads import download
from gazetteer.errors import InputError, MissingInputError
from gazetteer.sources import data_folder
from geo.extents import iso3

if TYPE_CHECKING:
    import geopandas as gpd


class Source(NamedTuple):
    """Where a kind of district set is published."""

    name: str
    title: str
    url: str
    licence: str


class InstalledSet(NamedTuple):
    """One installed district set."""

    country: str
    name: str
    units: int
    as_of: str
    source: str
    sha256: str
    licence: str
    path: Path


def sources() -> dict[str, Source]:
    """Map the name of each known kind of set to its source (`data/district_sources.csv`)."""
    text = files("geo").joinpath("data/district_sources.csv").read_text(encoding="utf-8")
    return {row["name"]: Source(**row) for row in csv.DictReader(io.StringIO(text))}


def sets_folder(target: str | Path | None = None) -> Path:
    """Give the folder of installed district sets, beside the installed gazetteers."""
    return data_folder(target).parent / "districts"


def install_districts(
    country: str,
    name: str = "cod-ab",
    from_file: str | Path | None = None,
    target: str | Path | None = None,
    *,
    level: str = "district",
    sha256: str | None = None,
    progress: bool = False,
) -> InstalledSet:
    """Install a district set, by download or from a file one already has.

    Parameters
    ----------
    country : str
        ISO 3166 code of two or three letters, or a name.
    name : str
        ``cod-ab`` or ``geoboundaries``; any other name needs `from_file`.
    from_file : path, optional
        A boundary file that `read_districts` reads.
    target : path, optional
        Data folder, see `gazetteer.sources.data_folder`.
    level : {"district", "province", "tehsil"}
        What to read from a file of several levels.
    sha256 : str, optional
        Checksum that the file must have. The checksum found is recorded in any case.
    progress : bool
        Show a progress bar of the download on standard error.

    Raises
    ------
    InputError
        For an unknown name or country code, a failed download, another checksum than expected, or
        a file that is no boundary file. Whatever fails leaves an older set as it was.
    """
    from geo.boundaries import read_districts

    code = iso3(country).upper()
    known = sources().get(name)
    if len(code) != 3 or not code.isalpha() or not code.isascii():
        msg = f"{country!r} is no country code Zila knows here: give three letters, such as PAK"
        raise InputError(msg)
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        msg = f"{name!r} is no name for a set: use letters, digits, - and _"
        raise InputError(msg)
    if known is None and from_file is None:
        msg = (
            f"No address is known for district sets named {name!r}: choose {', '.join(sources())}, "
            "or give a file with --from"
        )
        raise InputError(msg)
    folder = sets_folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    if from_file is not None:
        path = Path(from_file)
        if not path.is_file():
            msg = f"There is no boundary file {path}" + (
                ": it is a folder, zip it first" if path.is_dir() else ""
            )
            raise MissingInputError(msg)
    else:
        assert known is not None  # noqa: S101 - ruled out above; tells mypy
        url = known.url.format(iso3=code, iso3_lower=code.lower())
        path = download(
            url,
            folder / "downloads" / f"{code}-{known.name}-{Path(url).name}",
            progress=progress,
            hint=f"Without network, get the file elsewhere and run `zila data install {code} "
            f"--districts {known.name} --from FILE`",
        )
    digest = _sha256(path)
    if sha256 and digest != sha256.lower():
        msg = f"{path} has SHA-256 {digest}, expected {sha256}: it is another file"
        raise InputError(msg)
    frame = read_districts(path, level=level)
    about = {
        "country": code,
        "name": name,
        "units": len(frame),
        "as_of": frame.attrs["as_of"] or "",
        "source": path.name if from_file is not None or known is None else known.title,
        "sha256": digest,
        "licence": known.licence if known else "as its publisher states",
        "attrs": frame.attrs,
    }
    return _keep(frame, about, folder / f"{code}-{name}.parquet")


def _keep(frame: gpd.GeoDataFrame, about: dict[str, object], final: Path) -> InstalledSet:
    """Write polygons and their record under temporary names, then move both into place."""
    plain = frame.copy()
    plain.attrs = {}
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=".part-") as name:
        part = Path(name) / final.name
        plain.to_parquet(part, index=False)
        record = part.with_suffix(".json")
        about["parquet_sha256"] = _sha256(part)
        record.write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(final)
        record.replace(final.with_suffix(".json"))
    return _read_record(final.with_suffix(".json"))[0]


def installed_districts(target: str | Path | None = None) -> list[InstalledSet]:
    """List the installed district sets whose record can be read, by country and name."""
    found = []
    for path in sorted(sets_folder(target).glob("*.json")):
        with suppress(InputError):
            found.append(_read_record(path)[0])
    return found


def load_districts(
    country: str, name: str = "cod-ab", target: str | Path | None = None
) -> gpd.GeoDataFrame:
    """Read an installed district set, as `read_districts` gave it.

    Raises
    ------
    MissingInputError
        When the set is not installed.
    InputError
        When its file is damaged.
    """
    import geopandas as gpd

    code = iso3(country).upper()
    record = sets_folder(target) / f"{code}-{name}.json"
    if not record.is_file():
        have = ", ".join(f"{s.country} {s.name}" for s in installed_districts(target)) or "none"
        msg = (
            f"The district set {name!r} of {code} is not installed (installed: {have}): "
            f"run `zila data install {country} --districts {name}`"
        )
        raise MissingInputError(msg)
    about, attrs = _read_record(record)
    try:
        frame = gpd.read_parquet(about.path)
    except (OSError, ValueError) as error:
        msg = (
            f"The installed district set {about.path} is damaged ({error}): "
            f"install it again with `zila data install {country} --districts {name}`"
        )
        raise InputError(msg) from error
    text = [c for c in frame.columns if c not in ("geometry", "area_km2", "population")]
    frame[text] = frame[text].astype("string")
    frame["population"] = frame["population"].astype("Int64")
    frame.attrs.update(attrs)
    return frame


def verify_districts(target: str | Path | None = None) -> list[tuple[str, str]]:
    """Check every installed set: its name and "ok", or what is wrong with it."""
    results = []
    for record in sorted(sets_folder(target).glob("*.json")):
        path = record.with_suffix(".parquet")
        try:
            _read_record(record)
            wanted = json.loads(record.read_text(encoding="utf-8")).get("parquet_sha256")
        except InputError as error:
            results.append((record.stem, str(error)))
            continue
        if not path.is_file():
            state = f"{path} is gone; install it again"
        elif _sha256(path) != wanted:
            state = f"{path} was changed since it was installed; install it again"
        else:
            state = "ok"
        results.append((record.stem, state))
    return results


def _read_record(record: Path) -> tuple[InstalledSet, dict[str, object]]:
    try:
        about = json.loads(record.read_text(encoding="utf-8"))
        fields = {name: about[name] for name in InstalledSet._fields if name != "path"}
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"The record {record} of an installed district set is damaged: install it again"
        raise InputError(msg) from error
    return InstalledSet(**fields, path=record.with_suffix(".parquet")), about["attrs"]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
