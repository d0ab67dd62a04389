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
