"""The geopy interface: geocode, reverse, and an online fallback that is never silent."""

import pytest
from geopy.exc import GeocoderQueryError, GeocoderTimedOut
from geopy.location import Location
from geopy.point import Point

from gazetteer import Gazetteer
from gazetteer.geocoder import OnlineFallback


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.load("embedded")


def test_geocode(gaz):
    found = gaz.geocode("Kuchlak", timeout=1)
    assert isinstance(found, Location)
    assert found.point.latitude == pytest.approx(30.352, abs=0.02)
    assert found.address.startswith("Kuchlak")
    assert found.raw["place_name"] == "Kuchlak"
    assert found.raw["radius_km"] > 0


def test_geocode_many(gaz):
    chosen = gaz.geocode("Mach")
    found = gaz.geocode("Mach", exactly_one=False)
    assert found[0] == chosen
    assert len(found) > 1


def test_areas_and_unknown_are_none(gaz):
    assert gaz.geocode("Balochistan") is None
    assert gaz.geocode("qwertyzz") is None
    assert gaz.geocode("qwertyzz", exactly_one=False) is None


def test_reverse(gaz):
    here = (30.3522, 66.9402)
    for query in (here, Point(*here), "30.3522, 66.9402"):
        found = gaz.reverse(query)
        assert found.raw["distance_km"] < 1
    every = gaz.reverse(here, exactly_one=False)
    away = [location.raw["distance_km"] for location in every]
    assert away == sorted(away)
    assert gaz.reverse((-60.0, -120.0)) is None


def test_reverse_agrees_with_brute_force(gaz):
    from gazetteer.places import distance_km, is_area, stated_error_km

    for here in ((30.0, 67.0), (26.0, 63.0), (34.0, 71.5), (33.6, 73.1)):
        nearest = min(
            distance_km(*here, place.latitude, place.longitude)
            for store in gaz.stores
            for place in store
            if not is_area(place) and stated_error_km(place.source) < 10
        )
        assert gaz.reverse(here).raw["distance_km"] == pytest.approx(nearest, abs=0.001)


@pytest.mark.parametrize("query", ["nowhere", (95.0, 10.0), (float("nan"), 1.0)])
def test_reverse_of_no_point(gaz, query):
    with pytest.raises((GeocoderQueryError, ValueError)):
        gaz.reverse(query)


class Service:
    """An online geocoder that counts what it is asked."""

    def __init__(self, answer, error=None):
        self.asked, self.answer, self.error = [], answer, error

    def geocode(self, query):
        self.asked.append(query)
        if self.error:
            raise self.error
        return self.answer


def loaded(service, tmp_path):
    fallback = OnlineFallback(service, cache=tmp_path / "online.sqlite", min_delay_seconds=0)
    return Gazetteer.load("embedded", fallback=fallback)


def test_fallback_is_asked_once_and_says_so(tmp_path):
    service = Service(Location("Qwertyzz, Somewhere", (30.5, 66.5), {}))
    gaz = loaded(service, tmp_path)
    for _ in range(2):
        found = gaz.resolve("Qwertyzz", within="Balochistan")
        assert (found.status, found.method) == ("point", "online")
        assert "Service (online)" in found.reason
        assert found.radius_km > 0
    assert service.asked == ["Qwertyzz, Balochistan"]
    again = Service(None)
    assert loaded(again, tmp_path).resolve("Qwertyzz", within="Balochistan").method == "online"
    assert again.asked == []


def test_fallback_is_not_asked_for_what_is_known(tmp_path):
    service = Service(None)
    gaz = loaded(service, tmp_path)
    gaz.resolve("Kuchlak")
    gaz.resolve("Balochistan")
    gaz.resolve("")
    assert service.asked == []
    assert "does not know it either" in gaz.resolve("Qwertyzz").reason


def test_a_failing_service_is_no_crash(tmp_path):
    gaz = loaded(Service(None, GeocoderTimedOut("slow")), tmp_path)
    found = gaz.resolve("Qwertyzz")
    assert found.status == "unresolved"
    assert "could not be asked" in found.reason
