"""What the pages are made of: session, widgets, panels, live charts, canvas. The only room with Streamlit."""
