"""Draw a digit, and see a network read it: the one that ships with nnplay, or one trained here."""

from nnplay.ui import draw_panel, page, reader_panel, readers, runs

session = page.start()
network = readers.pick(session)
draw_panel.show(session, network)
reader_panel.about(network)
if not session.trained_runs or (network.run is None and len(readers.all_of(session)) == 1):
    runs.offer(
        session,
        "digits-cnn",
        "No network of this session reads digits yet. One for small pictures is trained in a few seconds.",
        "Train a small digit reader",
    )
page.finish()
