"""Columns as short as they get: plain lists in small pages, deflated bytes in large ones."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MISSING = -(2**31)
"""Stands for "none" in columns of whole numbers on the Python side of the page."""

DEFLATE_FROM = 400_000
"""Bytes of numbers from which they are deflated."""

PACK_FROM = 1_500
"""Rows from which a page packs its columns; below, lists are as small and can be read by eye."""


class Packer:
    """Collects the columns of one page, in the encodings of `docs/page-format.md`.

    Parameters
    ----------
    packed : bool
        Whether columns go into the two byte blocks or stay as JSON lists.
    """

    def __init__(self, *, packed: bool) -> None:
        self.packed = packed
        self._numbers = bytearray()
        self._texts = bytearray()

    def numbers(self, values: NDArray[np.int64]) -> Any:
        """Encode whole numbers of at most 32 bits; `MISSING` becomes null or the type's least."""
        import numpy as np

        if not self.packed:
            return [None if value == MISSING else value for value in values.tolist()]
        known = values[values != MISSING]
        low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
        bits = next(
            b for b in (8, 16, 32) if b == 32 or (-(2 ** (b - 1)) < low and high < 2 ** (b - 1))
        )
        least = -(2 ** (bits - 1))
        narrow = np.where(values == MISSING, least, values).astype(f"<i{bits // 8}")
        # Bytes of one rank together deflate far better than numbers one after another.
        planes = narrow.view(np.uint8).reshape(len(narrow), bits // 8).T
        at = len(self._numbers)
        self._numbers += planes.tobytes()
        return {"at": at, "bytes": bits // 8, "length": len(narrow)}

    def texts(self, value: Any) -> Any:
        """Encode what only an opened card shows: JSON, decoded when it is first asked for."""
        if not self.packed:
            return value
        literal = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        at = len(self._texts)
        self._texts += literal
        return {"at": at, "bytes": len(literal)}

    @property
    def deflated(self) -> bool:
        """Whether the number block is a zlib stream.

        A browser inflates in a turn of its own, after it has painted a page without a map; up to
        some size the larger file opens faster.
        """
        return len(self._numbers) > DEFLATE_FROM

    def blocks(self) -> dict[str, str]:
        """Give the byte blocks in base64; none where nothing was packed."""
        if not self.packed:
            return {}
        numbers = bytes(self._numbers)
        return {
            "numbers": _base64(zlib.compress(numbers, 6) if self.deflated else numbers),
            "texts": _base64(zlib.compress(bytes(self._texts), 6)),
        }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
