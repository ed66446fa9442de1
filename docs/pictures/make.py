"""Make the reference pictures of the page from the example reports, with Debian's chromium.

python docs/pictures/make.py

Writes desktop.png, phone.png, dark.png and print.png beside this file, each under 150 KB.
Look at them before they are kept: that is what they are for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "reports"
LARGEST = 150_000
PICTURES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 375, "height": 760}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 1280, "height": 800}},
}


def shrink(path: Path) -> None:
    """Reduce a picture to 256 colours: the rare ones of the circles kept, large areas exact."""
    from PIL import Image

    with Image.open(path) as picture:
        whole = picture.convert("RGB")
    method = Image.Quantize.MAXCOVERAGE
    few = whole.quantize(256, method, kmeans=3, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def make(page_file: Path, folder: Path) -> list[Path]:
    """Photograph a page in every form; give the pictures."""
    from playwright.sync_api import sync_playwright

    made = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, form in PICTURES.items():
            context = browser.new_context(offline=True, **form)
            page = context.new_page()
            page.goto(page_file.as_uri())
            page.wait_for_selector("html[data-ready]", state="attached")
            if name == "print":  # a page of A4
                page.emulate_media(media="print")
                page.set_viewport_size({"width": 794, "height": 1123})
                page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            page.wait_for_timeout(500)
            target = folder / f"{name}.png"
            page.screenshot(path=str(target))
            shrink(target)
            made.append(target)
            context.close()
        browser.close()
    return made


def main() -> int:
    """Make the map of the examples and its pictures; 1 where one is too large."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["zila", "map", str(EXAMPLES), "-o", folder, "--title", "Example reports"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        sizes = {path.name: path.stat().st_size for path in make(Path(folder) / "map.html", HERE)}
    for name, size in sizes.items():
        sys.stdout.write(f"{name}: {size:,} bytes\n")
    return int(any(size > LARGEST for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
