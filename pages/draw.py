"""Draw a digit, and see a trained network read it."""

from nnplay.ui import draw_panel, page, runs

session = page.start()
run = runs.pick(session, draw_panel.reads_digits)
if run is None:
    runs.offer(
        session,
        "digits-cnn",
        "No network of this session reads digits yet. One for small pictures is trained in a few seconds.",
        "Train a small digit reader",
    )
draw_panel.show(session, run)
page.finish()
