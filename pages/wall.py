"""The wall of a class, for a projector: it updates by itself."""

from nnplay.ui.classroom import wall_view
from nnplay.ui.common import page

session = page.start()
wall_view.show(session)
page.finish()
