"""Writing a file of the room whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gazetteer.errors import InputError


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that it is either the old one or the whole new one.

    Parameters
    ----------
    path : Path
        File to write; its folder is made where absent.
    content : str or bytes
        Text is written as UTF-8 with its line ends unchanged.

    Raises
    ------
    InputError
        The folder or file cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        msg = f"Cannot write {str(path)!r}: {error.strerror or error}. Choose another folder."
        raise InputError(msg) from error
