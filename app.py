"""nnplay in the browser: `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.ui.common import launch, look

DOCS = Path(__file__).parent / "docs"  # wherever it is started from

ABOUT = N_("**nnplay**: a playground for neural networks.")


def main() -> None:
    launch.wait()
    # Here, because a server that starts imports them in the background.
    from nnplay.ui.classroom import hidden_pages
    from nnplay.ui.common import language, shortcuts, view
    from nnplay.ui.common.server import has_cluster
    from nnplay.ui.lessons import pages as lesson_pages

    # With an entry of our own Streamlit shows its menu, which has the choice between light and dark.
    st.set_page_config(page_title="nnplay", page_icon=DOCS / "icon.svg", layout="wide", menu_items={"About": tr(ABOUT)})
    language.begin()
    look.apply()
    st.logo(DOCS / "logo.svg", size="large")

    seen = hidden_pages.visibility
    learn = lesson_pages.pages(seen("learn"))
    pages = {
        "": [
            st.Page("pages/playground.py", title=tr("Playground"), icon=":material/hub:", default=True),
            st.Page("pages/data.py", title=tr("Data"), icon=":material/table_chart:", visibility=seen("data")),
            st.Page("pages/runs.py", title=tr("Runs"), icon=":material/stacked_line_chart:", visibility=seen("runs")),
            st.Page(
                "pages/look_inside.py",
                title=tr("Look inside"),
                icon=":material/visibility:",
                visibility=seen("look_inside"),
            ),
            st.Page(
                "pages/evaluate.py", title=tr("Evaluate"), icon=":material/fact_check:", visibility=seen("evaluate")
            ),
            st.Page(
                "pages/predict.py", title=tr("Predict"), icon=":material/online_prediction:", visibility=seen("predict")
            ),
            st.Page("pages/draw.py", title=tr("Draw"), icon=":material/draw:", visibility=seen("draw")),
        ],
        tr("Learn"): learn,
        tr("Class"): [
            st.Page("pages/teach.py", title=tr("Teach"), icon=":material/school:"),
            st.Page("pages/classroom.py", title=tr("My class"), icon=":material/groups:"),
            st.Page("pages/wall.py", title=tr("Wall"), icon=":material/cast_for_education:"),
        ],
    }
    if has_cluster():
        from nnplay.ui.cluster import access

        operator = st.Page(
            "pages/cluster.py", title=tr("Cluster"), icon=":material/lan:", visibility=access.visibility()
        )
        pages[""].append(operator)
    view.menu([page.url_path for group in pages.values() for page in group])
    page = st.navigation(pages, position="top")
    shortcuts.draw()
    with look.when_styled():
        if hidden_pages.hides(page, learn):
            hidden_pages.say()
        else:
            page.run()


if __name__ == "__main__":
    main()  # in each session, whenever it draws a page
else:
    from starlette.middleware import Middleware

    from nnplay.ui.common.compressed import Compressed
    from nnplay.ui.common.files_at_once import FilesAtOnce
    from nnplay.ui.common.icon_font import IconFont
    from nnplay.ui.common.opening_page import OpeningPage

    # Once, when `streamlit run` starts the server.
    middleware = [
        Middleware(Compressed),
        Middleware(OpeningPage, icon=DOCS / "icon.svg"),
        Middleware(IconFont),
        Middleware(FilesAtOnce),  # the last, so that the others see whole files
    ]
    app = st.App(__file__, lifespan=launch.launched, middleware=middleware)
