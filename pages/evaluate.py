"""How good a trained network is on examples that it has never seen, and where it errs."""

from nnplay.i18n import N_
from nnplay.ui import evaluate
from nnplay.ui.common import page, runs

session = page.start()
with page.title(N_("Evaluate")):
    run = runs.pick(session)
if run is None:
    runs.offer(
        session,
        "digits-cnn",
        N_(
            "There is no trained network in this session yet. Train your own in the playground, or a small one right "
            "here."
        ),
        N_("Train a small digit reader"),
    )
else:
    evaluate.show(session, run)
page.finish()
