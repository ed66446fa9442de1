"""Small districts and incidents for tests: squares whose sums can be counted by hand."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from geo.columns import conform

NAMES = [
    ("PK1", "Quetta", "کوئٹہ", "Balochistan", 400_000),
    ("PK2", "Pishin", "پشین", "Balochistan", 200_000),
    ("PK3", "Mastung", "مستونگ", "Balochistan", None),
    ("PK4", "Karachi South", "کراچی", "Sindh", 100_000),
    ("PK5", "Jamshoro", "جامشورو", "Sindh", 100_000),
]


def squares():
    """Five unit squares in a row, from longitude 0."""
    rows = [
        {
            "unit_id": code,
            "name": name,
            "alt_names": "",
            "name_ur": urdu,
            "pcode": code,
            "admin1": admin1,
            "admin1_pcode": "PK",
            "division": "",
            "country": "Pakistan",
            "valid_from": None,
            "valid_to": None,
            "note": "",
            "area_km2": 2000.0,
            "population": people,
            "geometry": box(i, 0, i + 1, 1),
        }
        for i, (code, name, urdu, admin1, people) in enumerate(NAMES)
    ]
    return gpd.GeoDataFrame(rows, crs=4326)


def incidents():
    """Eight joined incidents: two in Quetta, one in Pishin, five that lie in no district."""
    columns = {
        "event_id": list("abcdefgh"),
        "status": [
            "point", "area", "area", "area", "outside", "ambiguous", "unresolved", "point"
        ],
        "admin1": ["Balochistan", "Balochistan", "Sindh", None, "Kandahar", "Balochistan", None,
                   "balochistan"],
        "admin2": ["Quetta", "Quetta", None, None, None, "Quetta", None, "Pishin"],
        "latitude": [0.5, None, None, None, 5, None, None, 0.123456789],
        "longitude": [0.5, None, None, None, 5, None, None, 1.5],
        "radius_km": [5, None, None, None, 5, None, None, 5],
        "location": ["Kuchlak", "=cmd()", "کوئٹہ", "<b>x</b>", "a|b", None, "-5", "{{ 7*7 }}"],
        "fatalities": [1, None, 3, 4, 5, None, 7, None],
        "fatalities_low": [1, None, None, 4, 5, 2, 7, None],
        "fatalities_high": [1, None, None, None, 6, None, 7, None],
        "event_date": ["2019-01-02", "2019-03-02", None, "2019-01-01", "2019-02-02", None, None,
                       "2019-04-02"],
        "event_type": ["Battles", "Battles", "Riots", None, "Riots", "Riots", "Riots", "Protests"],
        "actor1": ["BLA", "bla ", None, "BLA", "BLA", "X", None, "BLA"],
    }  # fmt: skip
    return conform(pd.DataFrame(columns))
