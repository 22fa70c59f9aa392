"""Draw a digit, and see a network read it: the one that ships with nnplay, or one trained here."""

from nnplay.i18n import N_
from nnplay.ui.common import page, runs
from nnplay.ui.draw import about_reader, networks, view

session = page.start()
with page.title(N_("Draw")):
    network = networks.pick(session)
view.show(session, network)
about_reader.about()
if not session.trained_runs or (network.run is None and len(networks.all_of(session)) == 1):
    runs.offer(
        session,
        "digits-cnn",
        N_("No network in this session reads digits yet. You can train one for small pictures in a few seconds."),
        N_("Train a small digit reader"),
    )
page.finish()
