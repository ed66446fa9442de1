"""Statistics against other implementations, enumeration and properties that must hold."""

import builtins

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from gazetteer.errors import InputError, MissingLibraryError
from geo.statistics import density, false_discovery, hot_spots, neighbours, smoothed_rates

SIDE = 8


def board(values=None, gap=0.0):
    """A chessboard of districts with a hot corner, and its table."""
    cells = [(i, j) for j in range(SIDE) for i in range(SIDE)]
    units = gpd.GeoDataFrame(
        {
            "unit_id": [f"U{i}{j}" for i, j in cells],
            "population": [1000 * (1 + (i * 7 + j * 3) % 11) for i, j in cells],
            "geometry": [
                box(66 + i / 5, 28 + j / 5, 66 + (i + 1) / 5 - gap, 28 + (j + 1) / 5 - gap)
                for i, j in cells
            ],
        },
        crs=4326,
    )
    if values is None:
        noise = np.random.default_rng(3).poisson(5, SIDE * SIDE)
        values = [
            n + (40 if i < 3 and j < 3 else 0) for n, (i, j) in zip(noise, cells, strict=True)
        ]
    table = pd.DataFrame(
        {"unit_id": units["unit_id"], "incidents": pd.array(values, dtype="Int64")}
    )
    table["row_kind"] = "district"
    rest = pd.DataFrame({"unit_id": ["outside"], "incidents": [99], "row_kind": ["outside"]})
    return pd.concat([table, rest], ignore_index=True), units


def test_smoothed_rates_equal_esdas():
    smoothing = pytest.importorskip("esda.smoothing")
    table, units = board()
    out = smoothed_rates(table, units, per=1)
    expected = smoothing.Empirical_Bayes(
        table["incidents"][:-1].to_numpy(float), units["population"].to_numpy(float)
    )
    assert out["smoothed_rate"].to_numpy(float) == pytest.approx(np.ravel(expected.r))
    assert len(out) == SIDE * SIDE


def test_smoothing_pulls_small_districts_most_and_keeps_the_range():
    table, units = board()
    out = smoothed_rates(table, units)
    rate, smooth = out["rate"].to_numpy(float), out["smoothed_rate"].to_numpy(float)
    overall = 1e5 * table["incidents"][:-1].sum() / units["population"].sum()
    assert (np.abs(smooth - overall) <= np.abs(rate - overall) + 1e-9).all()
    pull = 1 - (smooth - overall) / (rate - overall)
    order = np.argsort(units["population"].to_numpy(), kind="stable")
    assert (np.diff(pull[order]) <= 1e-9).all()


def test_unknown_population_or_count_stays_unknown():
    table, units = board()
    units["population"] = units["population"].astype("Float64")
    units.loc[0, "population"] = pd.NA
    units.loc[1, "population"] = 0
    table.loc[2, "incidents"] = pd.NA
    out = smoothed_rates(table, units)
    assert out["smoothed_rate"].isna().tolist() == [True] * 3 + [False] * (SIDE * SIDE - 3)
    with pytest.raises(InputError, match="population"):
        smoothed_rates(table, units.assign(population=pd.NA))


def test_neighbours_are_those_of_a_queen_also_across_slivers():
    for gap in (0.0, 0.0002):
        _, units = board(gap=gap)
        near = neighbours(units)
        assert sorted(map(len, near.values())) == [3] * 4 + [5] * 24 + [8] * 36
        assert near["U00"] == ["U01", "U10", "U11"]


def test_an_island_gets_its_nearest_district():
    _, units = board()
    island = {"unit_id": ["I"], "population": [1], "geometry": [box(70, 28, 70.1, 28.1)]}
    units = pd.concat([units, gpd.GeoDataFrame(island, crs=4326)], ignore_index=True)
    near = neighbours(units)
    assert near["I"] == ["U70"]
    assert "I" in near["U70"]


def test_hot_corner_is_found_and_nothing_else():
    pytest.importorskip("esda")
    table, units = board()
    out = hot_spots(table, units).set_index("unit_id")
    hot = set(out.index[out["gi"] == "hot spot"])
    corner = {f"U{i}{j}" for i in range(3) for j in range(3)}
    touching = {f"U{i}{j}" for i in range(4) for j in range(4)}
    assert {"U11", "U01", "U10"} <= hot <= touching
    assert set(out.index[out["moran"] == "high-high"]) <= corner
    assert out.loc["U11", "moran"] == "high-high"
    assert len(out) == SIDE * SIDE
    assert (out["gi_q"] >= out["gi_p"]).all()


