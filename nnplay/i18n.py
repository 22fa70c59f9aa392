"""Texts in the reader's language: English stands in the code, other languages in catalogues of gettext.

    tr("Epoch {epoch} of {epochs:,}", epoch=3, epochs=1200)

`locales/LANGUAGE/LC_MESSAGES/nnplay.po` holds a translation for each text that `tr`, `plural` or `N_` is called with; a
text without one stays English. Numbers among the values are written as the language writes them.

Where no language is known, as in the engine, a text is English and remembers what it was made of: a page that gets it
says it in its own language with `tr(text)`. What is stored, sealed and exported is the English.
"""

from __future__ import annotations

import contextlib
import functools
import gettext
import io
import numbers
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

LOCALES = Path(__file__).parent / "locales"

DOMAIN = "nnplay"

C = TypeVar("C")

ENGLISH = "en"

LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "es": "Español"}
"""Names of the languages as their speakers write them, by the code of each."""

ANYBODY = ""
"""Stands for a language where nobody in particular reads: texts are English, and can be said in another one later."""

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_ask: Callable[[], str] = lambda: ANYBODY  # noqa: E731


def language() -> str:
    """The code of the language that texts are in now, one of `LANGUAGES`."""
    return _code() or ENGLISH


def _code() -> str:
    code = _chosen.get()
    return _ask() if code is None else code


def ask(reader: Callable[[], str]) -> None:
    """Tells how to find the language where `using` has set none.

    Args:
        reader: Gives one of `LANGUAGES`, or `ANYBODY`. The pages give that of the session that the thread at hand runs
            for.
    """
    global _ask
    _ask = reader


@contextlib.contextmanager
def using(code: str) -> Iterator[None]:
    """Texts are in a language within the `with`, in this thread and task alone.

    Args:
        code: One of `LANGUAGES`, or `ANYBODY`.

    Raises:
        ValueError: If there is no such language.
    """
    if code not in LANGUAGES and code != ANYBODY:
        raise ValueError(f"The language must be one of {', '.join(LANGUAGES)}. Received: {code!r}")
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


def best(codes: Sequence[str]) -> str:
    """The first language that there is among those a reader would like, English where there is none.

    Args:
        codes: As browsers and links name them: `"de"`, `"de-AT"`, `"es_MX"`.
    """
    for code in codes:
        short = code.replace("_", "-").split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return ENGLISH


def N_(message: str) -> str:
    """The message itself, for constants: extracted for the catalogues here, and translated by `tr` where it is read."""
    return message


class Retellable(str):
    """An English text that remembers what it was made of, so that `tr` can say it in another language.

    Args:
        english: The text.
        maker: The function of this module that made it.
        arguments, values: What that was called with.
    """

    maker: str
    arguments: tuple[Any, ...]
    values: dict[str, Any]

    def __new__(cls, english: str, maker: str, arguments: tuple[Any, ...], values: dict[str, Any]) -> Retellable:
        text = super().__new__(cls, english)
        text.maker, text.arguments, text.values = maker, arguments, values
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return Retellable, (str(self), self.maker, self.arguments, self.values)


def _retellable(english: str, maker: str, *arguments: Any, **values: Any) -> Retellable:
    kept = {name: value if isinstance(value, _KEPT) else str(value) for name, value in values.items()}
    return Retellable(english, maker, arguments, kept)


_KEPT = (str, numbers.Number, tuple, list, type(None))
"""What a field may need as it is to be filled again; other objects may be large, or of a process that is gone."""


def _retold(value: Any) -> Any:
    """A value as it is said now, with what it is made of."""
    if isinstance(value, Retellable) and _code() != ANYBODY:
        if _code() == ENGLISH:
            return str(value)
        values = {name: _retold(one) for name, one in value.values.items()}
        return _MAKERS[value.maker](*map(_retold, value.arguments), **values)
    return tuple(map(_retold, value)) if type(value) is tuple else value


def tr(message: str, /, **values: Any) -> str:
    """A text in the present language.

    Args:
        message: In English, as it stands in the catalogues. With values it has fields as in `str.format`. Or, without
            values, a text that was made where no language was known.
        **values: What the fields say. Numbers are written as the language writes them.
    """
    code = _code()
    if isinstance(message, Retellable):
        return str(_retold(message)) if code else message
    if code == ANYBODY:
        return _retellable(_filled(ENGLISH, message, values) if values else message, "tr", message, **values)
    if code != ENGLISH and message:
        message = _catalogue(code).gettext(message)
    return _filled(code, message, values) if values else message


