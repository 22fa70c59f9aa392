"""Look inside a trained network: what each layer says to an example, its kernels, and why it decides so."""

from nnplay.i18n import N_
from nnplay.ui.common import page, runs
from nnplay.ui.inside import view

session = page.start()
with page.title(N_("Look inside")):
    run = runs.pick(session, live=True)
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
    view.show(session, run)
page.finish()
