"""Fit the weights of candidates and the confidence curves on UCDP GED's odd ids.

Run from the repository root: ``python gazetteer/data/build_calibration.py [weights] [curves]``.
Weights are a conditional logit of "this candidate lies where UCDP GED put the event" over the
candidates of each plain name, with the reading that none is meant, drawn towards the reviewed
values of ``rules_scores.csv`` (column ``reviewed``). Curves are isotonic: of the answers with a
share, how many had the right district of COD-AB 2022. Even ids are never read here, and each half
of the odd ids is answered with the reported places of the other half alone.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import build_reported  # type: ignore[import-not-found]  # noqa: E402

import benchmarks.locate as bench  # noqa: E402
from gazetteer import calibration  # noqa: E402
from gazetteer.gazetteer import REPORTED_VERSION  # noqa: E402
from gazetteer.names import parts, read_table  # noqa: E402
from gazetteer.phrases import chain, read_relation, strip_opening  # noqa: E402
from gazetteer.places import distance_km, is_area  # noqa: E402
from gazetteer.scores import weights  # noqa: E402
from gazetteer.store import MemoryStore  # noqa: E402

FIXED = ("own", "prominence", "curated", "far_context", "near_context", "context",
         "outside_country", "outside_admin1", "outside_admin2", "inside_country", "wide_area",
         "kind_same", "kind_other")  # fmt: skip
CLOSE_KM = 15
PULL = 3.0
HELD = 0.95
UNMEASURED = [(0.0, 0.3), (1.0, 0.9)]
FEWEST = 300
SURE = 0.9


def odd_rows(judge: bench.Judge) -> pd.DataFrame:
    """Rows of odd ids with their COD-AB district."""
    rows = bench.chosen(bench.read_rows("ged221_pakistan.parquet"), "odd")
    rows["gold_district"] = pd.Series(
        judge.districts(rows["latitude"], rows["longitude"]), dtype=object
    )
    return rows


def folds(rows: pd.DataFrame, gazetteer: Any) -> list[tuple[pd.DataFrame, Any]]:
    """Two halves of the odd ids, each with a gazetteer whose reported places are of the other.

    So that nothing is fitted to an event that the places themselves were learned from.
    """
    lands = build_reported.Lands()
    halves = []
    for half in (0, 1):
        mask = rows["id"] // 2 % 2 == half
        learned = build_reported.build(rows[~mask], gazetteer.areas, lands)
        store = MemoryStore(map(build_reported.as_place, learned), version="half", known=False)
        stores = [store if s.version == REPORTED_VERSION else s for s in gazetteer.stores]
        halves.append((rows[mask].reset_index(), bench.Gazetteer(stores, country="PK")))
    return halves


def plain_name(text: str) -> str | None:
    """Text without prepositions where it is one name and nothing else."""
    text = strip_opening(text)
    pieces = chain(text)
    return pieces[0].text if len(pieces) == 1 and read_relation(text) is None else None


def training(gazetteer: Any, rows: pd.DataFrame) -> list[tuple[list[dict[str, float]], list[bool]]]:
    """Candidates' features and whether each lies where the event was, for every plain name."""
    resolver = gazetteer._resolver
    cases = []
    for columns in bench.CONTEXTS.values():
        for row in rows.itertuples():
            name = plain_name(row.query)
            if name is None:
                continue
            within = tuple(getattr(row, column) for column in columns if getattr(row, column))
            scene, _ = resolver._scene(within, ())
            ranked = [
                r
                for r in resolver.chooser.rank(parts(name), scene)
                if all(parent.fit(r.match.place) >= 0 for parent in scene.parents)
                and (r.match.place.admin2 or not is_area(r.match.place))
            ]
            features = [dict(r.evidence.features) for r in ranked]
            cases.append((features, [_right(r.match.place, row) for r in ranked]))
    return cases


def _right(place: Any, row: Any) -> bool:
    if is_area(place):
        return bool(place.admin2) and place.admin2 == row.gold_district
    away = distance_km(place.latitude, place.longitude, row.latitude, row.longitude)
    return away <= (25 if place.kind == "tehsil" else CLOSE_KM)


def fit_weights(cases: list[tuple[list[dict[str, float]], list[bool]]]) -> dict[str, float]:
    """Weights of the conditional logit."""
    start = {row["feature"]: float(row["reviewed"]) for row in read_table("rules_scores.csv")}
    free = [name for name in start if name not in FIXED]
    column = {name: i for i, name in enumerate(free)}
    designs = []
    for features, right in cases:
        matrix = np.zeros((len(features) + 1, len(free)))
        offset = np.zeros(len(features) + 1)
        for i, found in enumerate(features):
            for name, value in found.items():
                if name in column:
                    matrix[i, column[name]] += value
                else:
                    offset[i] += start[name] * value
        matrix[-1, column["nil"]] = 1.0
        good = np.array([*right, not any(right)])
        designs.append((matrix, offset, good))
    prior = np.array([start[name] for name in free])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(w)
        for matrix, offset, good in designs:
            logits = matrix @ w + offset
            logits -= logits.max()
            p = np.exp(logits)
            p /= p.sum()
            mass = p[good].sum()
            total -= math.log(mass + 1e-12)
            q = np.where(good, p, 0.0) / (mass + 1e-12)
            slope -= matrix.T @ (q - p)
        total += PULL * float(((w - prior) ** 2).sum())
        return total, slope + 2 * PULL * (w - prior)

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return {name: round(float(value), 2) for name, value in zip(free, found.x, strict=True)}


