"""Reports as pandas frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .types import Report

if TYPE_CHECKING:
    import pandas

Part = Literal["conservation", "losses", "validation", "bias", "quality", "therapy", "privacy"]


def report_frame(report: Report, part: Part = "conservation") -> "pandas.DataFrame":
    """One part of a report as a frame.

    `conservation` has a row for each data set and stage: what went in, what came out, and what became of the rest.
    `losses` has a row for each reason why records went no further. The others have a row for each data set, or one over
    all of them, with a column for each figure; `.` joins the names of figures within figures.

    Raises KeyError for a part that there is not.
    """
    import pandas

    rows: list[dict[str, Any]]
    if part == "conservation":
        rows = [
            {"dataset_id": each["dataset_id"], "stage": each["stage"], **each["records"], "conserved": each["conserved"]}
            for each in report["conservation"]["stages"]
        ]
    elif part == "losses":
        rows = [
            {"dataset_id": each["dataset_id"], "stage": each["stage"], **loss}
            for each in report["conservation"]["stages"]
            for loss in each["losses"]
        ]
        if not rows:
            return pandas.DataFrame(columns=["dataset_id", "stage", "kind", "reason", "count"])
    elif part in ("validation", "bias"):
        found = report[part]
        rows = [] if found is None else [dict(found)]
    else:
        rows = [{"dataset_id": dataset_id, **figures} for dataset_id, figures in report[part].items()]
    return pandas.json_normalize(rows)
