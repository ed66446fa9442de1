"""District tables: the rows add up to the input, unknown stays unknown, periods, actors, doubt."""

import numpy as np
import pandas as pd
import pytest
import shapely
from district_squares import NAMES, incidents, squares
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import InputError
from geo.columns import conform
from geo.joining import join
from geo.summary import summarise, summarise_by, summarise_periods


def row(table, unit_id):
    return table.set_index("unit_id").loc[unit_id]


def test_every_district_has_a_row_and_the_rest_follows():
    table = summarise(incidents(), squares())
    assert table["unit_id"].tolist() == [
        "PK1", "PK2", "PK3", "PK4", "PK5",
        "district not stated: Sindh", "province not stated", "outside", "unresolved",
    ]  # fmt: skip
    assert table["incidents"].tolist() == [2, 1, 0, 0, 0, 1, 1, 1, 2]
    assert table["incidents"].sum() == 8
    assert table["killed"].sum() == incidents()["fatalities"].sum() == 20
    assert row(table, "PK1")[["points", "areas"]].tolist() == [1, 1]
    assert table["share"].sum() == pytest.approx(1)


def test_unknown_killed_is_never_zero():
    table = summarise(incidents(), squares())
    assert row(table, "PK1")[["killed", "killed_unknown"]].tolist() == [1, 1]
    assert pd.isna(row(table, "PK2")["killed"])
    assert row(table, "PK2")["killed_unknown"] == 1
    assert row(table, "PK3")["killed"] == 0


def test_bounds_of_killed():
    table = summarise(incidents(), squares())
    assert row(table, "outside")[["killed_low", "killed_high"]].tolist() == [5, 6]
    assert row(table, "unresolved")["killed_low"] == 9
    assert pd.isna(row(table, "province not stated")["killed_high"])
    sindh = row(table, "district not stated: Sindh")
    assert sindh[["killed_low", "killed_high"]].tolist() == [3, 3]


def test_rates_need_people_and_area():
    table = summarise(incidents(), squares())
    assert row(table, "PK1")["incidents_per_100k"] == 0.5
    assert row(table, "PK1")["incidents_per_1000km2"] == 1
    assert pd.isna(row(table, "PK3")["incidents_per_100k"])
    assert pd.isna(row(table, "outside")["incidents_per_1000km2"])
    assert row(table, "PK4")["killed_per_100k"] == 0


def test_first_and_last_dates_and_types():
    table = summarise(incidents(), squares())
    quetta = row(table, "PK1")
    assert [str(quetta[c].date()) for c in ("first_date", "last_date")] == [
        "2019-01-02",
        "2019-03-02",
    ]
    types = [name for name in table.columns if name.startswith("type_")]
    assert types == ["type_battles", "type_not_stated", "type_protests", "type_riots"]
    assert (table[types].sum(axis=1) == table["incidents"]).all()


def test_many_event_types_are_folded_into_other():
    table = conform(pd.DataFrame({"event_type": [f"type {i:02}" for i in range(40)]}))
    table["status"] = "unresolved"
    out = summarise(table, squares())
    types = [name for name in out.columns if name.startswith("type_")]
    assert len(types) == 16
    assert out[types].sum().sum() == 40
    assert out["type_other"].sum() == 25


def test_a_district_that_the_set_lacks_has_a_row_that_says_so():
    table = incidents()
    table.loc[0, "admin2"] = "Atlantis"
    out = summarise(table, squares())
    assert row(out, "district not in this set")["incidents"] == 1
    assert out["incidents"].sum() == 8


def test_an_area_in_another_country_is_outside():
    table = incidents().iloc[[2, 3, 3]].reset_index(drop=True)
    table["country"] = ["PK", "Afghanistan", "Pakistan"]
    out = summarise(table, squares())
    assert out[out["incidents"] > 0]["unit_id"].tolist() == [
        "district not stated: Sindh",
        "province not stated",
        "outside",
    ]


