"""Build `naskh.woff2` for pages and `naskh.ttf` for pictures: letters of Urdu and its neighbours.

    pip install fonttools brotli
    npm pack @fontsource/noto-naskh-arabic@5.3.0
    python maps/data/build_font.py fontsource-noto-naskh-arabic-5.3.0.tgz

Noto Naskh Arabic (SIL Open Font License 1.1), reduced to the letters below with their joined forms
and named "Zila Naskh", so that it is not taken for the whole font.
"""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

MEMBER = "package/files/noto-naskh-arabic-arabic-400-normal.woff2"
LETTERS = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"  # Arabic
    "ٹپچڈڑژکگںھہۂۃیۓےۍې"  # Urdu
    "ٻڀٺٽٿڄڃڇڌڏڊڍڙڦڪڳڱڻ"  # Sindhi
    "ټځڅډړږښګڼۀۍېۅۆۇۋ"  # Pashto, Balochi
    "ًٌٍَُِّْٰٔٓ"  # marks
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛؟۔ـ"
    " .,-()/:'\u200c\u200d\u200f"
)


NAMES = {
    1: "Zila Naskh",
    4: "Zila Naskh",
    6: "ZilaNaskh-Regular",
    13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    14: "https://openfontlicense.org",
}


def main(archive: str) -> None:
    """Write the file beside this script."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile(MEMBER)
        assert member is not None, f"{archive} has no {MEMBER}"
        font = TTFont(io.BytesIO(member.read()))
    options = Options()
    options.layout_features = [
        "init",
        "medi",
        "fina",
        "isol",
        "rlig",
        "ccmp",
        "mark",
        "mkmk",
        "calt",
    ]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    for number, text in NAMES.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.recalcTimestamp = False
    for name, flavor in (("naskh.woff2", "woff2"), ("naskh.ttf", None)):
        font.flavor = flavor
        path = Path(__file__).with_name(name)
        font.save(path)
        sys.stdout.write(f"{name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
