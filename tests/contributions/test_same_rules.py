"""One rule on both sides: the browser counts and reads as the server does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from consult.contributions.answering import typed
from consult.contributions.texts.words import word_count

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "data" / "readings.json").read_text())
NODE = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
SCRIPT = """
globalThis.document = { documentElement: { lang: "fr" } };
const { wordCount, characterCount } = await import(process.argv[1] + "/form-counters.js");
const { numberIn, isAmbiguous, dayIn } = await import(process.argv[1] + "/form-reading.js");
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const cases = JSON.parse(Buffer.concat(chunks).toString("utf8"));
console.log(JSON.stringify({
  words: cases.words.map(([text]) => wordCount(text)),
  characters: cases.characters.map(([text]) => characterCount(text)),
  numbers: cases.numbers.map(([text, unit]) => numberIn(text, unit)),
  ambiguous: cases.numbers.map(([text, unit]) => isAmbiguous(text, unit)),
  days: cases.days.map(([text]) => dayIn(text)),
}));
"""


@pytest.mark.parametrize(("text", "words"), CASES["words"])
def test_words(text, words):
    assert word_count(text) == words


@pytest.mark.parametrize(("text", "characters"), CASES["characters"])
def test_characters(text, characters):
    assert len(text) == characters


@pytest.mark.parametrize(("text", "unit", "means"), CASES["numbers"])
def test_numbers(text, unit, means):
    assert typed.number(text, unit=unit) == means


@pytest.mark.parametrize(("text", "means"), CASES["days"])
def test_days(text, means):
    assert typed.day(text) == means


@pytest.mark.skipif(NODE is None, reason="The rules in JavaScript need Node.")
def test_the_browser_follows_the_same_rules():
    asked = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT, str(ROOT / "consult" / "static" / "js")],
        input=json.dumps(CASES),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(asked.stdout) == {
        **{name: [case[-1] for case in cases] for name, cases in CASES.items()},
        "ambiguous": [typed.is_ambiguous(text, unit=unit) for text, unit, _ in CASES["numbers"]],
    }
