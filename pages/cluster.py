"""The computers of a cluster, for whoever runs it; there only where NNPLAY_CLUSTER is set."""

from nnplay.ui import cluster
from nnplay.ui.common import page

session = page.start()
cluster.show(session)
page.finish()
