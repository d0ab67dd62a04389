"""What suggestions are worth on answers that people labelled, and how long they take.

`python -m tests.bench.bench_suggest DATA=folder` reads `grande_annotation_part.csv` and
`republique_numerique_arguments.csv` there; without a folder only the time is measured.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from time import process_time

from threadpoolctl import threadpool_limits

from consult.analysis.suggesting.clusters import clusters
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.encoder import installed
from consult.analysis.suggesting.engine import suggest
from consult.analysis.suggesting.lemmas import keys
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.passages import passages
from consult.analysis.suggesting.phrases import Phrases, Said
from consult.analysis.suggesting.vectors import Encoder, represented
from tests.bench.material import large
from tests.bench.scores import adjusted_mutual_information

SETTINGS = Parameters()
FEWEST = 5
FOUND = 0.5


@dataclass(frozen=True)
class Labelled:
    """Answers to one question, none twice, with the themes people saw in each."""

    question: str
    texts: list[str]
    labels: list[set[str]]

    @property
    def single(self) -> list[tuple[str, str]]:
        """Answers with exactly one theme."""
        return [
            (text, next(iter(labels)))
            for text, labels in zip(self.texts, self.labels, strict=True)
            if len(labels) == 1
        ]


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    folder = next((Path(one.removeprefix("DATA=")) for one in arguments), None)
    with threadpool_limits(limits=1, user_api="blas"):
        for name, encoder in (("encoder + lemmas", installed()), ("lemmas alone", None)):
            if folder:
                quality(folder, name, encoder)
            speed(name, encoder)
    return 0


def quality(folder: Path, name: str, encoder: Encoder | None) -> None:
    """Agreement with people: clusters of answers, themes of passages, and their labels."""
    sets = list(annotated(folder / "grande_annotation_part.csv"))
    arguments = opinions(folder / "republique_numerique_arguments.csv")
    agreement = [(one, agrees(one.single, encoder)) for one in sets if len(one.single) >= 30]
    say(f"{name}: AMI of clusters of answers, one label each")
    for one, figure in agreement:
        say(f"  {one.question[:50]:50} n={len(one.single):4} {figure:.3f}")
    figure = agrees(arguments, encoder)
    say(f"  {'République numérique, by article':50} n={len(arguments):4} {figure:.3f}")
    scores = [score for one in sets for score in best_f1(one, encoder)]
    found = mean(score >= FOUND for score in scores)
    say(f"{name}: themes of passages, mean best F1 {mean(scores):.3f}, found {found:.0%}")
    hits = [rank for one in sets for rank in label_ranks(one)]
    told = ", ".join(f"@{k} {mean(rank < k for rank in hits):.3f}" for k in (1, 3, 5, 10))
    say(f"{name}: a word of the human label among the phrases: {told} ({len(hits)} themes)")


def annotated(path: Path) -> Iterator[Labelled]:
    """Every question of La Grande Annotation, its answers once each."""
    rows: dict[str, dict[str, set[str]]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["question"]].setdefault(row["text"], set()).update(
                json.loads(row["labels_confirmed"])
            )
    for question, answers in rows.items():
        yield Labelled(question, list(answers), list(answers.values()))


def opinions(path: Path, articles: int = 14, each: int = 50) -> list[tuple[str, str]]:
    """Arguments on the articles most argued about."""
    held: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held[row["opinion"]].append(row["text"])
    most = sorted(held, key=lambda one: -len(held[one]))[:articles]
    return [(text, one) for one in most for text in dict.fromkeys(held[one][:each])]


def agrees(labelled: Sequence[tuple[str, str]], encoder: Encoder | None) -> float:
    """How far clusters of answers are those of people."""
    texts = [text for text, _ in labelled]
    found = grouped(texts, encoder)
    return adjusted_mutual_information(found, [label for _, label in labelled])


def grouped(texts: Sequence[str], encoder: Encoder | None) -> list[int]:
    """The clusters that the engine would make of these."""
    return clusters(
        represented(texts, encoder, language="fr", seed=SETTINGS.seed),
        neighbours=SETTINGS.neighbours,
        resolution=SETTINGS.resolution,
        seed=SETTINGS.seed,
    )


def best_f1(one: Labelled, encoder: Encoder | None) -> Iterator[float]:
    """For each human theme, the F1 of the cluster of passages that comes nearest."""
    parts = [
        (index, text[start:end])
        for index, text in enumerate(one.texts)
        for start, end in passages(text)
    ]
    groups = alike([text for _, text in parts])
    found: dict[int, set[int]] = defaultdict(set)
    for cluster, group in zip(
        grouped([parts[group[0]][1] for group in groups], encoder), groups, strict=True
    ):
        found[cluster] |= {parts[index][0] for index in group}
    for label, number in Counter(label for labels in one.labels for label in labels).items():
        if number >= FEWEST:
            held = {index for index, labels in enumerate(one.labels) if label in labels}
            yield max(
                2 * len(held & members) / (len(held) + len(members)) for members in found.values()
            )


def label_ranks(one: Labelled) -> Iterator[int]:
    """For each human group, the rank of the first phrase with a word of its human name."""
    said = [
        Said(label, str(index), text)
        for index, (text, labels) in enumerate(zip(one.texts, one.labels, strict=True))
        for label in labels
    ]
    phrases = Phrases(said, question=one.question)
    for label, number in Counter(row.group for row in said).items():
        if number >= FEWEST:
            wanted = set(keys(str(label)))
            ranks = (
                rank
                for rank, phrase in enumerate(phrases.of(label, most=10))
                if wanted & set(keys(phrase.text))
            )
            yield next(ranks, 99)


def speed(name: str, encoder: Encoder | None, replies: int = 500) -> None:
    """The whole command but the database, on made-up answers."""
    material = large(replies)
    start = process_time()
    found = suggest(material, encoder=encoder)
    took = process_time() - start
    say(f"{name}: {replies} replies x {len(found.questions)} open questions: {took:.1f} s of CPU")


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
