"""Downloads: one file from the web, resumed where it broke off, checked, never half there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_S = 60
BLOCK = 1 << 16


def download(url: str, path: Path, *, progress: bool = False, hint: str = "") -> Path:
    """Download a file with pooch; a broken transfer goes on where it stopped, if the server can.

    What has come so far waits in ``<path>.part``, with the server's mark of that version in
    ``<path>.part.tag``: another version starts anew (HTTP ``If-Range``, RFC 9110 section 13.1.5).

    Parameters
    ----------
    url : str
        Where the file is.
    path : Path
        Where it shall be; an older file there is replaced when the new one is whole.
    progress : bool
        Show a progress bar on standard error.
    hint : str
        What to do without network, the end of the error's message.

    Raises
    ------
    InputError
        The server cannot be reached, refuses, or broke off; running it again resumes.
    """
    import pooch

    path.unlink(missing_ok=True)
    transfer = _Transfer(path.with_name(path.name + ".part"), progress)
    try:
        pooch.retrieve(url, known_hash=None, fname=path.name, path=path.parent, downloader=transfer)
    except (OSError, ValueError) as error:
        come = transfer.part.stat().st_size if transfer.part.is_file() else 0
        kept = f" {come:,} bytes are kept: run it again to go on." if come else ""
        raise InputError(f"Could not download {url}: {error}.{kept} {hint}".rstrip()) from error
    return path


class _Transfer:
    """Downloader for pooch that appends to a partial file."""

    def __init__(self, part: Path, progress: bool) -> None:
        self.part = part
        self.tag = part.with_name(part.name + ".tag")
        self.progress = progress

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        """Bring the partial file to its end, then hand it to pooch under the name it wants."""
        import requests

        headers = {"Accept-Encoding": "identity"}
        come = self.part.stat().st_size if self.part.is_file() else 0
        tag = self.tag.read_text(encoding="utf-8") if self.tag.is_file() else ""
        if come and tag:
            headers |= {"Range": f"bytes={come}-", "If-Range": tag}
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT_S) as answer:
            answer.raise_for_status()
            resumed = answer.status_code == requests.codes.partial_content
            come = come if resumed else 0
            mark = answer.headers.get("ETag", "") or answer.headers.get("Last-Modified", "")
            self.tag.write_text("" if mark.startswith("W/") else mark, encoding="utf-8")
            length = answer.headers.get("Content-Length")
            whole = come + int(length) if length else None
            with self.part.open("ab" if resumed else "wb") as stream:
                for block in self._shown(answer.iter_content(BLOCK), come, whole):
                    stream.write(block)
        size = self.part.stat().st_size
        if whole is not None and size != whole:
            raise OSError(f"{size:,} of {whole:,} bytes came")
        self.part.replace(output_file)
        self.tag.unlink(missing_ok=True)

    def _shown(self, blocks: Iterator[bytes], come: int, whole: int | None) -> Iterator[bytes]:
        from tqdm import tqdm

        with tqdm(
            total=whole, initial=come, unit="B", unit_scale=True, disable=not self.progress
        ) as bar:
            for block in blocks:
                yield block
                bar.update(len(block))
