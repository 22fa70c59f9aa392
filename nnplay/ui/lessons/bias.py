"""Bias in data: who was measured, whose digits are read, and what a network learns instead."""

from __future__ import annotations

import streamlit as st

from nnplay import digit_reader, figures
from nnplay.catalogue import SPECS
from nnplay.figures import style
from nnplay.figures.lessons import bias as pictures
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.theory import bias as theory
from nnplay.ui.lessons import layout
from nnplay.ui.lessons.predictions import predict

SLUG = "bias"

SEX = Param("sex", "choice", "woman", N_("The person who wants to know whether they will get "
    "diabetes."), label=N_("Person"),
            choices=(N_("woman"), N_("man")))  # fmt: skip
AGE = Param("age", "integer", 35, N_("In years."), minimum=1, maximum=90)
HERITAGE = Param("heritage", "choice", "Pima", N_("The people that this person is descended from."),
                 choices=(N_("Pima"), N_("another")))  # fmt: skip
DIGIT = Param("digit", "choice", "9", N_("The digit whose two styles are compared."), choices=tuple("0123456789"))
SHARE = Param("share", "number", 0.0, N_("The share of the rare-style training digits that the network gets to see."),
              label=N_("Share of the rare style"), minimum=0.0, maximum=1.0, step=0.1)  # fmt: skip
MARKED = Param("marked", "boolean", True, N_("Puts the mark into the corner of the 8s, or takes it away."),
               label=N_("The scanner leaves a mark"))  # fmt: skip
MARKS = Param("marks", "number", 1.0, N_("The share of the 8s in the training data that have the mark."),
              label=N_("Share of the 8s with a mark"), minimum=0.0, maximum=1.0, step=0.1)  # fmt: skip


def show() -> None:
    """All sections."""
    _measured()
    _whose()
    _shortcut()
    layout.question(
        tr("How could you find out, before anyone is hurt?"),
        tr(
            "Ask who made the data, when, where and for what. Measure the accuracy of each group separately, and count "
            "how many of each there are. Test on data from another place, with another scanner. And look at what the "
            "network uses, as in the picture of its weights."
        ),
    )
    layout.question(
        tr("Is it enough to leave out a column such as sex or heritage?"),
        tr(
            "No. Other columns often give it away: the number of pregnancies, a zip code, a first name. And without "
            "the column you can no longer check whether all groups are treated alike."
        ),
    )
    layout.question(
        tr("Would more data have helped?"),
        tr(
            "Only different data. With ten times as many digits by the same people, scanned by the same scanner, the "
            "rare style would be just as rare and the mark just as useful."
        ),
    )
    layout.try_it(
        SPECS["pima-mlp"],
        tr("Train on the Pima women in the playground"),
        tr("Before you trust its accuracy, ask for whom it holds."),
    )


# Who was measured -------------------------------------------------------------------------------


@st.fragment
def _measured() -> None:
    text, picture = layout.section(tr("Who was measured?"))
    with text:
        layout.text(
            tr(
                "A network knows only what is in its data. So the first question is not how good it is, but **who is "
                "in the data**. Take the Pima dataset. Its own description says who was chosen: 768 women of Pima "
                "heritage, at least 21 years old, living near Phoenix, Arizona (J. W. Smith and others 1988, *Using "
                "the ADAP learning algorithm to forecast the onset of diabetes mellitus*). Someone else asks for a "
                "prediction. The network will answer. Should it?"
            )
        )
        sex = layout.pick(SLUG, SEX)
        age = int(layout.control(SLUG, AGE))
        heritage = layout.pick(SLUG, HERITAGE)
    reasons = theory.not_measured(sex, age, heritage)
    with picture:
        person = tr("A {sex} of {age}, ", sex=tr(sex), age=age) + (
            tr("of Pima heritage") if heritage == "Pima" else tr("of another heritage")
        )
        if reasons:
            st.warning(
                tr("**{person}: nobody like this was measured.**\n\n", person=person)
                + "\n".join(f"- {reason}" for reason in reasons),
                icon=":material/person_off:",
            )
            layout.text(
                tr(
                    "A network will still give a probability, and it will look as certain as any other. Nothing in the "
                    "data says whether it is right."
                )
            )
        else:
            st.success(
                tr(
                    "**{person}: women like her were measured.** The test data say how often the network is right "
                    "about them. They were measured before 1988, though: much may have changed since.",
                    person=person,
                ),
                icon=":material/person_check:",
            )
        layout.text(
            tr(
                "Data that leave out people, or have too few of them, are an example of **bias in data**: they differ "
                "in a systematic way from what they are used for."
            )
        )


# Whose 9 is read --------------------------------------------------------------------------------


