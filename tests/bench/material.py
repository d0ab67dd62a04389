"""A made-up consultation as large as one likes, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from consult.analysis.material import Material, Member, Passage, Reply, Stance
from consult.calls.questionnaire import Question, QuestionKind, Value
from tests.analysis.reference import territoires

WORDS = ("des", "terrains", "prêts", "et", "l’accès", "au", "fret", ":", "ce", "que", "PME", "ont")
REGIONS = ("Bretagne", "Corse", "Grand Est", "Hauts-de-France", "Île-de-France", "Normandie")
LEVELS = ("régionale", "départementale", "locale")


def large(replies: int = 5_000, seed: int = 2018, words: int = 80) -> Material:
    """The reference questionnaire (24 questions), answered by `replies` of twice as many."""
    random = Random(seed)
    reference = territoires()
    names = [f"AGENCE-{number}" for number in range(2 * replies)]
    return replace(
        reference,
        agencies=tuple(
            Member(name, name, random.choice(LEVELS), random.choice(REGIONS)) for name in names
        ),
        replies=tuple(
            _reply(random, reference.replies[0], name, tuple(reference.questionnaire), words)
            for name in names[::2]
        ),
        passages=tuple(
            Passage(theme.question, name, "…", 0, 1, theme.key, random.choice(list(Stance)))
            for name in names[::2]
            for theme in random.sample(reference.themes, 5)
        ),
    )


def _reply(
    random: Random, model: Reply, name: str, questions: tuple[Question, ...], words: int
) -> Reply:
    values = {
        question.key: _value(random, question, words)
        for question in questions
        if random.random() < 0.9
    }
    return replace(model, agency=name, values=values)


def _value(random: Random, question: Question, words: int) -> Value:
    keys = [option.key for option in question.options]
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            length = random.randint(1, 2 * words)
            return random.choice(["RAS", " ".join(random.choices(WORDS, k=length))])
        case QuestionKind.SINGLE_CHOICE:
            return random.choice(keys)
        case QuestionKind.MULTIPLE_CHOICE:
            return random.sample(keys, random.randint(0, question.max_choices or len(keys)))
        case QuestionKind.LIKERT:
            return {row.key: random.choice(question.scale).key for row in question.rows}
        case QuestionKind.RANKING:
            return random.sample(keys, len(keys))
        case QuestionKind.NUMBER:
            return random.randint(0, 1000) / 10
        case QuestionKind.DATE:
            return f"2018-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        case QuestionKind.FILE:
            return [{"filename": "note.pdf", "size_bytes": 1}]
        case QuestionKind.REPEAT:
            return [
                {field.key: " ".join(random.choices(WORDS, k=words)) for field in question.fields}
                for _ in range(random.randint(0, 3))
            ]


def printable(replies: int = 1_000, seed: int = 2018, words: int = 80) -> Material:
    """The same in the vocabulary of the demonstration, its passages found in the answers.

    What a note quotes and prints in full: nothing of it is shaped twice by chance alone.
    """
    made = large(replies, seed, words)
    random = Random(seed)
    spoken = _vocabulary()
    spelled = {word: random.choices(spoken, k=997) for word in WORDS}
    turns = dict.fromkeys(WORDS, 0)

    def said(value: Value) -> Value:
        if isinstance(value, list):
            return [said(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, dict):
            return {key: said(each) if _prose(each) else each for key, each in value.items()}
        return " ".join(map(drawn, value.split())) + "." if _prose(value) else value

    def drawn(word: str) -> str:
        turns[word] += 1
        return spelled[word][turns[word] % 997]

    answers = tuple(
        replace(reply, values={key: said(value) for key, value in reply.values.items()})
        for reply in made.replies
    )
    texts = {reply.agency: reply.values for reply in answers}
    passages = tuple(
        replace(one, text=text[:length], end=length)
        for one in made.passages
        if isinstance(text := texts[one.agency].get(one.question), str)
        for length in [min(len(text), 160)]
    )
    return replace(made, replies=answers, passages=passages)


def _prose(value: object) -> bool:
    return isinstance(value, str) and set(value.split()) <= set(WORDS) and value != ""


def _vocabulary() -> list[str]:
    """Every word of the demonstration's answers, as often as it is said."""
    said = (str(value) for reply in territoires().replies for value in reply.values.values())
    return [word for text in said for word in text.split() if word.isalpha()]
