"""A consultation in which everybody speaks of one of a few subjects, known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from consult.analysis.material import Material, Member
from tests.analysis.reference import territoires

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "fret": ("fret", "train", "ferroviaire", "ligne", "wagon", "quai", "convoi", "sillon"),
    "foncier": ("foncier", "terrain", "friche", "parcelle", "zonage", "hectare", "dépollution"),
    "formation": ("formation", "apprenti", "lycée", "diplôme", "école", "stage", "tuteur"),
    "énergie": ("énergie", "chaleur", "électricité", "gaz", "chaudière", "biomasse", "solaire"),
}
OPENINGS = ("Nous demandons", "Il manque", "Nos adhérents signalent", "La priorité reste")


def everybody_says(texts: Sequence[str], question: str = "needs_text") -> Material:
    """As many agencies as texts, each answering one question with its own."""
    reference = territoires()
    names = [f"AGENCE-{number}" for number in range(len(texts))]
    return replace(
        reference,
        agencies=tuple(Member(name, name, "locale", "Bretagne") for name in names),
        replies=tuple(
            replace(reference.replies[0], agency=name, values={question: text})
            for name, text in zip(names, texts, strict=True)
        ),
        themes=(),
        passages=(),
    )


def planted(agencies: int, seed: int = 2018) -> tuple[Material, list[str]]:
    """The consultation, and the subject of each agency in order."""
    random = Random(seed)
    subjects = [list(SUBJECTS)[number % len(SUBJECTS)] for number in range(agencies)]
    texts = []
    for subject in subjects:
        words = random.sample(SUBJECTS[subject], 4)
        texts.append(f"{random.choice(OPENINGS)} : {words[0]}, {words[1]}, {words[2]}, {words[3]}.")
    return everybody_says(texts), subjects
