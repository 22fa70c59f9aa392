"""The glossary: a page of all terms, and the terms of each lesson below it."""

from __future__ import annotations

import unicodedata
from typing import Literal

import streamlit as st

from nnplay.glossary import ADDRESS, GLOSSARY, PARAMETER, Term, term_of, terms_of
from nnplay.i18n import tr
from nnplay.lessons import Lesson, lesson
from nnplay.ui.common import page


def glossary_page(visibility: Literal["visible", "hidden"] = "visible") -> st.Page:
    """The page, for the navigation and for links."""
    return st.Page(_draw, title=tr("Glossary"), url_path=ADDRESS, icon=":material/dictionary:", visibility=visibility)


def below(one: Lesson) -> None:
    """Draws the terms that a lesson introduces, with a link to all."""
    terms = terms_of(one.name)
    if terms:
        with st.expander(tr("Terms in this lesson"), icon=":material/dictionary:"):
            st.markdown("\n".join(f"- {_line(term)}" for term in terms))
            st.page_link(glossary_page(), label=tr("Glossary: all terms"))


def _draw() -> None:
    page.start()
    st.title(tr("Glossary"), anchor=False)
    st.markdown(tr("The words of the field, as nnplay uses them, and the lesson that introduces each one."))
    asked = st.query_params.get(PARAMETER, "")  # of a link in a lesson
    term = term_of(asked)
    find = st.text_input(
        tr("Find a term"),
        term.name if term and term.key == asked else asked,
        key=f"glossary-find-{asked}",
        placeholder=tr("gradient"),
        width=420,
    )
    wanted = find.strip().lower()
    found = [term for term in GLOSSARY if wanted in " ".join((*term.words, term.meaning)).lower()]
    if found:
        rows = [
            f"- {_line(term)} *{lesson(term.lesson).heading}*"
            for term in sorted(found, key=lambda term: (term.key != asked, _order(term)))
        ]
        st.markdown("\n".join(rows))
    else:
        st.info(tr("No term matches. Try a shorter word."), icon=":material/info:")
    page.finish()


def _order(term: Term) -> str:
    """What terms are sorted by: letters with accents are among those without."""
    return unicodedata.normalize("NFD", term.name.lower())


def _line(term: Term) -> str:
    also = tr(" (also: {also})", also=", ".join(term.synonyms)) if term.also else ""
    return f"**{term.name}**{also}: {term.meaning}"