def plural(one: str, many: str, n: int, /, **values: Any) -> str:
    """A text that depends on a number, in the present language: `plural("{n} layer", "{n} layers", 3)`.

    Args:
        one: In English for n = 1.
        many: In English for all other n.
        n: The number, which a field `{n}` writes.
        **values: As for `tr`.
    """
    code = _code()
    if code in (ENGLISH, ANYBODY):
        text = _filled(ENGLISH, one if n == 1 else many, {"n": n, **values})
        return text if code else _retellable(text, "plural", one, many, n, **values)
    return _filled(code, _catalogue(code).ngettext(one, many, n), {"n": n, **values})


def number(value: float, spec: str = "") -> str:
    """A number as the present language writes it.

    Args:
        value: Any real number.
        spec: As in `format`: `".1%"`, `",.2f"`.
    """
    code = _code()
    text = _number(code or ENGLISH, value, spec)
    return text if code else _retellable(text, "number", value, spec)


def sentences(*texts: str) -> str:
    """Whole texts one after the other, each said in the present language; those that are empty are left out."""
    text = " ".join(filter(None, map(tr, texts)))
    return text if _code() else _retellable(text, "sentences", *texts)


def date(moment: datetime, pattern: str = "d MMMM, HH:mm") -> str:
    """A date or time as the present language writes it.

    Args:
        moment: The time, in the zone that it is to be shown in.
        pattern: In the letters of Unicode's CLDR.
    """
    from babel.dates import format_datetime

    return str(format_datetime(moment, pattern, locale=language()))


def day(moment: datetime, parts: str = "MMMMd") -> str:
    """A day as the present language writes it: `"March 4"`.

    Args:
        moment: In the zone that it is to be shown in.
        parts: What is to be told, as a skeleton of Unicode's CLDR: `"yMMMMEEEEd"`, `"yMMMd"`.
    """
    from babel.dates import format_skeleton

    return str(format_skeleton(parts, moment, locale=language()))


def joined(names: Sequence[str], *, last: str = "standard") -> str:
    """Names as a list in the present language: `"a, b, and c"`.

    Args:
        names: Any number of them.
        last: The kind of list, as CLDR calls it: `"standard"` (and) or `"or"`.
    """
    from babel.lists import format_list

    text = str(format_list(list(map(_retold, names)), style=last, locale=language()))  # type: ignore[arg-type]
    return text if _code() else _retellable(text, "joined", tuple(names), last=last)


_MAKERS: dict[str, Callable[..., str]] = {one.__name__: one for one in (tr, plural, number, sentences, joined)}


def translated(*names: str) -> Callable[[type[C]], type[C]]:
    """Makes fields of a dataclass texts: kept in English, read in the present language.

        @translated("help")
        @dataclass(frozen=True)
        class Option:
            help: str

    What `dataclasses.replace` makes of such an object can be read in all languages too.
    """

    def decorate(kind: type[C]) -> type[C]:
        for name in names:
            setattr(kind, name, _Text(name))
        return kind

    return decorate


class _Text:
    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object | None, owner: type) -> Any:
        if instance is None:
            return self
        text = vars(instance)[self._name]
        told = tr(text)
        return told if isinstance(told, Retellable) else text if told == text else _Told(told, text)

    def __set__(self, instance: object, value: str) -> None:
        if isinstance(value, _Told | Retellable):
            value = value.english if isinstance(value, _Told) else str(value)
        vars(instance)[self._name] = value


class _Told(str):
    """A text in the present language that knows its English, for the copies of objects that are `translated`."""

    english: str

    def __new__(cls, told: str, english: str = "") -> _Told:
        text = super().__new__(cls, told)
        text.english = english
        return text


def english(instance: object, name: str) -> str:
    """A field that is `translated` as it was written, for what has to be the same in all languages."""
    return str(vars(instance)[name])


class _Formatter(string.Formatter):
    def __init__(self, code: str) -> None:
        self._code = code

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return _number(self._code, value, format_spec)  # type: ignore[arg-type]
        return str(format(value, format_spec))


def _filled(code: str, message: str, values: Mapping[str, Any]) -> str:
    values = {name: _retold(value) for name, value in values.items()}
    if code == ENGLISH:
        return message.format(**values)
    return _Formatter(code).vformat(message, (), values)


def _number(code: str, value: float, spec: str) -> str:
    text = format(value, spec)
    if code == ENGLISH:
        return text
    return text.translate(_symbols(code))


@functools.cache
def _symbols(code: str) -> dict[int, str]:
    from babel import Locale

    locale = Locale.parse(code)
    symbols = locale.number_symbols["latn"]
    before = "".join(letter for letter in locale.percent_formats[None].pattern if letter in " \u00a0\u202f")
    return str.maketrans({".": symbols["decimal"], ",": symbols["group"], "%": f"{before}%"})


@functools.cache
def _catalogue(code: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
