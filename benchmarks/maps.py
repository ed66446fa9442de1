"""What the incident page costs, beside folium, explore, kepler.gl and lonboard, in one run.

    python -m benchmarks maps [COUNT ...]

For every count of incidents: seconds to build and save the page, its size, and, in Debian's
chromium with the network cut, seconds from opening the file until it answers, until a filter has
been redrawn, and frames per second while it is panned; then how many colours are to be seen (a page
that cannot draw has a few), what it asked the network for, and its errors.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

COUNTS = (5_000, 50_000, 1_000_000)
SENTENCES_UP_TO = 50_000
# Beyond these a page takes minutes to build or never opens.
UP_TO = {
    "MarkerCluster": 5_000, "FastMarkerCluster": 50_000, "GeoJson": 50_000, "explore": 50_000,
    "kepler.gl": 50_000,
}  # fmt: skip
VISITS = 3
"""How often each page is opened, in a context of its own each time; figures are medians."""
BUDGETS = {5_000: (2.0, 1.0), 50_000: (5.0, 1.5), 1_000_000: (25.0, 5.0)}

_FILTER = """async () => {
  const started = performance.now();
  zila.set({filter: {killedMin: 1}});
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - started;
}"""
_PAN = """async () => {
  const frames = [];
  let last = performance.now();
  for (let i = 0; i < 60; i += 1) {
    map_zila.panBy([i % 20 < 10 ? 17 : -17, i % 14 < 7 ? 11 : -11], {animate: false});
    await new Promise((done) => requestAnimationFrame(done));
    frames.push(performance.now() - last);
    last = performance.now();
  }
  frames.sort((a, b) => a - b);
  return 1000 / frames[Math.floor(frames.length / 2)];
}"""


def incidents(count: int, districts: Any, *, sentences: bool) -> pd.DataFrame:
    """Make incidents at 3,000 places inside districts, with the spread of real event data."""
    import shapely

    from geo.columns import conform
    from geo.dissolution import districts as district_set

    random = np.random.default_rng(count)
    which = np.minimum(random.geometric(0.02, 3000) - 1, len(districts) - 1)
    shapes = np.asarray(districts.geometry.array)[which]
    middles = shapely.point_on_surface(shapes)
    spread = random.normal(0, 0.05, (3000, 2))
    named = district_set(level="tehsil").groupby("admin2_pcode")["name"].agg(list)
    tehsil = np.array([random.choice(named[code]) for code in districts["pcode"].to_numpy()[which]])
    place = np.minimum(random.zipf(1.3, count) - 1, 2999)
    district = which[place]
    names = districts["name"].to_numpy()[district]
    killed = random.poisson(2.0, count)
    days = np.datetime64("2000-01-01") + random.integers(0, 9000, count).astype("timedelta64[D]")
    types = np.array(
        ["Battles", "Explosions/Remote violence", "Violence against civilians", "Protests"]
    )
    actors = np.array([f"Group {i}" for i in range(40)])
    frame = {
        "event_id": [f"e{i}" for i in range(count)],
        "event_date": days,
        "time_precision": 1,
        "event_type": types[random.integers(0, 4, count)],
        "actor1": actors[random.integers(0, 40, count)],
        "fatalities": killed,
        "location": names,
        "place_name": names,
        "latitude": shapely.get_y(middles)[place] + spread[place, 1],
        "longitude": shapely.get_x(middles)[place] + spread[place, 0],
        "radius_km": 5.0,
        "admin1": districts["admin1"].to_numpy()[district],
        "admin2": names,
        "admin2_pcode": districts["pcode"].to_numpy()[district],
        "admin3": tehsil[place],
        "confidence": random.integers(40, 100, count) / 100,
        "status": "point",
        "method": "exact",
    }
    if sentences:
        words = [f"word{i}" for i in range(4000)]
        picks = np.minimum(random.zipf(1.25, (count, 28)) - 1, 3999)
        frame["sentence"] = [
            f"At least {k} people were killed near {n}: " + " ".join(words[w] for w in row)
            for k, n, row in zip(killed, names, picks, strict=True)
        ]
        frame["reason"] = [f"{n} is the only place of this name in its district" for n in names]
    return conform(pd.DataFrame(frame))


def ours(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """Write the page of this project."""
    from geo.dissolution import districts as district_set
    from maps import incident_map

    tehsils = district_set(level="tehsil")
    page = incident_map(table, districts, title="Benchmark", as_of="2022-09-09", tehsils=tehsils)
    page.save(path)


def _text(row: Any) -> str:
    return f"{row.event_type}, {row.event_date:%Y-%m-%d}: {row.fatalities} killed"


def marker_cluster(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """folium: a choropleth of GeoJson and one marker with a popup per incident, clustered."""
    import folium
    from folium.plugins import MarkerCluster

    made = folium.Map([30, 67], zoom_start=6, tiles=None)
    folium.GeoJson(districts[["name", "geometry"]]).add_to(made)
    cluster = MarkerCluster().add_to(made)
    for row in table.itertuples():
        folium.Marker([row.latitude, row.longitude], popup=_text(row)).add_to(cluster)
    made.save(path)


def fast_marker_cluster(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """folium: the same with its faster cluster, which shows coordinates only."""
    import folium
    from folium.plugins import FastMarkerCluster

    made = folium.Map([30, 67], zoom_start=6, tiles=None)
    folium.GeoJson(districts[["name", "geometry"]]).add_to(made)
    FastMarkerCluster(table[["latitude", "longitude"]].to_numpy(float).tolist()).add_to(made)
    made.save(path)


def geo_json(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """folium: one GeoJson layer of circle markers with tooltips."""
    import folium
    import geopandas as gpd

    made = folium.Map([30, 67], zoom_start=6, tiles=None, prefer_canvas=True)
    folium.GeoJson(districts[["name", "geometry"]]).add_to(made)
    points = gpd.GeoDataFrame(
        {"text": [_text(row) for row in table.itertuples()]},
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"], crs=4326),
    )
    folium.GeoJson(
        points,
        marker=folium.CircleMarker(radius=4),
        tooltip=folium.GeoJsonTooltip(["text"]),
    ).add_to(made)
    made.save(path)


def lonboard(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """lonboard: points and polygons on the graphics card; needs the network to draw."""
    import geopandas as gpd
    from lonboard import Map, PolygonLayer, ScatterplotLayer

    points = gpd.GeoDataFrame(
        {"fatalities": table["fatalities"].astype("int64")},
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"], crs=4326),
    )
    layers = [
        PolygonLayer.from_geopandas(districts[["name", "geometry"]]),
        ScatterplotLayer.from_geopandas(points),
    ]
    Map(layers).to_html(path)


def explore(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """geopandas.explore: a choropleth of the districts, points with tooltips on top."""
    import geopandas as gpd

    counts = table.groupby("admin2_pcode").size()
    shaded = districts[["name", "pcode", "geometry"]].copy()
    shaded["incidents"] = shaded["pcode"].map(counts).fillna(0).astype(int)
    points = gpd.GeoDataFrame(
        {"text": [_text(row) for row in table.itertuples()]},
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"], crs=4326),
    )
    made = shaded.explore(column="incidents", tiles=None)
    points.explore(m=made, tooltip=["text"]).save(path)


def kepler(table: pd.DataFrame, districts: Any, path: Path) -> None:
    """kepler.gl: points and polygons on the graphics card; needs the network to draw."""
    from contextlib import redirect_stdout
    from io import StringIO

    from keplergl import KeplerGl

    columns = ["latitude", "longitude", "event_type", "fatalities"]
    data = {
        "districts": districts[["name", "geometry"]],
        "incidents": table[columns].astype({"fatalities": "int64", "event_type": "object"}),
    }
    with redirect_stdout(StringIO()):
        KeplerGl(data=data, show_docs=False).save_to_html(file_name=str(path))


def opened(browser: Any, path: Path, *, ours_: bool) -> dict[str, Any]:
    """Open a page offline and measure it; a page that does not get ready in 60 s says so."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on(
        "request",
        lambda r: asked.append(r.url) if not r.url.startswith(("data:", path.as_uri())) else None,
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    started = time.perf_counter()
    page.goto(path.as_uri(), timeout=120_000)
    result: dict[str, Any] = {}
    if ours_:
        page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    result["open"] = time.perf_counter() - started
    if ours_:
        result["filter"] = page.evaluate(_FILTER) / 1000
        page.evaluate("zila.set({filter: {killedMin: null}})")
        result["fps"] = page.evaluate(_PAN)
    page.wait_for_timeout(500)
    result["colours"] = _colours(page.screenshot())
    result["requests"] = len(asked)
    result["errors"] = len(faults)
    context.close()
    return result