def test_same_name_in_two_provinces_goes_by_province_or_pcode():
    units = squares()
    units.loc[4, "name"] = "Quetta"
    table = incidents().iloc[[0]]
    assert row(summarise(table, units), "PK1")["incidents"] == 1
    table = table.assign(admin1=None)
    assert row(summarise(table, units), "district not in this set")["incidents"] == 1
    table = table.assign(admin2_pcode="PK5")
    assert row(summarise(table, units), "PK5")["incidents"] == 1


def test_empty_table():
    out = summarise(incidents().iloc[:0], squares())
    assert out["incidents"].tolist() == [0] * 5
    assert len(summarise_periods(incidents().iloc[:0], squares())) == 0


def test_missing_columns_are_named():
    with pytest.raises(InputError, match="'status'"):
        summarise(incidents().drop(columns="status"), squares())
    with pytest.raises(InputError, match="'unit_id'"):
        summarise(incidents(), squares().drop(columns="unit_id"))
    with pytest.raises(InputError, match="PK1"):
        summarise(incidents(), pd.concat([squares(), squares()]))


def test_periods_fill_gaps_and_show_change():
    table = summarise(incidents(), squares(), period="month")
    quetta = table[table["unit_id"] == "PK1"].set_index("period")
    assert list(quetta.index) == ["2019-01", "2019-02", "2019-03", "2019-04", "not dated"]
    assert quetta["incidents"].tolist() == [1, 0, 1, 0, 0]
    assert quetta["incidents_change"].tolist() == [pd.NA, -1, 1, -1, pd.NA]
    assert table["incidents"].sum() == 8
    assert table["killed"].sum() == 20


@pytest.mark.parametrize(
    ("period", "precision", "dated"),
    [("month", 3, True), ("month", 4, False), ("quarter", 4, False), ("year", 4, True)],
)
def test_a_date_too_vague_for_the_period_is_not_dated(period, precision, dated):
    table = incidents().iloc[[0]].assign(time_precision=precision)
    out = summarise_periods(table, squares(), period=period)
    assert (out.loc[out["incidents"] > 0, "period"].tolist() != ["not dated"]) == dated


def test_unknown_period():
    with pytest.raises(InputError, match="week"):
        summarise(incidents(), squares(), period="week")


def test_by_actor_adds_up():
    table = summarise_by(incidents(), squares(), column="actor1")
    assert table["incidents"].sum() == 8
    assert table["killed"].sum() == 20
    assert (table["incidents"] > 0).all()
    unresolved = table[table["unit_id"] == "unresolved"]
    assert unresolved["actor1"].tolist() == ["X", "not stated"]
    with pytest.raises(InputError, match="weapon"):
        summarise_by(incidents(), squares(), column="weapon")


def test_expected_counts_match_all_outcomes():
    """Bounds against the distribution by enumeration of every outcome."""
    chances = [0.7, 0.2, 0.5, 0.9]
    shares = pd.DataFrame({"incident": [0, 1, 2, 3], "unit_id": "PK1", "share": chances})
    shares.loc[4] = [7, "PK1", 1.0]
    out = row(summarise(incidents(), squares(), shares=shares), "PK1")
    outcomes = np.zeros(6)
    for code in range(16):
        picks = [(code >> i) & 1 for i in range(4)]
        chance = np.prod([p if k else 1 - p for p, k in zip(chances, picks, strict=True)])
        outcomes[sum(picks) + 1] += chance
    total = np.cumsum(outcomes)
    assert out["expected"] == pytest.approx(sum(chances) + 1)
    assert out["expected_low"] == np.argmax(total >= 0.025)
    assert out["expected_high"] == np.argmax(total >= 0.975)


