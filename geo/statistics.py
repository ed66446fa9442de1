"""Statistics where a plain map would mislead: smoothed rates, hot spots, density of points."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingLibraryError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEIGHBOUR_M = 100.0
"""Districts are neighbours when their polygons come this near to each other, corners included
(queen contiguity with a tolerance, because open boundary sets have gaps between districts). A
district without any neighbour gets the one whose polygon is nearest."""

_FEWEST = 8
_RADIUS_TO_SIGMA = 2.4477
"""95 % of a circular normal distribution lie within 2.4477 standard deviations (Rayleigh)."""


def smoothed_rates(
    table: pd.DataFrame,
    districts: Any,
    *,
    column: str = "incidents",
    per: float = 100_000,
) -> pd.DataFrame:
    """Rates per population, shrunk towards the overall rate where few people live.

    The global empirical-Bayes estimator of Marshall (1991, Applied Statistics 40:283-294): in a
    small district one incident more makes the raw rate jump; the smoothed rate weighs it by how
    much of the variation between districts is more than chance.

    Parameters
    ----------
    table : DataFrame
        District table of `geo.summary.summarise`.
    districts : DataFrame
        ``unit_id`` and ``population``.
    column : str
        Count to relate to the population.
    per : float
        People the rate refers to.

    Returns
    -------
    DataFrame
        The districts' ``unit_id``, ``rate`` and ``smoothed_rate``, in the order of `table`; empty
        where population or count is unknown.

    Raises
    ------
    InputError
        When no district has both a count and a population.
    """
    import numpy as np
    import pandas as pd

    rows = _district_rows(table, column)
    people = districts.set_index("unit_id")["population"].reindex(rows["unit_id"])
    size = pd.to_numeric(people).to_numpy(dtype="float64", na_value=np.nan)
    count = rows[column].to_numpy(dtype="float64", na_value=np.nan)
    known = np.isfinite(count) & np.isfinite(size) & (size > 0)
    if not known.any():
        msg = f"No district has both {column!r} and a population: smoothed rates need both."
        raise InputError(msg)
    rate = np.full(len(rows), np.nan)
    smoothed = rate.copy()
    rate[known] = count[known] / size[known]
    smoothed[known] = marshall(count[known], size[known])
    out = pd.DataFrame({"unit_id": rows["unit_id"].to_numpy()})
    out["rate"] = pd.array(rate * per, dtype="Float64")
    out["smoothed_rate"] = pd.array(smoothed * per, dtype="Float64")
    return out


def marshall(count: Floats, size: Floats) -> Floats:
    """Smooth the rates of counts among people (both above 0 somewhere): Marshall (1991)."""
    import numpy as np

    overall = count.sum() / size.sum()
    rate = count / size
    spread = (size * (rate - overall) ** 2).sum() / size.sum()
    between = max(spread - overall / size.mean(), 0.0)
    if overall == 0:
        return rate
    weight = between / (between + overall / size)
    return np.asarray(weight * rate + (1 - weight) * overall)


def neighbours(districts: Any, *, within_m: float = NEIGHBOUR_M) -> dict[str, list[str]]:
    """Which districts are neighbours of which, by the stated rule (see `NEIGHBOUR_M`).

    Parameters
    ----------
    districts : GeoDataFrame
        ``unit_id`` and polygons in any CRS.
    within_m : float
        Metres; 0 asks for a common point.

    Returns
    -------
    dict
        ``unit_id`` to the sorted ``unit_id`` of its neighbours; symmetric, never empty when there
        are two districts or more.
    """
    import numpy as np
    import shapely

    names = [str(name) for name in districts["unit_id"]]
    shapes = _metres(districts).geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=max(within_m, 1e-6))
    found: dict[str, set[str]] = {name: set() for name in names}
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a != b:
            found[names[a]].add(names[b])
            found[names[b]].add(names[a])
    for i, name in enumerate(names):
        if not found[name] and len(names) > 1:
            gaps = shapely.distance(shapes[i], shapes)
            gaps[i] = np.inf
            nearest = names[int(np.argmin(gaps))]
            found[name].add(nearest)
            found[nearest].add(name)
    return {name: sorted(found[name]) for name in names}


def hot_spots(
    table: pd.DataFrame,
    districts: Any,
    *,
    column: str = "incidents",
    permutations: int = 9999,
    alpha: float = 0.05,
    seed: int = 1,
) -> pd.DataFrame:
    """Districts that are high or low together with their neighbours, more than by chance.

    Getis-Ord Gi* (the district itself counts as its own neighbour) and local Moran's I, each with
    conditional permutation p-values, two-sided, and the false-discovery rate of Benjamini and
    Hochberg (1995) over all districts, since testing each of 160 districts at 5 % would mark eight
    by chance alone.

    Parameters
    ----------
    table : DataFrame
        District table of `geo.summary.summarise`, or any with ``unit_id`` and `column`. Rates say
        more than counts, which are high where many people live.
    districts : GeoDataFrame
        ``unit_id`` and polygons; neighbours by the rule of `neighbours`.
    column : str
        What to test.
    permutations : int
        The smallest p-value possible is 2 / (permutations + 1).
    alpha : float
        False-discovery rate below which a district counts as significant.
    seed : int
        Same seed, same p-values.

    Returns
    -------
    DataFrame
        Per district ``gi_z``, ``gi_p``, ``gi_q`` (adjusted), ``gi`` ("hot spot", "cold spot", "not
        significant"); ``moran_i``, ``moran_p``, ``moran_q``, ``moran`` ("high-high", "low-low",
        "high-low", "low-high", "not significant"); ``neighbours`` (their number). Districts without
        a value are left out of the test and empty.

    Raises
    ------
    InputError
        Fewer than eight districts with a value, or the same value in all.
    MissingLibraryError
        Without esda and libpysal.
    """
    import numpy as np
    import pandas as pd

    moran_local, g_local, weights_of = _libraries()
    rows = _district_rows(table, column)
    values = rows[column].to_numpy(dtype="float64", na_value=np.nan)
    ids = rows["unit_id"].astype(str).to_numpy()
    known = np.isfinite(values) & np.isin(ids, districts["unit_id"].astype(str).to_numpy())
    if known.sum() < _FEWEST or np.ptp(values[known]) == 0:
        msg = (
            f"Hot spots need at least {_FEWEST} districts with different values of {column!r}: "
            f"found {int(known.sum())} with {len(np.unique(values[known]))} different values."
        )
        raise InputError(msg)
    tested = ids[known].tolist()
    near = neighbours(districts[districts["unit_id"].astype(str).isin(tested)])
    weights = weights_of(
        {name: near[name] for name in tested}, id_order=tested, silence_warnings=True
    )
    settings = {"permutations": permutations, "seed": seed, "n_jobs": 1}
    with warnings.catch_warnings():
        # esda is to change what its own p-values mean; they are not used here.
        warnings.filterwarnings("ignore", message="The alternative hypothesis")
        # Binary weights: esda's z-value of row-standardised ones leaves out their squares.
        gi = g_local(values[known], weights, star=True, transform="B", **settings)
        moran = moran_local(values[known], weights, **settings)
    gi_p = _two_sided(gi.Gs, gi.rGs)
    moran_p = _two_sided(moran.Is, moran.rlisas)
    gi_q, moran_q = false_discovery(gi_p), false_discovery(moran_p)
    quadrants = np.array(["", "high-high", "low-high", "low-low", "high-low"])[moran.q]
    signs = np.where(gi.Zs > 0, "hot spot", "cold spot")
    found = {
        "gi_z": gi.Zs,
        "gi_p": gi_p,
        "gi_q": gi_q,
        "gi": np.where(gi_q <= alpha, signs, "not significant"),
        "moran_i": moran.Is,
        "moran_p": moran_p,
        "moran_q": moran_q,
        "moran": np.where(moran_q <= alpha, quadrants, "not significant"),
        "neighbours": np.array([len(near[name]) for name in tested]),
    }
    out = pd.DataFrame({"unit_id": rows["unit_id"].to_numpy()})
    for name, each in found.items():
        full = pd.Series(pd.NA, index=out.index, dtype="object")
        full[known] = each
        out[name] = full.astype(
            "string" if each.dtype.kind == "U" else "Int64" if each.dtype.kind == "i" else "Float64"
        )
    return out


def _two_sided(observed: Floats, simulated: Floats) -> Floats:
    """Permutation p-values: twice the share of simulations beyond the nearer end."""
    import numpy as np

    runs = simulated.shape[1]
    above = (simulated >= observed[:, None]).sum(axis=1)
    below = (simulated <= observed[:, None]).sum(axis=1)
    return np.asarray(np.minimum(2 * (np.minimum(above, below) + 1) / (runs + 1), 1.0))


def false_discovery(p: Floats) -> Floats:
    """Adjust p-values by Benjamini and Hochberg: reject where the result is at most alpha."""
    import numpy as np

    order = np.argsort(p, kind="stable")
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.minimum.accumulate(ranked[::-1])[::-1]
    out = np.empty_like(adjusted)
    out[order] = np.minimum(adjusted, 1.0)
    return out


_WIDEST_KM = 2_000.0
_MOST_CELLS = 4_000_000


def density(
    incidents: pd.DataFrame,
    *,
    cell_km: float = 5.0,
    bandwidth_km: float | None = None,
    use_radius: bool = True,
) -> pd.DataFrame:
    """Smooth density of incidents at points, in incidents per km², on a grid in metres.

    A Gaussian kernel, the same in all directions, on an equal-area projection centred on the
    points. Where the place of an incident is doubtful its kernel is wider by that doubt, so that a
    town known only to 25 km does not become a peak.

    Parameters
    ----------
    incidents : DataFrame
        ``latitude``, ``longitude``, ``status``; only points count, areas have no place.
    cell_km : float
        Size of a grid cell.
    bandwidth_km : float, optional
        Standard deviation of the kernel; by default Scott's rule, with the mean of the variances
        of both directions.
    use_radius : bool
        Whether ``radius_km`` (95 %) widens each kernel.

    Returns
    -------
    DataFrame
        ``longitude``, ``latitude`` (WGS 84, centres of cells), ``per_km2``, row by row from the
        south-west; its ``attrs`` hold ``bandwidth_km``, ``cell_km``, ``crs`` and ``points``. The
        sum over the cells times their area is the number of points.

    Raises
    ------
    InputError
        Fewer than two different points, or sizes that are not positive.
    """
    import numpy as np
    import pandas as pd
    from pyproj import Transformer

    from geo.geojson import points

    places = [place for place in points(incidents) if place is not None]
    if len(set(places)) < 2:
        msg = f"A density needs at least two different points: found {len(set(places))}."
        raise InputError(msg)
    sizes = [cell_km] if bandwidth_km is None else [cell_km, bandwidth_km]
    if not all(0 < size < _WIDEST_KM for size in sizes):
        told = " and ".join(f"{size:g}" for size in sizes)
        msg = f"Cell and bandwidth have to be above 0 and below {_WIDEST_KM:g} km: got {told}."
        raise InputError(msg)
    lon, lat = np.array(places).T
    crs = f"+proj=laea +lat_0={lat.mean():.4f} +lon_0={lon.mean():.4f} +datum=WGS84 +units=m"
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = there.transform(lon, lat)
    if bandwidth_km is None:
        spread = np.sqrt((np.var(x, ddof=1) + np.var(y, ddof=1)) / 2)
        bandwidth_km = float(spread * len(x) ** (-1 / 6)) / 1000
    sigma = np.full(len(x), bandwidth_km * 1000)
    if use_radius and "radius_km" in incidents.columns:
        placed = [place is not None for place in points(incidents)]
        radius = pd.to_numeric(incidents["radius_km"]).to_numpy(dtype="float64", na_value=0.0)[
            placed
        ]
        sigma = np.hypot(sigma, np.nan_to_num(radius) * 1000 / _RADIUS_TO_SIGMA)
    cell = cell_km * 1000
    cells = np.prod([np.ptp(axis) / cell + 8 * sigma.max() / cell for axis in (x, y)])
    if cells > _MOST_CELLS:
        msg = f"The grid would have {cells:,.0f} cells of {cell_km:g} km: give larger cells."
        raise InputError(msg)
    centres_x, weight_x = _kernel(x, sigma, cell)
    centres_y, weight_y = _kernel(y, sigma, cell)
    surface = (weight_y.T @ weight_x) * 1e6
    grid_x, grid_y = np.meshgrid(centres_x, centres_y)
    grid_lon, grid_lat = there.transform(grid_x.ravel(), grid_y.ravel(), direction="INVERSE")
    out = pd.DataFrame({"longitude": grid_lon, "latitude": grid_lat, "per_km2": surface.ravel()})
    out.attrs = {
        "bandwidth_km": bandwidth_km,
        "cell_km": cell_km,
        "crs": crs,
        "points": len(x),
    }
    return out


def _kernel(at: Floats, sigma: Floats, cell: float) -> tuple[Floats, Floats]:
    """Cell centres along one axis, and each point's Gaussian there; a product of two is 2-D."""
    import numpy as np

    reach = 4 * sigma
    low = np.floor((at - reach).min() / cell)
    high = np.ceil((at + reach).max() / cell)
    centres = (np.arange(low, high) + 0.5) * cell
    scaled = (centres[None, :] - at[:, None]) / sigma[:, None]
    return centres, np.exp(-0.5 * scaled**2) / (sigma[:, None] * np.sqrt(2 * np.pi))


def _district_rows(table: pd.DataFrame, column: str) -> pd.DataFrame:
    missing = [name for name in ("unit_id", column) if name not in table.columns]
    if missing:
        msg = f"The table has no column {', '.join(map(repr, missing))}."
        raise InputError(msg)
    numbers = table.select_dtypes("number").columns
    if column not in numbers:
        msg = f"The column {column!r} holds no numbers; these do: {', '.join(map(str, numbers))}."
        raise InputError(msg)
    if "row_kind" in table.columns:
        table = table[table["row_kind"] == "district"]
    return table


def _metres(districts: Any) -> Any:
    """Districts in an equal-area projection in metres, centred on them."""
    from geo.geojson import wgs84

    frame = wgs84(districts)
    west, south, east, north = frame.total_bounds
    return frame.to_crs(
        f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +datum=WGS84"
    )


def _libraries() -> tuple[Any, Any, Any]:
    try:
        from esda import G_Local, Moran_Local
        from libpysal.weights import W
    except ImportError as error:
        msg = f"Hot spots need esda and libpysal ({error.name}): pip install 'zila[statistics]'."
        raise MissingLibraryError(msg) from error
    return Moran_Local, G_Local, W
