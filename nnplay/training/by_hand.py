"""What was done by hand to a training, in words: its spec alone does not give its network any more."""

from __future__ import annotations

from nnplay.i18n import plural, tr
from nnplay.training.history import History


def hand_changes(history: History) -> list[str]:
    """Each change, as a part of a sentence, in the order of epochs."""
    changes = [
        (epoch, tr("learning rate {value:g} from epoch {epoch} on", value=value, epoch=epoch))
        for epoch, value in history.learning_rates
    ]
    changes += [(epoch, tr("{text} from epoch {epoch} on", text=text, epoch=epoch)) for epoch, text in history.changes]
    changes += [
        (
            epoch,
            tr("{numbers} set in epoch {epoch}", numbers=show_count(numbers), epoch=epoch)
            if batch
            else tr("{numbers} set before epoch {epoch}", numbers=show_count(numbers), epoch=epoch),
        )
        for epoch, batch, numbers in history.by_hand
    ]
    return [text for _, text in sorted(changes, key=lambda change: change[0])]


def hand_note(history: History) -> str:
    """A sentence where weights or settings were changed by hand; else empty."""
    if not history.by_hand and not history.changes:
        return ""
    return tr(
        "Changed by hand: {history}. Its settings alone do not reproduce this network.",
        history="; ".join(hand_changes(history)),
    )


def marks(history: History) -> list[tuple[int, str]]:
    """Where changes lie on a curve: (the last epoch before it, a short text)."""
    found = [(epoch - 1, tr("rate {value:g}", value=value)) for epoch, value in history.learning_rates]
    found += [(epoch - 1, text) for epoch, text in history.changes]
    return found + [
        (epoch - 1, tr("{numbers} set", numbers=show_count(numbers))) for epoch, _, numbers in history.by_hand
    ]


def show_count(numbers: int) -> str:
    """`"1 weight"`, `"1,200 weights"`."""
    return plural("{n:,} weight", "{n:,} weights", numbers)