def isotonic(raw: np.ndarray, truth: np.ndarray, least: int = 40) -> list[tuple[float, float]]:
    """Pool adjacent violators over bins of at least `least` answers."""
    order = np.argsort(raw, kind="stable")
    blocks: list[list[float]] = []
    for chunk in np.array_split(order, max(1, len(order) // least)):
        blocks.append([float(raw[chunk].mean()), float(truth[chunk].mean()), float(len(chunk))])
        while len(blocks) > 1 and (
            blocks[-1][1] <= blocks[-2][1] or blocks[-1][0] - blocks[-2][0] < 0.002
        ):
            x2, y2, n2 = blocks.pop()
            x1, y1, n1 = blocks.pop()
            n = n1 + n2
            blocks.append([(x1 * n1 + x2 * n2) / n, (y1 * n1 + y2 * n2) / n, n])
    return [(round(x, 4), round(y, 4)) for x, y, _ in blocks]


def fit_curves(halves: list[tuple[pd.DataFrame, Any]], judge: bench.Judge) -> None:
    """Write the confidence curve of each group of answers, and the radii."""
    path = HERE / "rules_calibration.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        groups = list(dict.fromkeys(row["group"] for row in csv.DictReader(stream)))
    groups = [name for name in groups if not name.endswith(calibration.STATED)]
    groups += [f"{name}{calibration.STATED}" for name in groups]
    with path.open("a", encoding="utf-8") as stream:  # so that the groups are told apart below
        stream.writelines(f"{name},0,0\n" for name in groups)
    calibration._curves.cache_clear()
    pairs: dict[str, list[tuple[float, bool]]] = {group: [] for group in groups}
    errors: dict[str, list[tuple[float, float]]] = {}
    for rows, gazetteer in halves:
        gazetteer._resolver.calibrate = False
        for columns in bench.CONTEXTS.values():
            answers = bench.ask_all(bench.of_gazetteer(gazetteer), rows, columns)
            points = [i for i, a in enumerate(answers) if a.status == "point"]
            inside = dict(
                zip(
                    points,
                    judge.districts(
                        [answers[i].latitude for i in points],
                        [answers[i].longitude for i in points],
                    ),
                    strict=True,
                )
            )
            for i, answer in enumerate(answers):
                gold = rows["gold_district"].iat[i]
                got = inside.get(i, answer.admin2 if answer.status == "area" else None)
                if answer.status == "point" and gold is not None and got == gold:
                    away = distance_km(
                        answer.latitude, answer.longitude,
                        rows["latitude"].iat[i], rows["longitude"].iat[i],
                    )  # fmt: skip
                    if answer.method != "relative":
                        errors.setdefault(answer.method, []).append((answer.confidence, away))
                if gold is not None and got:
                    group = calibration.group_of(answer, stated="adm_2" in columns)
                    pairs[group].append((answer.confidence, got == gold))
    write_radii(errors)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("group", "raw", "confidence"))
        for group, found in pairs.items():
            raw = np.array([pair[0] for pair in found])
            truth = np.array([pair[1] for pair in found], dtype=float)
            if len(found) < 40 and group.endswith(calibration.STATED):
                continue
            curve = isotonic(raw, truth) if len(found) >= 40 else UNMEASURED
            print(group, len(found), curve)
            writer.writerows((group, x, y) for x, y in curve)


def write_radii(errors: dict[str, list[tuple[float, float]]]) -> None:
    """Write the distance that held the share HELD of events placed in the right district.

    By group and two levels of the answer's share, where each has FEWEST answers; a group with
    fewer is no cell of its own. What lies in the wrong district is an error that `confidence`
    tells of: it widens nobody's radius.
    """
    pooled = [pair for found in errors.values() for pair in found]
    with (HERE / "rules_radius.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("group", "share_from", "km", "answers"))
        for group, found in [*sorted(errors.items()), ("any", pooled)]:
            share, km = np.array(found).T
            if len(km) < FEWEST:
                continue
            sure = share >= SURE
            cells = [(0.0, ~sure), (SURE, sure)]
            held = [float(np.quantile(km[cell], HELD)) if cell.any() else 0.0 for _, cell in cells]
            if min(sure.sum(), (~sure).sum()) < FEWEST or held[0] < held[1]:
                cells, held = [(0.0, share >= 0)], [float(np.quantile(km, HELD))]
            for (start, cell), distance in zip(cells, held, strict=True):
                writer.writerow((group, start, round(distance, 1), int(cell.sum())))


def main() -> None:
    """Fit what is named on the command line, both by default."""
    wanted = sys.argv[1:] or ["weights", "curves"]
    judge = bench.Judge()
    rows = odd_rows(judge)
    full = bench.full_gazetteer()
    rows["sound"] = bench.consistent(rows, full.areas)
    halves = folds(rows, full)
    if "weights" in wanted:
        fitted = fit_weights(
            [case for half, learned in halves for case in training(learned, half[half["sound"]])]
        )
        path = HERE / "rules_scores.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream))
        for row in table:
            if row["feature"] in fitted:
                print(row["feature"], row["weight"], "->", fitted[row["feature"]])
                row["weight"] = f"{fitted[row['feature']]:g}"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, table[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        weights.cache_clear()
    if "curves" in wanted:
        fit_curves([*halves, *folds(rows, bench.Gazetteer.load("embedded"))], judge)


if __name__ == "__main__":
    main()
