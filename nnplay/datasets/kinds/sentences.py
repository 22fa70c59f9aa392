"""Small sentences about who does something to whom: the same words in another order have another answer."""

from __future__ import annotations

import itertools

from nnplay.i18n import N_

ANIMALS = (N_("cat"), N_("dog"), N_("fox"), N_("hen"))
ADJECTIVES = ("", "old", "little")
VERBS = {
    "chases": "chased", "sees": "seen", "hears": "heard", "follows": "followed", "finds": "found", "greets": "greeted",
}  # fmt: skip
"""What one does, and what is done to the other."""


def all_sentences() -> tuple[list[str], list[int]]:
    """All sentences, and the place in `ANIMALS` of the one who does it.

    "the old dog chases the cat" and "the cat is chased by the old dog" say the same; "the old cat chases the dog" does
    not. Every set of words occurs with both answers equally often.
    """
    sentences, labels = [], []
    for doer, other in itertools.permutations(range(len(ANIMALS)), 2):
        for (verb, participle), (one, two) in itertools.product(VERBS.items(), itertools.product(ADJECTIVES, repeat=2)):
            does, gets = _named(one, ANIMALS[doer]), _named(two, ANIMALS[other])
            sentences += [f"{does} {verb} {gets}", f"{gets} is {participle} by {does}"]
            labels += [doer, doer]
    return sentences, labels


def _named(adjective: str, animal: str) -> str:
    return " ".join(word for word in ("the", adjective, animal) if word)
