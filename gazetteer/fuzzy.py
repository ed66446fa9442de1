"""Approximate search: letter signatures of every name, compared at once, then edit distance.

A name's signature is 128 bits: which letters and pairs of letters it has. An edit changes few of
them, so the names with the fewest differing bits hold every near one. That takes one pass over two
integers a name, against a whole alignment each for a search by distance alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

SHORTLIST = 100


class Near(NamedTuple):
    """One near name: its row in the index, its key and the edit distance to what was asked."""

    row: int
    key: str
    distance: int


def allowed_edits(length: int) -> int:
    """Edits that a misspelling of a name this long may have.

    Up to four letters none: "Mach" and "March", "Sui" and "Sibi" are different words, not typing
    errors. Damerau (1964) found 80 % of misspellings one edit away, whatever the length.
    """
    if length <= 4:
        return 0
    if length <= 7:
        return 1
    return 2 if length <= 12 else 3


def signature(key: str) -> tuple[int, int]:
    """Two 64-bit integers: letters and pairs of letters that occur in a name."""
    low = high = 0
    previous = 0
    for char in key:
        code = ord(char)
        low |= 1 << (code & 31)
        bit = (previous * 31 + code) * 2654435761 >> 7 & 95
        if bit < 32:
            low |= 1 << (32 + bit)
        else:
            high |= 1 << (bit - 32)
        previous = code
    return low, high


class FuzzyIndex:
    """Names sorted by length with their signatures; `search` returns the near ones."""

    def __init__(
        self, lengths: NDArray[np.uint8], low: NDArray[np.uint64], high: NDArray[np.uint64]
    ) -> None:
        import numpy as np

        self.low, self.high = low, high
        self.lengths = lengths
        self.starts = np.searchsorted(lengths, np.arange(257))

    @classmethod
    def build(cls, keys: Sequence[str]) -> FuzzyIndex:
        """Index of keys, which must be sorted by length."""
        import numpy as np

        signatures = np.array([signature(key) for key in keys], dtype=np.uint64).reshape(-1, 2)
        lengths = np.array([min(len(key), 255) for key in keys], dtype=np.uint8)
        return cls(lengths, signatures[:, 0].copy(), signatures[:, 1].copy())

    def shortlist(self, key: str, edits: int) -> NDArray[np.intp]:
        """Rows whose signatures differ least from the key's, among names of similar length."""
        import numpy as np

        size = min(len(key), 255)
        first = int(self.starts[max(0, size - edits)])
        last = int(self.starts[min(255, size + edits) + 1])
        if first == last:
            return np.empty(0, dtype=np.intp)
        low, high = signature(key)
        differing = np.bitwise_count(self.low[first:last] ^ np.uint64(low))
        differing += np.bitwise_count(self.high[first:last] ^ np.uint64(high))
        # One edit touches at most one letter and two pairs on either side: six bits.
        rows = np.flatnonzero(differing <= 6 * edits)
        if rows.size > SHORTLIST:
            rows = rows[np.argpartition(differing[rows], SHORTLIST)[:SHORTLIST]]
        return rows + first