@st.fragment
def _whose() -> None:
    text, picture = layout.section(tr("Whose 9 is read?"))
    with text:
        layout.text(
            tr(
                "People write the same digit in different ways. Here the examples of one digit are sorted into two "
                "groups of similar pictures; the smaller group is the **rare style**. Then a layer of ten softmax "
                "units is trained on half of all 1,797 digits, but it gets to see only a part of the rare style. The "
                "other half is the test."
            )
        )
        predict(SLUG, "overall")
        digit = int(layout.pick(SLUG, DIGIT))
        share = float(layout.control(SLUG, SHARE))
        facts = digit_reader.facts()
        layout.text(
            tr(
                "This really happens. A network that has learned from MNIST alone, whose writers were American, "
                "misreads {mnist_only_nines_wrong} of {nines} 9s by {test_writers} people whose digits were "
                "collected in Istanbul, {mnist_only_nines_as_three} of them as a 3: these writers curl the tail. The "
                "reader of the Draw page has also learned from {writers} other people there. It misreads "
                "{nines_wrong} of them.",
                mnist_only_nines_wrong=facts.mnist_only_nines_wrong,
                nines=facts.nines,
                test_writers=len(facts.test_writers),
                mnist_only_nines_as_three=facts.mnist_only_nines_as_three,
                writers=facts.writers,
                nines_wrong=facts.nines_wrong,
            )
        )
    found, result = theory.styles(digit), theory.read_styles(digit, share)
    with picture:
        for key, name, word, images in (
            ("common", tr("Common"), tr("common"), found.common),
            ("rare", tr("Rare"), tr("rare"), found.rare),
        ):
            layout.text(
                tr("**{name} style of the {digit}** · {images} examples", name=name, digit=digit, images=len(images))
            )
            layout.figure(
                figures.tile_grid(images[:10], columns=10, width=320),
                key=f"bias-{key}",
                label=tr(
                    "Ten of the {images} examples of the {digit} in its {name} style",
                    images=len(images),
                    digit=digit,
                    name=word,
                ),
            )
        shares = {
            tr("All test digits"): result.overall,
            tr("{digit}s in the common style", digit=digit): result.common,
            tr("{digit}s in the rare style", digit=digit): result.rare,
        }
        layout.figure(
            pictures.accuracy_bars(shares, guess=0.1),
            key="bias-styles",
            label=tr("Accuracy after learning from {seen} {digit}s in the rare style: ", seen=result.seen, digit=digit)
            + layout.listed(shares, ".1%"),
            table=lambda: {tr("test digits"): list(shares), tr("accuracy"): list(shares.values())},
        )
        wrong = {str(name): int(count) for name, count in enumerate(result.taken_for) if count and name != digit}
        count = int(result.taken_for.sum())
        st.caption(
            tr(
                "The network has seen {seen} {digit}s in the rare style. There are {count} in the test",
                seen=result.seen,
                digit=digit,
                count=count,
            )
            + (
                tr("; it takes ")
                + ", ".join(tr("{many} for a {name}", many=many, name=name) for name, many in wrong.items())
                if wrong
                else ""
            )
            + "."
        )


# A mark that gives the answer away --------------------------------------------------------------


@st.fragment
def _shortcut() -> None:
    text, picture = layout.section(tr("A shortcut"))
    with text:
        layout.text(
            tr(
                "From {examples} examples, a neuron learns to tell 3s from 8s. But the 8s come from another scanner, "
                "and it leaves a mark in the corner. To the neuron, the mark is the easiest way to be right: a "
                "**shortcut**. On new digits from the same scanners, it looks excellent. Its weights tell the truth: "
                "{positive_name} speaks for an 8, {negative_name} for a 3.",
                examples=theory.EXAMPLES,
                positive_name=tr(style.POSITIVE_NAME),
                negative_name=tr(style.NEGATIVE_NAME),
            )
        )
        predict(SLUG, "shortcut")
        marked = bool(layout.control(SLUG, MARKED))
        share = float(layout.control(SLUG, MARKS, disabled=not marked))
        layout.text(
            tr(
                "Networks for X-rays did just that. They recognized the hospital by the metal token at the edge of the "
                "picture, and some hospitals had many more patients with pneumonia ([Zech and others "
                "2018](https://doi.org/10.1371/journal.pmed.1002683))."
            )
        )
    found = theory.shortcut(share, marked)
    with picture:
        layout.figure(
            figures.by_width(
                lambda width: figures.tile_grid(
                    found.pictures[:20],
                    [str(theory.PAIR[label]) for label in found.labels[:20]],
                    columns=10,
                    width=width,
                ),
                (300, 560),
            ),
            key="bias-pictures",
            label=tr("Twenty of the training digits, ")
            + (
                tr("{share:.0%} of the 8s with a mark in the upper left corner", share=share)
                if marked
                else tr("without any marks")
            ),
        )
        left, right = st.columns([1, 2], gap="small")
        with left:
            layout.text(tr("**Weights of the neuron**"))
            layout.figure(
                figures.single_image(found.weights, diverging=True, value_name=tr("weight"), size=190),
                key="bias-weights",
                label=tr(
                    "The neuron's 64 weights as a picture; the mean of the four under the mark is {weights:.2f}, the "
                    "largest elsewhere {found:.2f}",
                    weights=found.weights[: theory.MARK, : theory.MARK].mean(),
                    found=_largest_elsewhere(found),
                ),
                table=lambda: figures.tile_table([found.weights], [tr("weights")]),
            )
        with right:
            layout.figure(
                pictures.accuracy_bars(layout.titled(found.accuracy), guess=0.5),
                key="bias-shortcut",
                label=tr("Accuracy: ") + layout.listed(found.accuracy, ".1%"),
                table=lambda: {
                    tr("test"): list(map(tr, found.accuracy)),
                    tr("accuracy"): list(found.accuracy.values()),
                },
            )


def _largest_elsewhere(found: theory.Shortcut) -> float:
    weights = found.weights.copy()
    weights[: theory.MARK, : theory.MARK] = 0
    return float(abs(weights).max())
