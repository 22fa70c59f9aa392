"""Draw a digit, and see a network read it: the one that ships with nnplay, or one trained here."""

from nnplay.i18n import N_
from nnplay.ui.common import page
from nnplay.ui.draw import about_reader, networks, view

session = page.start()
with page.title(N_("Draw")):
    network = networks.pick(session)
view.show(session, network)
about_reader.about()
networks.offer(session, network)
page.finish()
