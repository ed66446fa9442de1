"""Cards: a resolution as readable text, for `zila locate TEXT`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazetteer.results import Candidate, Resolution

SHOWN = 5
LONGEST = 200
"""Letters of the text that a card repeats; a longer one is cut."""

ACLED = {1: "exact place", 2: "near or part of a place", 3: "district or wider"}
UCDP = {
    1: "exact place",
    2: "within about 25 km of a place",
    3: "district",
    4: "province",
    5: "line or fuzzy area",
    6: "country",
    7: "open sea or air",
}


def card(answer: Resolution) -> str:
    """Write a resolution out: the choice, where, how sure, why, and the other candidates."""
    text = answer.text if len(answer.text) <= LONGEST else f"{answer.text[:LONGEST]}…"
    lines = [f"{text!r}: {answer.status}"]
    if answer.place_name:
        parents = ", ".join(part for part in (answer.admin2, answer.admin1, answer.country) if part)
        lines.append(f"  place       {answer.place_name} ({answer.place_kind}); {parents}")
        lines.append(f"  id          {answer.place_id or '-'}")
    if answer.latitude is not None and answer.longitude is not None:
        lines.append(
            f"  point       {answer.latitude:.5f}, {answer.longitude:.5f} (latitude, longitude), "
            f"within {answer.radius_km:g} km at 95 %"
        )
    elif answer.status == "area":
        lines.append("  point       none: the text names an area")
    if answer.geo_precision is not None and answer.where_prec is not None:
        lines.append(
            f"  precision   ACLED {answer.geo_precision} ({ACLED[answer.geo_precision]}), "
            f"UCDP {answer.where_prec} ({UCDP[answer.where_prec]})"
        )
    if answer.status in ("point", "area"):
        lines.append(f"  confidence  {answer.confidence:.2f} that the district is right")
        lines.append(f"  method      {answer.method}")
    lines.append(f"  why         {answer.reason}")
    if answer.candidates:
        lines.append("  candidates")
        lines += [f"    {_candidate(c)}" for c in answer.candidates[:SHOWN]]
        if len(answer.candidates) > SHOWN:
            lines.append(f"    … and {len(answer.candidates) - SHOWN} more")
    lines.append(f"  data        {answer.data_version}")
    return "\n".join(lines)


def _candidate(candidate: Candidate) -> str:
    parents = ", ".join(p for p in (candidate.admin2, candidate.admin1, candidate.country) if p)
    where = (
        f" {candidate.latitude:.4f}, {candidate.longitude:.4f}"
        if candidate.latitude == candidate.latitude
        else ""
    )
    return (
        f"{candidate.score:5.0%}  {candidate.name} ({candidate.kind}; {parents}){where}: "
        f"{'; '.join(candidate.reasons)}"
    )
