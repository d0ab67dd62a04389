"""What suggestions are worth on answers that people labelled, and how long they take.

`python -m tests.bench.bench_suggest DATA=folder` reads `grande_annotation_part.csv` and
`republique_numerique_arguments.csv` there; without a folder only the time is measured, on
made-up answers. The assignment follows ANALYSIS.md: labels with five answers or more, questions
with four such labels or more; examples are drawn six times and left out of the test.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import mean
from time import process_time

from threadpoolctl import threadpool_limits

from consult.analysis.suggesting import engines
from consult.analysis.suggesting.assigner import Assigner, Described
from consult.analysis.suggesting.clusters import clusters
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.encoder import installed
from consult.analysis.suggesting.engine import suggest
from consult.analysis.suggesting.lemmas import keys
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.passages import passages
from consult.analysis.suggesting.phrases import Phrases, Said
from consult.analysis.suggesting.steps import Remembering
from consult.analysis.suggesting.vectors import Encoder, joined, latent_vectors
from tests.analysis.planted import SUBJECTS, everybody_says
from tests.bench.scores import adjusted_mutual_information

SETTINGS = Parameters()
FEWEST = 5
FOUND = 0.5
THEMES = tuple(SUBJECTS.values()) * 3


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
    told = dict(one.split("=", 1) for one in arguments)
    folder = Path(told["DATA"]) if "DATA" in told else None
    if "ONE" in told:
        one_question(int(told["ONE"]), folder)
        return 0
    with threadpool_limits(limits=1, user_api="blas"):
        for name, encoder in (("encoder + lemmas", installed()), ("lemmas alone", None)):
            if folder:
                reader = Remembering(encoder) if encoder else None
                quality(folder, name, reader)
                assignment(folder, name, reader)
    speed((100, 1_000, 10_000), folder)
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
    """How far the groups of whole answers that are proposed are those of people."""
    material = everybody_says([text for text, _ in labelled])
    label = dict(zip(material.reply, (label for _, label in labelled), strict=True))
    (found,) = suggest(
        material, only="needs_text", encoder=encoder, parameters=Parameters(enough=1)
    ).questions
    told = [(agency, rank) for rank, group in enumerate(found.groups) for agency in group.agencies]
    return adjusted_mutual_information(
        [rank for _, rank in told], [label[agency] for agency, _ in told]
    )


def grouped(texts: Sequence[str], encoder: Encoder | None) -> list[int]:
    """The clusters that the engine would make of these."""
    meaning = encoder.encode(texts) if encoder and texts else None
    return clusters(
        joined(meaning, latent_vectors(texts, language="fr", seed=SETTINGS.seed)),
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


def assignment(folder: Path, name: str, encoder: Encoder | None) -> None:
    """Right themes first and among three, and macro-F1 with the number of labels given."""
    sets = list(annotated(folder / "grande_annotation_part.csv"))
    for examples in (0, 3, 5):
        rows = [row for one in sets for row in _assigned(one, encoder, examples)]
        first, three, macro = (mean(column) for column in zip(*rows, strict=True))
        say(
            f"{name}: assignment, {examples} examples: first {first:.3f},"
            f" among three {three:.3f}, macro-F1 {macro:.3f} ({len(rows)} draws)"
        )


def _assigned(
    one: Labelled, encoder: Encoder | None, examples: int
) -> Iterator[tuple[float, float, float]]:
    spread = Counter(label for labels in one.labels for label in labels)
    names = sorted(label for label, number in spread.items() if number >= FEWEST)
    if len(names) < 4:
        return
    for draw in range(6 if examples else 1):
        random = Random(draw)
        drawn = {
            name: random.sample(held, min(examples, len(held) - 1))
            for name in names
            if (held := [row for row, labels in enumerate(one.labels) if name in labels])
        }
        used = {row for rows in drawn.values() for row in rows}
        themes = [
            Described(name, name, coded=tuple(one.texts[row] for row in drawn[name]))
            for name in names
        ]
        found = Assigner(one.texts, themes, encoder=encoder).of_answers(most=len(names))
        told = [
            ({label for label in labels if label in names}, [best.theme for best in found[row]])
            for row, labels in enumerate(one.labels)
            if row not in used and set(labels) & set(names)
        ]
        if told:
            yield (
                mean(best[0] in gold for gold, best in told),
                mean(bool(gold & set(best[:3])) for gold, best in told),
                macro_f1([(gold, set(best[: len(gold)])) for gold, best in told]),
            )


def macro_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    """The mean over labels of the F1 of each."""
    labels = {label for gold, _ in pairs for label in gold}
    return mean(
        2
        * sum(label in gold and label in found for gold, found in pairs)
        / sum((label in gold) + (label in found) for gold, found in pairs)
        for label in labels
    )


def speed(sizes: Sequence[int], folder: Path | None) -> None:
    """One question as the worker reads it, each size in a process of its own."""
    for size in sizes:
        given = [f"ONE={size}", *([f"DATA={folder}"] if folder else [])]
        subprocess.run([sys.executable, "-m", "tests.bench.bench_suggest", *given], check=True)


def one_question(size: int, folder: Path | None) -> None:
    """Look and propose themes, as the worker does."""
    material = everybody_says(answers(size, folder))
    start = process_time()
    engine = engines.engine("model")
    engine.look(material, "needs_text")
    themes = [Described(str(rank), " ".join(words)) for rank, words in enumerate(THEMES)]
    looked = process_time() - start
    engine.propose(material, "needs_text", themes)
    took = process_time() - start
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    say(
        f"{size} answers: {looked:.1f} s of CPU for suggestions, {took:.1f} s with themes for"
        f" every passage, {peak:.0f} MB at most"
    )


def answers(size: int, folder: Path | None) -> list[str]:
    """So many answers of one to three real sentences, or of made-up words without a folder."""
    random = Random(1)
    if folder is None:
        words = [word for subject in SUBJECTS.values() for word in subject]
        return [" ".join(random.choices([*words, "le", "de"], k=28)) + "." for _ in range(size)]
    texts = [text for text, _ in opinions(folder / "republique_numerique_arguments.csv", 10**6)]
    for one in annotated(folder / "grande_annotation_part.csv"):
        texts += one.texts
    pool = [text[start:end] for text in texts for start, end in passages(text)]
    pool = [one for one in dict.fromkeys(pool) if len(one) < 400]
    return [" ".join(random.sample(pool, random.choice((1, 1, 1, 2, 3)))) for _ in range(size)]


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
