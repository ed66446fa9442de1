"""A finder of a dozen place names, for tests of the reading that need no gazetteer."""

from __future__ import annotations

import re

from gazetteer.results import Mention

LEVELS = {
    "Kuchlak": "point",
    "Quetta": "point",
    "Turbat": "point",
    "Mastung": "point",
    "Sariab Road": "point",
    "Hazarganji": "point",
    "Khuzdar": "point",
    "Panjgur": "point",
    "Panjgur district": "admin2",
    "Harnai district": "admin2",
    "Islamabad": "point",
    "Karachi": "point",
    "Doha": "point",
    "Balochistan": "admin1",
    "Pakistan": "country",
    "کوئٹہ": "point",
    "تربت": "point",
}
_NAMES = re.compile(
    r"\b(" + "|".join(sorted(LEVELS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_BY_FOLD = {name.casefold(): name for name in LEVELS}


class FewPlaces:
    """Finds the names above; "X, Y" gives X the parent Y."""

    def find(self, text: str) -> list[Mention]:
        out = []
        for m in _NAMES.finditer(text):
            name = _BY_FOLD[m[1].casefold()]
            after = _NAMES.match(text, m.end() + 2)
            inside = after is not None and text[m.end() : m.end() + 2] == ", "
            parents = (after[1],) if after and inside else ()
            bare = name.removesuffix(" district")
            out.append(Mention(m.start(), m.end(), m[1], bare, LEVELS[name], parents, "PK"))
        return out