COUNT = st.one_of(st.none(), st.integers(0, 5000))
FIELDS = {
    "status": st.sampled_from(["point", "area", "ambiguous", "unresolved", "outside", None]),
    "admin1": st.sampled_from([None, "", "Balochistan", "SINDH ", "Punjab"]),
    "admin2": st.sampled_from([None, "", "Nowhere", *(name for _, name, *_ in NAMES)]),
    "admin2_pcode": st.sampled_from([None, "PK3", "XX"]),
    "country": st.sampled_from([None, "", "Pakistan", "PK", "Iran", "Atlantis"]),
    "fatalities": COUNT,
    "fatalities_low": COUNT,
    "fatalities_high": COUNT,
    "injured": COUNT,
    "event_type": st.sampled_from([None, "Battles", "Riots", "battles", "جھڑپ"]),
    "actor1": st.sampled_from([None, "", "BLA", "TTP"]),
    "event_date": st.one_of(
        st.none(),
        st.dates(
            min_value=pd.Timestamp("2019-01-01").date(), max_value=pd.Timestamp("2021-12-31").date()
        ),
    ),
    "time_precision": st.sampled_from([None, 1, 2, 3, 4]),
}
ROW = st.fixed_dictionaries(FIELDS)
UNITS = squares()


@given(st.lists(ROW, max_size=40), st.sampled_from(["month", "quarter", "year"]))
@settings(max_examples=60, deadline=None)
def test_sums_always_equal_the_input(rows, period):
    table = conform(pd.DataFrame(rows, columns=list(FIELDS)))
    table["event_date"] = pd.to_datetime(table["event_date"])
    for out in (
        summarise(table, UNITS),
        summarise(table, UNITS, period=period),
        summarise_by(table, UNITS),
    ):
        assert out["incidents"].sum() == len(table)
        assert out["killed"].sum() == table["fatalities"].fillna(0).sum()
        assert out["injured"].sum() == table["injured"].fillna(0).sum()
        assert out["killed_unknown"].sum() == table["fatalities"].isna().sum()
    by_district = summarise(table, UNITS)
    unmapped = by_district["row_kind"] != "district"
    mapped = by_district.loc[~unmapped, "incidents"].sum()
    assert mapped + by_district.loc[unmapped, "incidents"].sum() == len(table)
    assert by_district["points"].sum() == (table["status"] == "point").sum()


PLACE = st.fixed_dictionaries(
    {
        "latitude": st.sampled_from([None, 0.5, 1.0, 0.0, 1.01, -40.0, 0.999999]),
        "longitude": st.sampled_from([None, 0.0, 0.5, 1.0, 2.5, 4.999999, 5.0, 5.01, 60.0]),
        "status": st.sampled_from([None, "ambiguous", "unresolved", "area", "point"]),
        "place_kind": st.sampled_from([None, "district", "province", "country"]),
        "location": st.sampled_from([None, "Quetta", "Pishin", "Sindh", "Nowhere"]),
        "admin1": st.sampled_from([None, "Balochistan", "Sindh", "Punjab"]),
        "admin2": st.sampled_from([None, "Quetta", "pishin", "Nowhere"]),
        "country": st.sampled_from([None, "Pakistan", "Iran"]),
        "fatalities": COUNT,
    }
)


@given(st.lists(PLACE, max_size=25))
@settings(max_examples=40, deadline=None)
def test_joined_tables_add_up_and_points_lie_where_shapely_says(rows):
    """From any table through the join to the district table: nothing lost, nothing twice."""
    columns = ["latitude", "longitude", "status", "place_kind", "location", "admin1", "admin2"]
    table = conform(pd.DataFrame(rows, columns=[*columns, "country", "fatalities"]))
    half = table["latitude"].isna() | table["longitude"].isna()
    table.loc[half, ["latitude", "longitude"]] = pd.NA
    joined = join(table, UNITS, snap_km=0)
    out = summarise(joined, UNITS)
    assert out["incidents"].sum() == len(table)
    assert out["killed"].sum() == table["fatalities"].fillna(0).sum()
    for row in joined[joined["status"] == "point"].itertuples():
        point = shapely.Point(row.longitude, row.latitude)
        held = UNITS.geometry.map(lambda shape, point=point: shape.covers(point))
        assert row.admin2_pcode == UNITS.loc[held, "unit_id"].min()