def _colours(png: bytes) -> int:
    """How many colours a picture has: a page that could not draw has a few."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        return len(picture.convert("RGB").getcolors(1 << 24) or ())


MAKERS: dict[str, Callable[[pd.DataFrame, Any, Path], None]] = {
    "zila": ours,
    "MarkerCluster": marker_cluster,
    "FastMarkerCluster": fast_marker_cluster,
    "GeoJson": geo_json,
    "explore": explore,
    "kepler.gl": kepler,
    "lonboard": lonboard,
}


def main(arguments: list[str] | None = None) -> None:
    """Print one line per count of incidents and maker of pages."""
    from geo.dissolution import districts as district_set

    counts = [int(text) for text in arguments or []] or list(COUNTS)
    polygons = district_set()
    chromium = shutil.which("chromium")
    print(f"{'incidents':>10}  {'page':<18} {'build s':>8} {'MB':>7} {'open s':>7} {'filter s':>8} "
          f"{'pan f/s':>8} {'colours':>8} {'requests':>8} {'errors':>6}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            table = incidents(count, polygons, sentences=count <= SENTENCES_UP_TO)
            for name, make in MAKERS.items():
                if count > UP_TO.get(name, count):
                    print(f"{count:>10,}  {name:<18} not run: takes minutes and does not open")
                    continue
                path = Path(folder) / f"{name}.html"
                started = time.perf_counter()
                try:
                    make(table, polygons, path)
                except (ImportError, TypeError, ValueError) as error:
                    print(f"{count:>10,}  {name:<18} not run: {error}")
                    continue
                built = time.perf_counter() - started
                size = path.stat().st_size / 1e6
                seen = _measure(chromium, path, ours_=name == "zila")
                print(_line(count, name, built, size, seen), flush=True)
            size_limit, open_limit = BUDGETS.get(count, (None, None))
            if size_limit:
                print(f"{'':>10}  {'budget':<18} {'':>8} {size_limit:>7.1f} {open_limit:>7.1f}")


def _measure(chromium: str | None, path: Path, *, ours_: bool) -> dict[str, Any]:
    if chromium is None:
        return {}
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            seen = [opened(browser, path, ours_=ours_) for _ in range(VISITS)]
            return {key: statistics.median_low([each[key] for each in seen]) for key in seen[0]}
        except Error as error:
            return {"failed": str(error).splitlines()[0]}
        finally:
            browser.close()


def _line(count: int, name: str, built: float, size: float, seen: dict[str, Any]) -> str:
    def cell(key: str, width: int, form: str) -> str:
        return f"{seen[key]:>{width}{form}}" if key in seen else f"{'–':>{width}}"

    return (
        f"{count:>10,}  {name:<18} {built:>8.2f} {size:>7.2f} {cell('open', 7, '.2f')} "
        f"{cell('filter', 8, '.3f')} {cell('fps', 8, '.0f')} {cell('colours', 8, 'd')} "
        f"{cell('requests', 8, 'd')} "
        f"{cell('errors', 6, 'd')}{'  ' + seen['failed'] if 'failed' in seen else ''}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
