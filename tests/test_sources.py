"""Sources: installing dumps, what breaks them, cleaning aliases, overlays, several processes."""

import json
import subprocess
import sys
import zipfile

import pytest

from gazetteer import Gazetteer, InputError, MissingInputError
from gazetteer.dumps import clean_alternates
from gazetteer.errors import DataError
from gazetteer.sources import install, installed, verify

ALIASES = "Haidarabad,حیدرآباد,हैदराबाद,Хайдарабад,হায়দ্রাবাদ,海得拉巴,Bagnagar"
ROWS = [
    ("1", "Zxville", "Zxville", "Zksvil", "30.10", "67.00", "P", "PPL", "PK", "", "02", "", "", "",
     "0", "", "1500", "Asia/Karachi", "2020-01-02"),
    ("2", "Zxville Cantonment", "Zxville Cantonment", "", "30.11", "67.01", "P", "PPL", "PK", "",
     "02", "", "", "", "0", "", "1500", "Asia/Karachi", "2021-03-04"),
    ("3", "Zxville", "Zxville", "", "25.20", "63.00", "P", "PPL", "PK", "", "02", "", "", "", "0",
     "", "10", "Asia/Karachi", "2019-01-01"),
    ("4", "Hyderabad", "Hyderabad", ALIASES,
     "30.5", "67.4", "P", "PPL", "PK", "", "02", "", "", "", "0", "", "10", "Asia/Karachi",
     "2018-01-01"),
]  # fmt: skip


