"""What figures say of themselves, and what is said of points that are moved in them; see `ui/common/plane_points`."""

from __future__ import annotations

from nnplay.i18n import tr


def texts() -> dict[str, str | tuple[str, str]]:
    """All of them by name, in the present language."""
    return {
        "numbers": tr("Numbers of this figure"),
        "numbers_of": tr("Numbers of this figure: {label}"),
        "first_rows": tr("The first {count} rows"),
        "row": tr("Row"),
        "bar": tr("Bar"),
        "Value": tr("Value"),
        "value": tr("value"),
        "span": tr("{low} to {high}"),
        "grid": tr("{rows} rows, {columns} columns, numbers from {span}"),
        "bars": tr("{count} bars, {span}"),
        "line": tr("{count} points, {name} from {first} to {last}, within {span}"),
        "points": tr("{count} points, {x} {x_span}, {y} {y_span}"),
        "more": tr("{count} more."),
        "to_choose": tr("figure to choose from"),
        "place": tr("x {x}, y {y}"),
        "point_at": tr("x {x}, y {y}, a point of class {name}"),
        "let_go": tr("Let go to remove it"),
        "put_back": tr("Put back."),
        "put_down": tr("Put down."),
        "picked_up": tr("Picked up."),
        "removed": tr("Removed."),
        "none_here": tr("No point here."),
        "added": tr("Added."),
        "chosen": tr("Chosen."),
    }
