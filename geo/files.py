"""Files appear whole or not at all: written under a temporary name, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.errors import InputError, MissingInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says when a disk is full, a quota used up, or a disk is broken."""


@contextmanager
def temporary_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a name to write to; on success what was written there takes the name `path`.

    The temporary name keeps the file's own name, in a hidden folder beside the target, so that
    writers which look at the ending (and formats of several files, such as shapefiles) work. Every
    file left in that folder is moved next to `path`, the target itself last. When the block
    fails, nothing is left behind and an older file under `path` stays as it was.

    Parameters
    ----------
    path : path
        The final name; its folder is made if need be.

    Raises
    ------
    InputError
        When the folder cannot be made or written, or the disk is full.
    MissingInputError
        When the block ends without having written the file.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        msg = f"Cannot write {str(target)!r}: {error.strerror or error}. Choose another folder."
        raise InputError(msg) from error
    try:
        draft = folder / target.name
        yield draft
        if not draft.exists():
            msg = f"Nothing was written for {str(target)!r}."
            raise MissingInputError(msg)
        _move(folder, target)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        msg = f"Cannot write {str(target)!r}: {os.strerror(error.errno)}. Choose another folder."
        raise InputError(msg) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    """Move every file of a draft folder next to the target, the target itself last."""
    written = sorted(folder.iterdir(), key=lambda each: (each.name == target.name, each.name))
    for each in written:
        goal = target.with_name(each.name)
        try:
            each.replace(goal)
        except OSError as error:
            msg = f"Cannot write {str(goal)!r}: {error.strerror or error}."
            raise InputError(msg) from error


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write a whole file under a temporary name and rename it.

    Parameters
    ----------
    path : path
        The final name; its folder is made if need be.
    content : str or bytes
        Text is written as UTF-8 with its line ends unchanged.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the folder or file cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with temporary_path(path) as draft:
        draft.write_bytes(data)
    return Path(path)
