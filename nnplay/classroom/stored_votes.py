"""Questions to a class and its votes, counted without names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.classroom.schema import ClassDatabase, digest
from nnplay.errors import ClassroomError
from nnplay.i18n import tr

MOST_OPTIONS, MOST_QUESTIONS = 10, 100
LONGEST_QUESTION, LONGEST_OPTION, LONGEST_ABOUT = 400, 120, 20_000


@dataclass(frozen=True)
class Question:
    """What a class is asked.

    Args:
        text: The question.
        options: What can be answered, two at least.
        about: What whoever asks keeps with it, such as the experiments that answer it, as text.
        answer: Place of the right option, once it is known.
        closed: Whether no more votes are taken.
        id: Its number in the database; 0 before it is asked.
    """

    text: str
    options: tuple[str, ...]
    about: str = ""
    answer: int | None = None
    closed: bool = False
    id: int = 0


class VoteTable(ClassDatabase):
    """The teacher asks, each member has one vote, and all see how many voted for what."""

    def ask(self, code: str, secret: str, question: Question) -> Question:
        """Asks the class; the question with its id.

        Raises:
            ClassroomError: If there is no text, there are not two different options, or too many, or the class is being
                asked this already.
        """
        text, options = question.text.strip(), tuple(option.strip() for option in question.options)
        if not text or not all(options) or not 2 <= len(set(options)) == len(options) <= MOST_OPTIONS:
            raise ClassroomError(
                tr("A question needs a text and 2 to {most_options} different answers.", most_options=MOST_OPTIONS)
            )
        if (
            len(text) > LONGEST_QUESTION
            or max(map(len, options)) > LONGEST_OPTION
            or len(question.about) > LONGEST_ABOUT
        ):
            raise ClassroomError(
                tr(
                    "A question has at most {longest_question} characters, an answer at most {longest_option}.",
                    longest_question=LONGEST_QUESTION,
                    longest_option=LONGEST_OPTION,
                )
            )
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            count = connection.execute("SELECT COUNT(*) FROM questions WHERE class = ?", (found["code"],)).fetchone()[0]
            if count >= MOST_QUESTIONS:
                raise ClassroomError(
                    tr(
                        "A class can be asked {most_questions} questions. Delete one first.",
                        most_questions=MOST_QUESTIONS,
                    )
                )
            alike = connection.execute(
                "SELECT 1 FROM questions WHERE class = ? AND text = ? AND options = ? AND NOT closed",
                (found["code"], text, json.dumps(options)),
            ).fetchone()
            if alike:  # as by a second press of the same button
                raise ClassroomError(tr("The class is being asked this already."))
            added = connection.execute(
                "INSERT INTO questions (class, text, options, about, answer, closed) VALUES (?, ?, ?, ?, ?, ?)",
                (found["code"], text, json.dumps(options), question.about, question.answer, int(question.closed)),
            )
            return Question(text, options, question.about, question.answer, question.closed, int(added.lastrowid or 0))

    def questions(self, code: str, key: str) -> Sequence[Question]:
        """All questions of a class, oldest first.

        Args:
            code: Of the class.
            key: The teacher's secret, the wall's key, or a member's token.
        """
        with self._connected() as connection:
            found = self._read(connection, code, key)
            rows = connection.execute(
                "SELECT * FROM questions WHERE class = ? ORDER BY id", (found["code"],)
            ).fetchall()
        return [
            Question(
                row["text"],
                tuple(json.loads(row["options"])),
                row["about"],
                row["answer"],
                bool(row["closed"]),
                row["id"],
            )
            for row in rows
        ]

    def close_question(self, code: str, secret: str, id: int, answer: int | None = None, closed: bool = True) -> None:
        """Takes no more votes on a question, or again; with what came out, where that is known."""
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            connection.execute(
                "UPDATE questions SET closed = ?, answer = ? WHERE id = ? AND class = ?",
                (int(closed), answer, id, found["code"]),
            )

    def delete_question(self, code: str, secret: str, id: int) -> None:
        """Removes a question with its votes."""
        with self._writing() as connection:
            found = self._taught(connection, code, secret)
            connection.execute("DELETE FROM questions WHERE id = ? AND class = ?", (id, found["code"]))

    def vote(self, code: str, token: str, question_id: int, option: int) -> None:
        """Votes; whoever votes again changes their vote.

        Args:
            code, token: Of the class and the member.
            question_id: Which question.
            option: Place of the answer.

        Raises:
            ClassroomError: If the question is closed or gone.
        """
        with self._writing() as connection:
            member = self._member(connection, code, token)
            question = connection.execute(
                "SELECT * FROM questions WHERE id = ? AND class = ?", (question_id, member["class"])
            ).fetchone()
            if question is None or question["closed"]:
                raise ClassroomError(tr("The vote was closed before your answer came in, so it was not counted."))
            if not 0 <= option < len(json.loads(question["options"])):
                raise ClassroomError(tr("This question has no such answer."))
            connection.execute(
                "INSERT INTO votes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET option = excluded.option",
                (question_id, member["id"], option),
            )

    def own_vote(self, code: str, token: str, question_id: int) -> int | None:
        """What a member voted for; None where they have not."""
        with self._connected() as connection:
            member = self._member(connection, code, token)
            found = connection.execute(
                "SELECT option FROM votes WHERE question = ? AND member = ?", (question_id, member["id"])
            ).fetchone()
        return found["option"] if found else None

    def votes(self, code: str, key: str, question_id: int) -> Counter[int]:
        """How many voted for which option, by its place.

        A member is told when the question is closed, and only if they have voted: a prediction is one's own.

        Args:
            code: Of the class.
            key: The teacher's secret, the wall's key, or a member's token.
            question_id: Which question.

        Raises:
            ClassroomError: If a member asks too early, or has not voted.
        """
        with self._connected() as connection:
            found = self._read(connection, code, key)
            if digest(key) not in (found["secret"], found["wall"]):
                member = self._member(connection, code, key)
                told = connection.execute(
                    "SELECT 1 FROM votes JOIN questions ON questions.id = votes.question WHERE votes.question = ? AND "
                    "votes.member = ? AND questions.closed",
                    (question_id, member["id"]),
                ).fetchone()
                if not told:
                    raise ClassroomError(
                        tr("The class's answers are shown to those who voted, once the vote is closed.")
                    )
            rows = connection.execute(
                "SELECT option, COUNT(*) AS count FROM votes JOIN questions ON questions.id = votes.question "
                "WHERE questions.id = ? AND questions.class = ? GROUP BY option",
                (question_id, found["code"]),
            ).fetchall()
        return Counter({row["option"]: row["count"] for row in rows})
