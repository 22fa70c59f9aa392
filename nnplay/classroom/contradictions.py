"""Goals that nobody can reach, and what was left unwritten."""

from __future__ import annotations

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.evidence import RunEvidence
from nnplay.classroom.shown_words import NEW_HINT
from nnplay.i18n import tr
from nnplay.link import OWN_FILE


def contradictions(assignment: Assignment) -> tuple[str, ...]:
    """Sentences about goals that the task itself rules out, for the teacher; empty where there is none of these."""
    start, goals = assignment.start, assignment.goals
    found = []
    seeds = [goal["count"] for goal in goals if goal.name == "same_with_seeds"]
    if seeds and assignment.state("seed") != "free":
        found.append(tr("One goal needs several random seeds, but the random seed is not free."))
    if seeds and assignment.attempts is not None and max(seeds) > assignment.attempts:
        found.append(tr("One goal needs more trainings than there are attempts."))
    used = {goal["layer"] for goal in goals if goal.name == "layer_used"}
    forbidden = {goal["layer"] for goal in goals if goal.name == "layer_forbidden"}
    found += [
        tr("One goal needs a {layer} layer, and another one forbids it.", layer=layer)
        for layer in sorted(used & forbidden)
    ]
    if assignment.state("layers") != "free":
        before = RunEvidence.before(start)
        wrong = [goal for goal in goals if goal.name.startswith("layer") and not goal.judge(before).holds]
        found += [
            tr("The layers are not free, but a goal asks for others: {sentence}", sentence=goal.sentence)
            for goal in wrong
        ]
    epochs = [goal["count"] for goal in goals if goal.name == "epochs_at_most"]
    # With early stopping a training may end before.
    stops = start.training.early_stopping or assignment.state("training_options") == "free"
    if epochs and assignment.state("epochs") != "free" and start.training.epochs > min(epochs) and not stops:
        found.append(tr("A goal asks for fewer epochs than the task has fixed."))
    own_data = start.dataset.options.get(OWN_FILE)
    if own_data and any(assignment.state(control) != "free" for control in ("dataset", "data_options")):
        found.append(tr("Students have to upload your data file, but the dataset or its options are not free."))
    if any(hint.text == NEW_HINT for hint in assignment.hints):
        found.append(tr("A hint has not been written yet."))
    return tuple(found)
