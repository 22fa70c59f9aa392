"""What several pages share: the session, widgets, runs, live charts."""