def dump(folder, rows=ROWS, name="PK.txt"):
    path = folder / name
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def zipped(folder, text_path, name="PK.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(text_path, "PK.txt")
    return path


def test_install_and_use(tmp_path):
    done = install("PK", zipped(tmp_path, dump(tmp_path)), tmp_path)
    assert (done.country, done.version, done.places) == ("PK", "geonames PK 2021-03-04", 4)
    assert len(done.sha256) == 64
    assert installed(tmp_path) == [done]
    assert verify(tmp_path) == [("PK", "ok")]
    gaz = Gazetteer.load("PK", data=tmp_path)
    assert gaz.version.endswith("geonames PK 2021-03-04")
    found = gaz.resolve("Zxville", within="Quetta")
    assert (found.status, found.place_id, found.place_kind) == ("point", "geonames:1", "town")
    assert found.data_version == gaz.version


def test_districts_come_from_the_lookup(tmp_path):
    install(
        "pk",
        dump(tmp_path),
        tmp_path,
        admin_lookup=lambda lats, lons: (["Balochistan"] * len(lats), ["Test"] * len(lats)),
    )
    gaz = Gazetteer.load("PK", data=tmp_path)
    assert {c.admin2 for c in gaz.resolve("Zxville").candidates} == {"Test"}


def test_the_same_dump_gives_the_same_bytes(tmp_path):
    source = dump(tmp_path)
    one = install("PK", source, tmp_path / "a").path.read_bytes()
    two = install("PK", source, tmp_path / "b").path.read_bytes()
    assert one == two


def broken(tmp_path, how):
    good = dump(tmp_path)
    if how == "missing":
        return tmp_path / "none.zip"
    if how == "truncated zip":
        whole = zipped(tmp_path, good).read_bytes()
        path = tmp_path / "cut.zip"
        path.write_bytes(whole[: len(whole) // 2])
        return path
    if how == "flipped zip":
        whole = bytearray(zipped(tmp_path, good).read_bytes())
        whole[60:70] = b"\x00" * 10
        path = tmp_path / "flip.zip"
        path.write_bytes(bytes(whole))
        return path
    if how == "truncated text":
        path = tmp_path / "cut.txt"
        path.write_text(good.read_text(encoding="utf-8")[:-60], encoding="utf-8")
        return path
    if how == "postal codes":
        return dump(tmp_path, [("PK", "87300", "Quetta", *[""] * 6, "30.2", "67.0", "4")], "p.txt")
    if how == "binary":
        path = tmp_path / "x.txt"
        path.write_bytes(bytes(range(256)) * 9)
        return path
    if how == "empty":
        return dump(tmp_path, [], "e.txt")
    if how == "other country":
        return dump(tmp_path, [(*ROWS[0][:8], "AF", *ROWS[0][9:])], "af.txt")
    if how == "no member":
        path = tmp_path / "n.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "nothing")
        return path
    return dump(tmp_path, [(*ROWS[0][:4], "north", *ROWS[0][5:])], "w.txt")


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("missing", "No GeoNames dump"),
        ("truncated zip", "broken or truncated"),
        ("flipped zip", "broken or truncated"),
        ("truncated text", "truncated"),
        ("postal codes", "postal codes"),
        ("binary", "UTF-8"),
        ("empty", "no places"),
        ("other country", "AF"),
        ("no member", r"no PK\.txt"),
        ("word as latitude", "line 1"),
    ],
)
def test_a_bad_dump_leaves_the_old_index(tmp_path, how, says):
    before = install("PK", dump(tmp_path), tmp_path).path.read_bytes()
    with pytest.raises((InputError, MissingInputError), match=says):
        install("PK", broken(tmp_path, how), tmp_path)
    folder = tmp_path / "gazetteer"
    assert (folder / "PK.sqlite").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["PK.sqlite"]


def test_wrong_country_code_and_checksum(tmp_path):
    with pytest.raises(InputError, match="two letters"):
        install("Pakistan", dump(tmp_path), tmp_path)
    with pytest.raises(InputError, match="SHA-256"):
        install("PK", dump(tmp_path), tmp_path, sha256="0" * 64)
    assert installed(tmp_path) == []


def test_a_damaged_index_is_said(tmp_path):
    path = install("PK", dump(tmp_path), tmp_path).path
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(DataError, match="install it again"):
        Gazetteer.load("PK", data=tmp_path)
    assert verify(tmp_path)[0][1] != "ok"


def test_a_country_without_data_says_what_to_do(tmp_path):
    with pytest.raises(DataError, match="zila data install NG"):
        Gazetteer.load("NG", data=tmp_path)
    with pytest.raises(InputError, match="two letters"):
        Gazetteer.load("Nigeria", data=tmp_path)


def test_download_from_a_server(tmp_path):
    """pooch fetches what a server of our own offers, and a missing file is one clear error."""
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    folder = tmp_path / "www"
    folder.mkdir()
    zipped(folder, dump(tmp_path))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/{{country}}.zip"
        done = install("PK", None, tmp_path / "data", url=url)
        assert done.places == 4
        with pytest.raises(InputError, match="Without network"):
            install("AF", None, tmp_path / "data", url=url)
    finally:
        server.shutdown()


def test_a_minor_homonym_loses_the_famous_names():
    kept, removed = clean_alternates("Hyderabad", "Hyderabad", ALIASES, 0, "PPL")
    assert "Bagnagar" not in kept
    assert "Haidarabad" in kept
    assert removed == 5
    kept, _ = clean_alternates("Hyderabad", "Hyderabad", ALIASES, 1_800_000, "PPLA")
    assert "Bagnagar" in kept


def test_several_processes_read_one_index(tmp_path):
    install("PK", dump(tmp_path), tmp_path)
    code = (
        "import sys; from gazetteer import Gazetteer;"
        "print(Gazetteer.load('PK', data=sys.argv[1]).resolve('Zxville', within='Quetta').place_id)"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert {process.communicate()[0].strip() for process in running} == {"geonames:1"}


def test_overlay_wins(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(
        "name,latitude,longitude,kind,admin1,country\nQuetta,1.5,2.5,city,,\n", "utf-8"
    )
    found = Gazetteer.load("embedded", overlay=table).resolve("Quetta")
    points = tmp_path / "mine.geojson"
    feature = {
        "type": "Feature",
        "properties": {"name": "Zxcamp", "kind": "landmark"},
        "geometry": {"type": "Point", "coordinates": [66.5, 29.5]},
    }
    points.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert (found.latitude, found.longitude) == (1.5, 2.5)
    camp = Gazetteer.load("embedded", overlay=[points]).resolve("Zxcamp")
    assert (camp.latitude, camp.longitude, camp.place_id) == (29.5, 66.5, "user:mine:2")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,latitude,longitude\nA,95,10\nB,1,2\n", "1 of 2 places"),
        ("name,latitude,longitude\n,5,10\n", "name is empty"),
        ("place,x,y\nA,1,2\n", "name"),
    ],
)
def test_a_bad_overlay_names_its_rows(tmp_path, content, says):
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=says):
        Gazetteer.load("embedded", overlay=path)


def test_full_dump(shared, tmp_path):
    """The real dump: installs whole, first name quickly, no scene on a hamlet of a city's name."""
    import time

    done = install("PK", shared / "data" / "geonames" / "PK.zip", tmp_path)
    assert done.places == 132_132
    from gazetteer.store import SqliteStore

    started = time.perf_counter()
    hits = SqliteStore(done.path).exact("kuchlak")
    assert time.perf_counter() - started < 0.05
    assert hits
    gaz = Gazetteer.load("PK", data=tmp_path)
    for name, country in (("Kabul", "AF"), ("Doha", "QA"), ("Islamabad", "PK")):
        assert gaz.resolve(name).country == country
    assert gaz.resolve("Hyderabad").admin1 == "Sindh"
    assert gaz.resolve("Islamabad").place_kind == "city"
