"""What the engine does where the server takes more memory than it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nnplay.engine.memory import Budget
from nnplay.engine.protocol import Events
from nnplay.engine.questions import Questions
from nnplay.engine.workers import Worker
from nnplay.i18n import tr
from nnplay.limits import show_bytes
from nnplay.training.events import Failed

SHARE = 0.15
"""Part of the budget that a training may always have; of those that have more, the largest one ends first."""


def give_back(budget: Budget, jobs: Mapping[str, Worker], questions: Questions, tell: Callable[[Events], None]) -> None:
    """Ends inspectors that have nothing to do, and where that does not help for a while, the largest training.

    Args:
        budget: Of the server; within it, nothing is done.
        jobs: The processes of trainings by their names.
        questions: With the inspectors.
        tell: Takes the last word of a training.
    """
    if not budget.is_over:
        return
    questions.rest(0.0, spared=0 if budget.is_over_for_long else 1)
    if not budget.is_over_for_long:
        return
    sizes = {name: budget.of(worker.process.pid or 0) for name, worker in jobs.items() if not worker.killed}
    largest = max(sizes, key=sizes.__getitem__, default=None)
    if largest is not None and sizes[largest] > SHARE * budget.most:
        budget.wait_again()
        jobs[largest].killed = True
        tell(Events(largest, [Failed(_sentence(sizes[largest], budget.most))]))
        jobs[largest].process.kill()


def _sentence(size: int, most: int) -> str:
    return tr(
        "Together, everything on this server needed more than its {most} of memory. This training used the most, "
        "{size}, so it ended. Use fewer examples, a smaller batch, fewer units or fewer filters.",
        most=show_bytes(most),
        size=show_bytes(size),
    )
