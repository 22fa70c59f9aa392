"""Words and order: rows of numbers, a bag of words, a memory, attention, and four networks that read."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.catalogue import CATALOGUE
from nnplay.i18n import N_, number, tr
from nnplay.registry import Param
from nnplay.theory import latex
from nnplay.theory import words as theory
from nnplay.ui.common.current import current
from nnplay.ui.lessons import layout, words_networks
from nnplay.ui.lessons.predictions import predict

SLUG = "words"
FEATURES = (N_("animal"), N_("action"), N_("passive"))
STEPS = 7

WORD = Param("word", "choice", "cat", N_("The word that is looked up."), choices=theory.VOCABULARY)
BAG = Param("sentence-bag", "choice", theory.SENTENCES[0], N_("The sentence that goes into the "
    "bag."), label=N_("Sentence"),
            choices=theory.SENTENCES)  # fmt: skip
ASKING = Param("sentence-asking", "choice", theory.SENTENCES[0], N_("The sentence whose words look at each other."),
               label=N_("Sentence"), choices=theory.SENTENCES)  # fmt: skip
W = Param(
    "memory-w", "number", 2.0, N_("The weight of the input."), label=N_("w, input"), minimum=-3.0, maximum=3.0, step=0.1
)
U = Param("memory-u", "number", 1.0, N_("The weight of the state from the step before."), label=N_("u, state"),
          minimum=-3.0, maximum=3.0, step=0.1)  # fmt: skip
SHARPNESS = Param("sharpness", "number", 5.0, N_("The scores are multiplied by this before softmax."), minimum=0.0,
                  maximum=20.0, step=0.5)  # fmt: skip
ORDER = Param("order", "number", 0.0, N_("How strongly each word's place counts in its query and in its key."),
              label=N_("Weight of the place"), minimum=0.0, maximum=2.0, step=0.1)  # fmt: skip


def show() -> None:
    """All sections."""
    _lookup()
    _bag()
    _memory()
    _attention()
    words_networks.section(current())
    layout.question(
        tr("An embedding has 8 numbers per word. Who says what each number means?"),
        tr(
            "Nobody. The numbers start at random, and training moves them until the answers are right. Words that are "
            "used alike get similar rows, because the same change helps all of them. Look at the map of a trained "
            "network: the animals lie far apart, because the answer depends on them; *old* and *little* lie together, "
            "because they change nothing."
        ),
    )
    layout.question(
        tr("Why do GRU and LSTM exist, if a simple recurrent layer can remember?"),
        tr(
            "Its state is multiplied at every step, so what happened long ago fades, and so does the gradient that "
            "would teach it. GRU and LSTM have gates: numbers between 0 and 1 that say how much of the old state "
            "stays. With a gate near 1, the state, and the gradient too, pass many steps unchanged."
        ),
    )
    layout.question(
        tr("What does attention cost?"),
        tr(
            "Every word looks at every word: twice as many words need four times as many shares. In return, all words "
            "are worked out at once, and the first word is as near as the last. Large language models are made of such "
            "layers."
        ),
    )
    layout.try_it(
        CATALOGUE["text-rnn"].spec,
        tr("Which language is it?"),
        tr(
            "A recurrent network reads number words letter by letter. Afterwards, type words of your own on the page "
            "*Predict*, and watch its states on *Look inside*."
        ),
        trains=False,
    )
    layout.try_it(
        CATALOGUE["text-attention"].spec,
        tr("Who does it?"),
        tr(
            "Attention on sentences. *Look inside* shows for each sentence which word looks at which. Remove "
            "*PositionEmbedding* and train again."
        ),
        trains=False,
    )


@st.fragment
def _lookup() -> None:
    text, picture = layout.section(tr("From words to numbers"))
    with text:
        layout.text(
            tr(
                "A network calculates with numbers. So how can it read? First, every word gets a number: its place in "
                "the **vocabulary**. But *cat* is not twice *dog*, so these numbers are only names. As a **one-hot** "
                "row, no word is larger than another. Multiplied by a table, it gives the word's row in the table, its "
                "**embedding**: a few numbers that say what the word is like. The rows of this table were chosen by "
                "hand. A network learns them, as it learns all its weights. Letters work the same way."
            )
        )
        predict(SLUG, "lookup")
        word = str(layout.control(SLUG, WORD, format_func=str))
        (place,) = theory.numbers_of([word])
        row = theory.TABLE[place]
        hot = theory.one_hot(np.array([place]))[0]
        layout.formula(
            rf"\text{{{word}}} \to {place} \to ({', '.join(f'{int(one)}' for one in hot)})",
            rf"({', '.join(f'{int(one)}' for one in hot)}) \cdot \text{{table}} = "
            rf"({latex.beside(latex.number(value, 1) for value in row)})",
        )
    with picture:
        layout.figure(
            figures.named_matrix(theory.TABLE, theory.VOCABULARY, list(map(tr, FEATURES)), marked=int(place)),
            key="words-table",
            label=tr(
                "A table with a row for each of {vocabulary} words; the row of {word} is framed",
                vocabulary=len(theory.VOCABULARY),
                word=word,
            ),
            table=lambda: {
                tr("word"): list(theory.VOCABULARY),
                **{tr(name): theory.TABLE[:, place] for place, name in enumerate(FEATURES)},
            },
        )


@st.fragment
def _bag() -> None:
    text, picture = layout.section(tr("A bag of words"))
    with text:
        layout.text(
            tr(
                "A sentence is now a **sequence** of rows. A dense layer needs one row of a fixed length. The simplest "
                "way to get one is to take the mean of all rows. It works well when single words tell the answer: "
                "*great* and *boring* in a review. But who chases whom?"
            )
        )
        predict(SLUG, "bag")
        sentence = str(layout.control(SLUG, BAG, format_func=str))
        words = sentence.split()
        mean = theory.bag(words)
        layout.formula(
            rf"\text{{mean}} = \frac{{1}}{{{len(words)}}} \sum \text{{rows}} = "
            rf"({latex.beside(latex.number(value, 2) for value in mean)})"
        )
        layout.text(tr("Choose another sentence: the mean is the same whenever the words are the same."))
    with picture:
        values = np.vstack([theory.embedded(words), mean])
        layout.figure(
            figures.named_matrix(values, [*words, tr("mean")], list(map(tr, FEATURES)), marked=len(words)),
            key="words-bag",
            label=tr(
                "The rows of “{sentence}”, and their mean: {join}",
                sentence=sentence,
                join=latex.beside(number(value, ".2f") for value in mean),
            ),
            table=lambda: {
                tr("word"): [*words, tr("mean")],
                **{tr(name): values[:, place] for place, name in enumerate(FEATURES)},
            },
        )


@st.fragment
def _memory() -> None:
    text, picture = layout.section(tr("A memory, step by step"))
    with text:
        layout.text(
            tr(
                "A **recurrent layer** reads one step after the other, as you do. After each step it has a **state**, "
                "made from the input of this step and from the state before. So the state can depend on everything "
                "that was read, and on its order. Here a single unit sees a 1, then zeros."
            )
        )
        predict(SLUG, "memory")
        w, u = layout.controls(SLUG, [W, U])
        inputs = [1.0] + [0.0] * (STEPS - 1)
        states = theory.memory(inputs, w, u)
        slopes = theory.slope_over_time(states, u)
        layout.formula(
            r"h_t = \tanh(w \cdot x_t + u \cdot h_{t-1})",
            rf"h_1 = \tanh({latex.factor(w, 1)} \cdot 1 + {latex.factor(u, 1)} \cdot 0) = {latex.number(states[0], 3)}",
            rf"h_2 = \tanh({latex.factor(w, 1)} \cdot 0 + {latex.factor(u, 1)} \cdot {latex.factor(states[0], 3)}) "
            rf"= {latex.number(states[1], 3)}",
            rf"\text{{slope of }} h_{STEPS} \text{{ with respect to }} h_1: \ {latex.small(float(slopes[-1]))}",
        )
        layout.text(
            tr(
                "The last line shows how much of the first step training can still feel. Each step multiplies it by u "
                "· (1 - h²), so over many steps it vanishes: the network hardly learns what to remember."
            )
        )
    with picture:
        steps = [f"{value:g}" for value in inputs]
        layout.figure(
            figures.state_lines(states[:, None], steps, [tr("state h")]),
            key="words-memory",
            label=tr(
                "The state after each of {steps} steps: {join}",
                steps=STEPS,
                join=latex.beside(number(value, ".2f") for value in states),
            ),
            table=lambda: {
                tr("step"): list(range(1, STEPS + 1)),
                tr("input"): inputs,
                tr("state"): states,
                tr("slope"): slopes,
            },
        )


@st.fragment
def _attention() -> None:
    text, picture = layout.section(tr("Attention: looking where it matters"))
    with text:
        layout.text(
            tr(
                "Why carry everything along, word by word? With **attention**, every word looks at all words at once. "
                "Each word has a *query*, which says what it looks for, a *key*, which says what it has to offer, and "
                "a *value*, which is what it hands over. Query times key is a score, softmax turns the scores of a row "
                "into shares, and the word takes the mixture of the values. Here the action words ask for animals."
            )
        )
        predict(SLUG, "shares")
        sentence = str(layout.control(SLUG, ASKING, format_func=str))
        sharpness, order = layout.controls(SLUG, [SHARPNESS, ORDER])
        words = sentence.split()
        mixed, shares = theory.attention(words, sharpness, order=order)
        asking = next(place for place, word in enumerate(words) if word.startswith("chase"))
        layout.formula(
            r"\text{shares} = \text{softmax}\left(\frac{q \cdot k}{\sqrt{d}}\right), \quad "
            r"\text{mixture} = \sum \text{share} \cdot \text{value}",
            rf"\text{{{words[asking]}}}: \ "
            + r" + ".join(latex.number(share, 2) for share in shares[asking])
            + rf" = {latex.number(float(shares[asking].sum()), 2)}",
        )
        layout.text(
            tr(
                "Both words *the* get the same row, wherever they stand: a word's query and key do not know its place. "
                "Raise the weight of the place, and near words get larger shares: now order counts."
            )
        )
    with picture:
        layout.figure(
            figures.named_matrix(
                shares,
                words,
                words,
                row=tr("this word asks"),
                column=tr("this word answers"),
                shares=True,
                marked=asking,
            ),
            key="words-attention",
            label=tr(
                "The shares that each word of “{sentence}” gives to all words; {words} gives most to {words2}",
                sentence=sentence,
                words=words[asking],
                words2=words[int(shares[asking].argmax())],
            ),
            table=lambda: {
                tr("asks"): words,
                **{f"{place + 1}. {word}": shares[:, place] for place, word in enumerate(words)},
            },
        )
        st.caption(
            tr("What *{words}* takes: ", words=words[asking])
            + layout.listed(dict(zip(FEATURES, mixed[asking], strict=True)), ".2f")
            + "."
        )
