"""Predict new examples with a trained network: by hand, from a file, or from pictures."""

from nnplay.i18n import N_
from nnplay.ui.common import page, runs
from nnplay.ui.predict import view

session = page.start()
with page.title(N_("Predict")):
    run = runs.pick(session)
if run is None:
    runs.offer(
        session,
        "table-mlp",
        N_(
            "There is no trained network in this session yet. Train your own in the playground, or one on a small "
            "table right here."
        ),
        N_("Train on a small table"),
    )
else:
    view.show(session, run)
page.finish()
