"""The ground of a static map: a local equal-area projection, its extent, outlines, true scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from maps.base import around

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

MARGIN = 0.03
"""Share of the extent left free on every side of the provinces shown."""

FAR_SHARE = 0.02
"""Most incidents, as a share of all, that a map leaves beyond its edge where that doubles its scale
or more: one far incident should not shrink all others."""

FINEST_PT = 0.25
"""What is smaller than this on paper, in points (1/72 inch), is simplified away."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the sheet, in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Ground:
    """Districts on a plane, in metres.

    Attributes
    ----------
    crs : pyproj.CRS
        Lambert azimuthal equal-area on WGS 84, centred on the extent: areas compare as they are,
        which a choropleth needs, and within a country distances differ by little.
    centre : tuple of float
        Longitude and latitude of its centre, degrees.
    shapes : array of shapely geometries
        One per district, in the order given.
    degrees : array of shapely geometries
        The same in longitude and latitude.
    provinces : list of str
        Names in order of first appearance.
    province_of : array of int
        Province of each district.
    covered : list of int
        Provinces that the extent covers.
    extent : tuple of float
        West, south, east, north in metres: the provinces covered, with a margin.
    """

    crs: Any
    centre: tuple[float, float]
    shapes: NDArray[Any]
    degrees: NDArray[Any]
    provinces: list[str]
    province_of: NDArray[np.int64]
    covered: list[int]
    extent: tuple[float, float, float, float]

    def project(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Degrees to metres."""
        from pyproj import Transformer

        x, y = Transformer.from_crs(4326, self.crs, always_xy=True).transform(longitude, latitude)
        return x, y

    def on_paper(self, frame: Frame) -> Paper:
        """Fit the extent into a frame of the sheet."""
        west, south, east, north = self.extent
        scale = min(frame.width / (east - west), frame.height / (north - south))
        left = frame.left + (frame.width - scale * (east - west)) / 2 - scale * west
        bottom = frame.bottom + (frame.height - scale * (north - south)) / 2 - scale * south
        return Paper(self, frame, scale, left, bottom)


@dataclass(frozen=True, slots=True)
class Paper:
    """The ground laid on a frame: ``points = metres * scale + offset``."""

    ground: Ground
    frame: Frame
    scale: float
    left: float
    bottom: float

    def place(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Metres to points of the sheet."""
        return x * self.scale + self.left, y * self.scale + self.bottom

    def shapes(self) -> NDArray[Any]:
        """District polygons in points of the sheet, simplified together to what print can show."""
        import numpy as np
        import shapely

        drawn = shapely.coverage_simplify(self.ground.shapes, FINEST_PT / self.scale)

        def lay(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray(points * self.scale + [self.left, self.bottom])

        return np.asarray(shapely.transform(drawn, lay))

    def neighbours(self) -> tuple[list[str], list[Any]]:
        """Names and polygons of the countries around, in points of the sheet; ours has no name."""
        import numpy as np
        import shapely
        from pyproj import Transformer

        names, land = around(self.ground.degrees, self._degrees())
        there = Transformer.from_crs(4326, self.ground.crs, always_xy=True)

        def lay(points: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = there.transform(points[:, 0], points[:, 1])
            return np.column_stack(self.place(np.asarray(x), np.asarray(y)))

        return names, list(shapely.transform(shapely.segmentize(land, 1.0), lay))

    def _degrees(self) -> tuple[float, float, float, float]:
        """Box in degrees that holds the frame: its edge, bowed as the projection bows it."""
        import numpy as np
        from pyproj import Transformer

        frame = self.frame
        share = np.linspace(0, 1, 21)
        x = np.concatenate([share, share, 0 * share, 0 * share + 1]) * frame.width + frame.left
        y = np.concatenate([0 * share, 0 * share + 1, share, share]) * frame.height + frame.bottom
        back = Transformer.from_crs(self.ground.crs, 4326, always_xy=True)
        longitude, latitude = back.transform(
            (x - self.left) / self.scale, (y - self.bottom) / self.scale
        )
        edge = (min(longitude), min(latitude), max(longitude), max(latitude))
        west, south, east, north = (float(side) for side in edge)
        return west - 1, south - 1, east + 1, north + 1

    def bar(self, longest: float) -> tuple[float, float]:
        """Length of a scale bar in km, a round number, and in points of the sheet.

        The length is measured on the ellipsoid along the parallel through the middle of the frame,
        so it is the true distance there.

        Parameters
        ----------
        longest : float
            Most points the bar may take.
        """
        from pyproj import Geod, Transformer

        back = Transformer.from_crs(self.ground.crs, 4326, always_xy=True)
        middle = self.frame.left + self.frame.width / 2, self.frame.bottom + self.frame.height / 2
        ends = [
            back.transform((middle[0] + side * longest / 2 - self.left) / self.scale,
                           (middle[1] - self.bottom) / self.scale)
            for side in (-1, 1)
        ]  # fmt: skip
        metres = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
        decade = 10 ** math.floor(math.log10(metres / 1000))
        kilometres = max(step * decade for step in (1, 2, 5) if step * decade <= metres / 1000)
        return kilometres, longest * kilometres * 1000 / metres

    def north(self) -> tuple[float, float]:
        """Direction of true north in the middle of the frame, as a unit vector on the sheet."""
        from pyproj import Transformer

        back = Transformer.from_crs(self.ground.crs, 4326, always_xy=True)
        x = (self.frame.left + self.frame.width / 2 - self.left) / self.scale
        y = (self.frame.bottom + self.frame.height / 2 - self.bottom) / self.scale
        longitude, latitude = back.transform(x, y)
        to_x, to_y = back.transform(longitude, min(latitude + 0.01, 89.99), direction="INVERSE")
        length = math.hypot(to_x - x, to_y - y)
        return (to_x - x) / length, (to_y - y) / length


def ground(districts: gpd.GeoDataFrame, held: NDArray[np.int64]) -> Ground:
    """Project districts for a map of some of their provinces.

    Parameters
    ----------
    districts : GeoDataFrame
        Columns of `geo.districts`, EPSG:4326.
    held : array of int
        How many incidents each district holds. The map covers the provinces that hold any, or all
        where none does; see `FAR_SHARE` for those that hold few and lie far away.

    Raises
    ------
    InputError
        No district, none with a polygon, or no CRS in degrees.
    """
    import numpy as np
    import pandas as pd
    import shapely

    if districts.crs is not None and not districts.crs.is_geographic:
        msg = f"districts are in {districts.crs.name}; the map needs EPSG:4326: use .to_crs(4326)"
        raise InputError(msg)
    shapes = np.array([_area(shape) for shape in districts.geometry], dtype=object)
    if not len(shapes) or shapely.is_empty(shapes).all():
        msg = "There is no district with a polygon: a map needs at least one."
        raise InputError(msg)
    province_of, names = pd.factorize(districts["admin1"].fillna("").astype(str))
    covered = _covered(province_of, held, shapes)
    wanted = np.isin(province_of, covered)
    if shapely.is_empty(shapes[wanted]).all():
        wanted[:] = True
    crs, centre, flat = _centred(shapes, wanted)
    west, south, east, north = shapely.total_bounds(flat[wanted])
    edge = MARGIN * max(east - west, north - south)
    extent = (float(west - edge), float(south - edge), float(east + edge), float(north + edge))
    return Ground(
        crs, centre, flat, shapes, [str(name) for name in names], province_of, covered, extent
    )


def _covered(
    province_of: NDArray[np.int64], held: NDArray[np.int64], shapes: NDArray[Any]
) -> list[int]:
    """Provinces that the map covers."""
    import numpy as np
    import shapely

    counts = np.bincount(province_of, weights=held)
    provinces = np.flatnonzero(counts).tolist() or np.unique(province_of).tolist()

    def across(some: list[int]) -> float:
        west, south, east, north = shapely.total_bounds(shapes[np.isin(province_of, some)])
        return float(max(east - west, north - south))

    few = sorted(provinces, key=lambda number: (counts[number], number))
    for last in range(len(few) - 1, 0, -1):
        if counts[few[:last]].sum() > FAR_SHARE * counts.sum():
            continue
        near = [number for number in provinces if number not in few[:last]]
        if across(near) <= across(provinces) / 2:
            return near
    return provinces


def _area(shape: Any) -> Any:
    """Keep the polygons of a geometry, valid; an empty polygon where there is none."""
    import shapely

    if shape is None or shape.is_empty:
        return shapely.Polygon()
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _centred(
    shapes: NDArray[Any], wanted: NDArray[np.bool_]
) -> tuple[Any, tuple[float, float], NDArray[Any]]:
    """Centre the projection on the middle of what is wanted, in two steps."""
    import numpy as np
    import shapely
    from pyproj import CRS, Transformer

    degrees = np.radians(shapely.get_coordinates(shapes[wanted]))
    # A mean of directions, so that land on both sides of the 180th meridian has its middle there.
    east = np.cos(degrees[:, 1]) * np.exp(1j * degrees[:, 0])
    longitude = float(np.degrees(np.angle(east.mean())))
    latitude = float(np.degrees(np.arctan2(np.sin(degrees[:, 1]).mean(), abs(east.mean()))))
    for _ in range(2):
        centre = round(longitude, 2), round(latitude, 2)
        crs = CRS.from_dict(
            {"proj": "laea", "lon_0": centre[0], "lat_0": centre[1], "datum": "WGS84", "units": "m"}
        )
        there = Transformer.from_crs(4326, crs, always_xy=True)
        points = there.transform(*shapely.get_coordinates(shapes[wanted]).T)
        x, y = ((float(np.min(axis)) + float(np.max(axis))) / 2 for axis in points)
        longitude, latitude = there.transform(x, y, direction="INVERSE")

    def lay(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(there.transform(points[:, 0], points[:, 1]))

    return crs, centre, np.asarray(shapely.transform(shapes, lay))
