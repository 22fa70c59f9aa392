"""How good a trained network is on examples that it has never seen, and where it errs."""

from nnplay.ui import evaluate
from nnplay.ui.common import page, runs

session = page.start()
with page.title("Evaluate"):
    run = runs.pick(session)
if run is None:
    runs.offer(
        session,
        "digits-cnn",
        "There is no trained network in this session yet. Train your own in the playground, or a small one right here.",
        "Train a small digit reader",
    )
else:
    evaluate.show(session, run)
page.finish()
