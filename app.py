"""nnplay in the browser: `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from nnplay.ui.common import look

DOCS = Path(__file__).parent / "docs"  # wherever it is started from


def main() -> None:
    st.set_page_config(page_title="nnplay", page_icon=DOCS / "icon.svg", layout="wide")
    look.apply()
    st.logo(DOCS / "logo.svg", size="large")

    # Here, because a cold server imports for a second, and the browser can make ready meanwhile.
    from nnplay.ui.common import first_visit
    from nnplay.ui.common.server import has_cluster
    from nnplay.ui.lessons import pages as lesson_pages

    pages = {
        "": [
            st.Page("pages/playground.py", title="Playground", icon=":material/hub:", default=True),
            st.Page("pages/data.py", title="Data", icon=":material/table_chart:"),
            st.Page("pages/runs.py", title="Runs", icon=":material/stacked_line_chart:"),
            st.Page("pages/look_inside.py", title="Look inside", icon=":material/visibility:"),
            st.Page("pages/evaluate.py", title="Evaluate", icon=":material/fact_check:"),
            st.Page("pages/predict.py", title="Predict", icon=":material/online_prediction:"),
            st.Page("pages/draw.py", title="Draw", icon=":material/draw:"),
        ],
        "Learn": lesson_pages.pages(),
    }
    if has_cluster():
        from nnplay.ui.cluster import access

        operator = st.Page("pages/cluster.py", title="Cluster", icon=":material/lan:", visibility=access.visibility())
        pages[""].append(operator)
    first_visit.in_app(page for group in pages.values() for page in group)
    page = st.navigation(pages, position="top")
    with look.when_styled():
        page.run()


main()