def test_gi_star_equals_its_formula():
    """The z-value of Getis and Ord (1995, formula 14) with the district itself included."""
    pytest.importorskip("esda")
    table, units = board()
    out = hot_spots(table, units, permutations=99)
    x = table["incidents"][:-1].to_numpy(float)
    n = len(x)
    near = neighbours(units)
    names = units["unit_id"].tolist()
    for row, name in enumerate(names):
        group = [row, *(names.index(other) for other in near[name])]
        w = 1 / len(group)
        total, squares = 1.0, w * w * len(group)
        below = x.std() * np.sqrt((n * squares - total**2) / (n - 1))
        z = (w * x[group].sum() - x.mean()) / below
        assert out["gi_z"][row] == pytest.approx(z, abs=1e-9)


def test_same_seed_same_p_and_noise_is_not_significant():
    pytest.importorskip("esda")
    noise = np.random.default_rng(11).permutation(SIDE * SIDE)
    table, units = board(values=noise)
    first = hot_spots(table, units, permutations=999, seed=5)
    pd.testing.assert_frame_equal(first, hot_spots(table, units, permutations=999, seed=5))
    assert (first["gi"] == "not significant").all()
    assert (first["moran"] == "not significant").all()


def test_too_few_or_equal_values_are_refused():
    pytest.importorskip("esda")
    table, units = board(values=[4] * SIDE * SIDE)
    with pytest.raises(InputError, match="different values"):
        hot_spots(table, units)
    with pytest.raises(InputError, match="no column 'killed'"):
        hot_spots(table, units, column="killed")


def test_without_the_libraries_one_line_says_what_to_install(monkeypatch):
    original = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] == "esda":
            raise ImportError(name=name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    table, units = board()
    with pytest.raises(MissingLibraryError, match=r"zila\[statistics\]"):
        hot_spots(table, units)


def test_false_discovery_rejects_as_esda_does():
    fdr = pytest.importorskip("esda").fdr
    rng = np.random.default_rng(2)
    for _ in range(20):
        p = np.concatenate([rng.uniform(0, 0.01, 10), rng.uniform(0, 1, 60)])
        assert ((false_discovery(p) <= 0.05) == (p <= fdr(p, 0.05))).all()


def points(n=40, radius=None):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "latitude": 30 + rng.normal(0, 0.5, n),
            "longitude": 67 + rng.normal(0, 0.5, n),
            "status": ["point"] * n,
            "radius_km": [radius] * n,
        }
    )


def test_density_sums_to_the_number_of_points():
    given = points()
    given.loc[40] = [None, None, "area", None]
    grid = density(given, cell_km=4)
    assert grid.attrs["points"] == 40
    assert grid["per_km2"].sum() * 4**2 == pytest.approx(40, rel=1e-3)


def test_density_equals_scipys_in_metres():
    stats = pytest.importorskip("scipy.stats")
    from pyproj import Transformer

    given = points()
    grid = density(given, cell_km=10, bandwidth_km=20)
    to_metres = Transformer.from_crs("EPSG:4326", grid.attrs["crs"], always_xy=True)
    places = np.array(to_metres.transform(given["longitude"], given["latitude"]))
    cells = np.array(to_metres.transform(grid["longitude"], grid["latitude"]))
    kde = stats.gaussian_kde(places)
    kde.covariance = np.eye(2) * 20_000.0**2
    kde.cho_cov = np.linalg.cholesky(kde.covariance)
    kde.log_det = 2 * np.log(np.diag(kde.cho_cov * np.sqrt(2 * np.pi))).sum()
    expected = kde(cells) * len(given) * 1e6
    assert grid["per_km2"].to_numpy() == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_doubtful_places_make_lower_peaks():
    sharp, vague = density(points(), bandwidth_km=5), density(points(radius=25), bandwidth_km=5)
    assert vague["per_km2"].max() < 0.6 * sharp["per_km2"].max()
    ignored = density(points(radius=25), bandwidth_km=5, use_radius=False)
    pd.testing.assert_frame_equal(ignored, sharp)


def test_density_needs_two_places():
    with pytest.raises(InputError, match="two different points"):
        density(points(1))
    with pytest.raises(InputError, match="above 0"):
        density(points(), cell_km=0)


def test_hot_spots_of_a_column_without_numbers():
    table, units = board()
    with pytest.raises(InputError, match=r"'unit_id' holds no numbers; these do: .*incidents"):
        hot_spots(table, units, column="unit_id")
