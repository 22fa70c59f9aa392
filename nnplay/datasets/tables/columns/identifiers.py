"""Columns that say which row it is, and nothing about it: found by their values and by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nnplay.i18n import tr

NEARLY_ALL = 0.9
"""The share of different values from which on a column names its rows; one may be there twice, or be missing."""

GROWING = 0.25
"""The same where the numbers grow. Fewer are rather a measure by which the rows are sorted."""

DENSE = 0.8
"""The share of a range's whole numbers that a count of the rows has; some rows may have been taken out."""

# Alone or with others such a word says it; those of the second kind only as a whole or at the end of a name.
_SURE = frozenset(
    (
        "id",
        "ids",
        "uid",
        "uuid",
        "guid",
        "identifier",
        "ssn",
        "isbn",
        "iban",
        "barcode",
        "passport",
        "mrn",
        "vin",
        "imei",
    )
    + ("ean", "gtin", "upc", "asin", "sku", "dni", "cpf", "cnpj", "identifiant", "identificador", "identificativo")
)
_LAST = frozenset(
    (
        "no",
        "nr",
        "num",
        "number",
        "nummer",
        "key",
        "index",
        "idx",
        "code",
        "rownames",
        "row",
        "record",
        "serial",
        "obs",
        "bib",
    )
    + ("numéro", "numero", "número", "n", "código", "codigo", "codice", "folio", "matricule", "reference", "ref")
)
_FIRST = frozenset(("numéro", "código", "codigo", "codice", "matricule"))
_ENDS = ("nummer", "kennung", "kennziffer", "nr")
_NUMBERED = re.compile(r"(?:#|№|n\.?[°º])(?:\s|$)", re.IGNORECASE)
_POSTAL = frozenset(("plz", "postleitzahl", "zip", "zipcode", "postcode", "postal"))
_JOINED = re.compile(
    r"(user|customer|client|patient|person|subject|student|member|employee|account|order|product|item|sample|case"
    r"|record|session|transaction|invoice|row|track|movie|post|kunden|schüler)(id|no|nr)"
)
_WORD = re.compile(
    r"[A-ZÀ-ÖØ-Þ]+(?![a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|\d+|[^\W\d_]+"  # any other letters last
)
_YEAR_WORDS = frozenset(("year", "years", "jahr", "yr"))


def words_of(name: str) -> list[str]:
    """The words of a column's name in small letters, whether it is in CamelCase, snake_case or plain."""
    return [word.lower() for word in _WORD.findall(name)]


def names_years(name: str, values: np.ndarray) -> bool:
    """Whether numbers are years: by their name, or because all are whole and four digits long."""
    if not len(values) or (values != np.round(values)).any() or values.min() < 1500 or values.max() > 2100:
        return False
    return bool(_YEAR_WORDS & set(words_of(name))) or not _named(name)


def identifies(name: str, texts: Sequence[str], values: np.ndarray | None) -> str:
    """Why a column seems to say which row it is, as a sentence; empty where it does not.

    Args:
        name: The column.
        texts: Its cells that have something, in the order of the rows.
        values: The numbers that they say, NaN for odd cells; None where they are texts.
    """
    count, distinct = len(texts), len(set(texts))
    if count < 3:
        return ""
    nearly_unique = distinct >= max(NEARLY_ALL * count, min(count, 10) - 1) and distinct > 2
    named = _named(name)
    if values is None:
        if distinct > 5 and nearly_unique:
            return (
                tr("Nearly every row has a different value: it seems to identify the rows.")
                if distinct < count
                else (tr("No value occurs twice: it seems to identify the rows."))
            )
        return _many(distinct, count) if named == "sure" else ""
    known = values[~np.isnan(values)]
    if not len(known) or (known != np.round(known)).any() or names_years(name, known):
        return ""
    if nearly_unique:
        if named:
            return tr("Its name and its values, nearly all different, suggest that it numbers the rows.")
        steps = np.diff(known)
        dense = distinct / (known.max() - known.min() + 1)
        growing = bool((steps >= 0).all() or (steps <= 0).all())
        if (dense >= DENSE and (count > 9 or growing)) or (
            growing and dense > GROWING and distinct >= count - 1 and count > 29
        ):
            return tr("It seems to number the rows: its values are nearly all different and in order.")
        return ""
    return _many(distinct, count) if named == "sure" else ""


def is_named_so(name: str) -> bool:
    """Whether a name is surely that of an identifier or a postal code, whatever its values are."""
    return _named(name) == "sure" or bool(_POSTAL & set(words_of(name)))


def _many(distinct: int, count: int) -> str:
    if distinct <= max(20, 0.02 * count):
        return ""
    return tr(
        "Its name suggests that it says which of {distinct:,} it is; the size of such a number means nothing.",
        distinct=distinct,
    )


def _named(name: str) -> str:
    """ "sure" or "perhaps", where a name is that of an identifier; else empty."""
    words = [word for word in words_of(name) if not word.isdigit()]
    if set(words) & _SURE or any(map(_JOINED.fullmatch, words)):
        return "sure"
    # A number of rooms is none, a phone number is.
    if _NUMBERED.match(name.strip()):
        return "perhaps"
    if not words:
        return ""
    last = words[-1]
    named = last in _LAST or words[0] in _FIRST or words[0] == "unnamed"
    return "perhaps" if named or (last.endswith(_ENDS) and len(last) > 3) else ""
