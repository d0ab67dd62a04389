"""What the search finds of what it should, how quickly, and how large its index is.

`python -m tests.bench.bench_search DATA=folder LEXICON=folder`: `DATA` holds
`grande_annotation_part.csv` and `republique_numerique_arguments.csv`, `LEXICON` the `fr.aff` and
`fr.dic` of Debian's hunspell-fr (`/usr/share/hunspell` once it is installed). What is missing is
said. Every word of 400 drawn at random is asked for with and without its accents; what should be
found are the answers that hold a form of its family. Both databases are measured.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter, process_time

from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.orm import Session

from consult import migrating
from consult.analysis.searching import indexing
from consult.analysis.searching.finding import Finder
from consult.analysis.searching.language import parsed
from consult.analysis.suggesting.lemmas import unaccented
from consult.analysis.suggesting.stopwords import STOPWORDS
from consult.calls.models import Invitation
from consult.calls.queries import call_with_questions
from consult.contributions.models import Contribution, Version
from consult.directory.models import Agency
from tests import office, postgres
from tests.bench.lexicon import families

WORDS = 400
SHORTEST = 4
SEED = 2018
BATCH = 200
ASKED = (
    "laïcité",
    "confiance élus",
    '"pouvoir d’achat"',
    "impôts -revenus",
    "référendum OU vote",
    "fonctionn*",
    "le",
    "citoyens représentants politiques",
)
WORD = re.compile(r"[^\W\d_]+")


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    given = dict(one.split("=", 1) for one in arguments if "=" in one)
    data, lexicon = (Path(given.get(name, "nowhere")) for name in ("DATA", "LEXICON"))
    texts = list(corpus(data))
    if not texts:
        say("search: no DATA=folder with French answers: nothing to measure with")
        return 0
    known = (lexicon / "fr.dic").exists()
    if not known:
        say("search: no LEXICON=folder with fr.aff and fr.dic (hunspell-fr): only the time")
    questions = held_out(texts, families(lexicon)) if known else {}
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db", texts, questions)
    if postgres.binaries() is None:
        say("search: PostgreSQL is not installed")
        return 0
    postgres.reserve()
    try:
        with postgres.fresh("bench_search") as url:
            measure("PostgreSQL", url, texts, questions)
    finally:
        postgres.release()
    return 0


def corpus(folder: Path) -> Iterator[str]:
    """Real answers, none twice."""
    files = ("grande_annotation_part.csv", "republique_numerique_arguments.csv")
    found: dict[str, None] = {}
    for path in (folder / name for name in files if (folder / name).exists()):
        with path.open(encoding="utf-8") as lines:
            found.update(dict.fromkeys(row["text"] for row in csv.DictReader(lines)))
    yield from found


def held_out(texts: Sequence[str], known: dict[str, frozenset[str]]) -> dict[str, set[int]]:
    """Words drawn at random, with the answers that hold a form of their family."""
    where: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(texts):
        for word in WORD.findall(one.lower()):
            where[word].add(number)
    told = sorted(
        word
        for word in where
        if word in known and len(word) >= SHORTEST and unaccented(word) not in STOPWORDS
    )
    drawn = Random(SEED).sample(told, min(WORDS, len(told)))
    return {
        word: set().union(*(where[form] for form in known[word] if form in where)) for word in drawn
    }


def measure(name: str, url: str, texts: Sequence[str], questions: dict[str, set[int]]) -> None:
    """Index the answers, then ask."""
    if url.startswith("sqlite"):
        migrating.upgrade(url)
    engine = create_engine(url)
    with Session(engine) as session:
        slug, places = filled(session, texts)
        before = size(engine)
        started = process_time()
        index(session, slug)
        spent = process_time() - started
        session.commit()
        say(
            f"{name}: {len(texts)} answers indexed in {spent:.1f} s CPU,"
            f" {(size(engine) - before) / 1e6:.1f} MB"
        )
        finder = Finder(session, [call_with_questions(session, slug)], {})
        for accents in (True, False):
            scored(name, finder, questions, places, accents=accents)
        quick(name, finder)
    engine.dispose()


def filled(session: Session, texts: Sequence[str]) -> tuple[str, dict[int, int]]:
    """A call to which each text is the answer of an agency; the number of each contribution."""
    call = office.call(session, audience=0, opened=False)
    session.flush()
    where = {"level": "locale", "region": "Bretagne", "department": ""}
    agencies, invitations, contributions, versions = [], [], [], []
    for number, one in enumerate(texts, start=1):
        named = {"acronym": f"A{number}", "name": f"Agence {number}", **where}
        agencies.append({"id": number, "key": f"a{number}", "timezone": None, **named})
        invitations.append(
            {"id": number, "public_id": f"p{number}", "call_id": call.id, "agency_id": number,
             "position": number, "email": "a@x.example", "extended_until": None, **named}
        )  # fmt: skip
        contributions.append(
            {"id": number, "invitation_id": number, "revision": 1, "channel": "web",
             "attribution": None, "quote_permission": None, "started_at": office.AT,
             "saved_at": office.AT, "withdrawn_at": None, "received_on": None,
             "confirmed_at": None}
        )  # fmt: skip
        versions.append(
            {"contribution_id": number, "number": 1, "reference": f"B-{number}",
             "sent_at": office.AT, "channel": "web", "late": False, "digest": "0" * 64,
             "sent_by_id": None, "content": {"answers": {"needs": one}, "confidential": []}}
        )  # fmt: skip
    for model, rows in (
        (Agency, agencies),
        (Invitation, invitations),
        (Contribution, contributions),
        (Version, versions),
    ):
        session.execute(insert(model), rows)
    session.commit()
    return call.slug, {number: number - 1 for number in range(1, len(texts) + 1)}


def index(session: Session, slug: str) -> None:
    """Everything, as the worker does."""
    call = call_with_questions(session, slug)
    questionnaire = call.questionnaire
    while versions := indexing.unknown(session, call, BATCH):
        found = [indexing.prepared(call, questionnaire, version) for version in versions]
        indexing.write(session, found)
        session.commit()
    indexing.take_stock(session)
    session.commit()


def size(engine: Engine) -> int:
    """How large the whole database is, in bytes."""
    if engine.dialect.name == "sqlite":
        asked = "SELECT (page_count - freelist_count) * page_size FROM "
        asked += "pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
    else:
        asked = "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        return int(connection.execute(text(asked)).scalar_one())


def scored(
    name: str,
    finder: Finder,
    questions: dict[str, set[int]],
    places: dict[int, int],
    *,
    accents: bool,
) -> None:
    """Recall, precision and F1 of the words drawn, asked one by one."""
    marks = []
    for word, truth in questions.items():
        finder.queries = {"fr": parsed(word if accents else unaccented(word))}
        found = {places[place.contribution] for place in finder.places()}
        right = len(found & truth)
        marks.append(
            (
                right / len(truth),
                right / len(found) if found else 0.0,
                2 * right / (len(found) + len(truth)),
            )
        )
    if marks:
        recall, precision, f1 = (mean(one) for one in zip(*marks, strict=True))
        how = "with accents" if accents else "without accents"
        say(
            f"{name}: {len(marks)} words {how}: recall {recall:.3f},"
            f" precision {precision:.3f}, F1 {f1:.3f}"
        )


def quick(name: str, finder: Finder) -> None:
    """How long asking takes, the rarest and the commonest words; our processor, and the clock."""
    spent, waited = [], []
    for asked in ASKED * 3:
        finder.queries = {"fr": parsed(asked)}
        started, began = process_time(), perf_counter()
        finder.places()
        spent.append(1000 * (process_time() - started))
        waited.append(1000 * (perf_counter() - began))
    say(
        f"{name}: a question takes {median(spent):.0f} ms CPU in the middle, {max(spent):.0f} at"
        f" most; one waits {median(waited):.0f} ms, {max(waited):.0f} at most"
    )


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
