"""Names of months as they stand in dates, with their short forms.

In English, German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Polish and Russian.
"""

from __future__ import annotations

_NAMES = """
jan january januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia sty января январь янв
feb february februar février févr fév febrero febbraio fevereiro fev februari luty lutego lut февраля февраль фев
mar march mär märz mrz mars marzo março maart mrt marts marzec marca марта март мар
apr april avril avr abril abr aprile kwiecień kwietnia kwi апреля апрель апр
may mai mayo maggio mag maio mei maj maja мая май
jun june juni juin junio giugno giu junho czerwiec czerwca cze июня июнь июн
jul july juli juillet juil julio luglio lug julho lipiec lipca lip июля июль июл
aug august août agosto ago augustus augusti sierpień sierpnia sie августа август авг
sep sept september septembre septiembre setiembre settembre set setembro wrzesień września wrz сентября сентябрь сен
oct october okt oktober octobre octubre ottobre ott outubro out październik października paź октября октябрь окт
nov november novembre noviembre novembro listopad listopada lis ноября ноябрь ноя
dec december dez dezember décembre déc diciembre dic dicembre dezembro desember des grudzień grudnia gru декабря дек
"""

MONTHS = {name: number for number, names in enumerate(_NAMES.strip().split("\n"), start=1) for name in names.split()}
"""The number of a month, from 1, by its name in small letters."""

OTHER_WORDS = frozenset(("set", "out", "gen", "lip", "sie", "des", "ago"))
"""Names that mean other things too: with two digits behind them they are no month and year."""
