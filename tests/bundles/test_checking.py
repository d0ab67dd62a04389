from __future__ import annotations

import os
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.bundles.checking import read_bundle
from tests.bundles.small import FILES, changed, noted, problems_of, told, written

CALL, AGENCIES = "call.yaml", "agencies.csv"
ANSWER, THEMES, NOTE = "contributions/abc.yaml", "themes.yaml", "note.yaml"
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)


def test_the_small_bundle_is_sound_and_says_what_it_says(tmp_path):
    reading = read_bundle(written(tmp_path))

    assert (told(reading), noted(reading)) == ([], [])
    sheet = reading.bundle.contributions[0]
    assert {key: value for key, value in sheet.answers.items() if key != "papers"} == {
        "name": "Pôle deux",
        "choice": "01",
        "why": "Parce que. Parce que.",
        "grades": {"a": "3", "b": "1"},
        "many": ["x", "z"],
        "order": ["z", "x", "y"],
        "amount": 12.5,
        "day": "2026-03-19",
        "actions": [{"title": "Une", "year": 2020}],
    }
    choice = reading.bundle.call.questionnaire.by_key["choice"]
    assert [option.key for option in choice.options] == ["01", "2018", "yes"]
    assert reading.bundle.passages[0].start == 11


WRONG = [
    line.replace("⏎", "\n").split("\t")
    for line in Path(__file__).with_name("wrong.tsv").read_text().splitlines()[1:]
]
"""One word of one file changed, and what is told of it."""


@pytest.mark.parametrize(("file", "before", "after", "sentence"), WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path, file, before, after, sentence):
    assert f"{file}: {sentence}" in problems_of(tmp_path, changed(file, before, after))


BROKEN = [
    (CALL, None, [["call.yaml", "The file is missing."]]),
    (AGENCIES, None, [["agencies.csv", "The file is missing."]]),
    (AGENCIES, "", [["agencies.csv", "The table is empty."]]),
    (AGENCIES, "acronym,name\n", [["agencies.csv", "The table is empty."]]),
    (CALL, "", [["call.yaml", "line 1: Keys and values are expected here."]]),
    (CALL, "- a\n- b\n", [["call.yaml", "line 1: Keys and values are expected here."]]),
    (CALL, "a: &a [*a]", [["call.yaml", "line 1: The alias *a names nothing complete."]]),
    (
        CALL,
        "a: !!python/name:os [x]",
        [
            [
                "call.yaml",
                "line 1: YAML tags are not allowed: tag:yaml.org,2002:python/name:os.",
            ]
        ],
    ),
    (
        CALL,
        "a: 1\n---\nb: 2\n",
        [["call.yaml", "line 2: Only one YAML document is allowed: remove the line “---”."]],
    ),
    (
        CALL,
        'a: "\\0"',
        [["call.yaml", "line 1: The control character U+0000 is not allowed; remove it."]],
    ),
    (
        CALL,
        "a: \x1b[2J",
        [["call.yaml", "line 1: The control character U+001B is not allowed; remove it."]],
    ),
    (
        CALL,
        b"a: \xff\xfe\xfa",
        [["call.yaml", "line 1: The text is not encoded in UTF-8; save the file again as UTF-8."]],
    ),
    (CALL, "[" * 100_000, [["call.yaml", "line 1: Values are nested more than 40 levels deep."]]),
    (
        CALL,
        BOMB,
        [
            [
                "call.yaml",
                "line 6: The file holds more than 200000 values once its aliases are expanded.",
            ]
        ],
    ),
    (
        CALL,
        "? [a]\n: b\n",
        [["call.yaml", "line 1: A key must be a word, not a list or a mapping."]],
    ),
    (CALL, b"x" * (8 * 1024 * 1024 + 1), [["call.yaml", "The file is larger than 8 MB."]]),
    (
        ANSWER,
        "null",
        [
            ["contributions/abc.yaml", "line 1: Keys and values are expected here."],
            [
                "themes.yaml",
                "line 11, questions[1].themes[1].passages[1]: ABC has not sent an answer to “why”.",
            ],
        ],
    ),
    (
        "contributions/bis.yaml",
        "agency: abc\n",
        [
            [
                "contributions/bis.yaml",
                f"line 1, agency: “ABC” already answers in {ANSWER}; an agency answers once.",
            ]
        ],
    ),
]
"""A whole file replaced, and all that is told: the file, and the rest."""


@pytest.mark.parametrize(("file", "content", "sentences"), BROKEN)
def test_a_broken_file_gives_sentences_at_once(tmp_path, file, content, sentences):
    started = time.monotonic()

    found = problems_of(tmp_path, {file: content})

    assert [problem.split(": ", 1) for problem in found] == sentences
    assert time.monotonic() - started < 1


def test_every_problem_of_every_file_is_told_at_once(tmp_path):
    found = problems_of(
        tmp_path,
        changed(CALL, "language: fr", "language: de")
        | changed(AGENCIES, "contact@abc.example", "nobody")
        | changed(ANSWER, "amount: 12.50", "amount: -1")
        | changed(THEMES, "start: 11", "start: 1"),
    )

    assert [problem.split(":")[0] for problem in found] == [CALL, AGENCIES, ANSWER, THEMES]


@pytest.mark.parametrize(
    "content",
    [
        FILES[AGENCIES].replace(",", ";"),
        FILES[AGENCIES].replace(",", "\t"),
        FILES[AGENCIES].replace("\n", "\r\n"),
        FILES[AGENCIES].replace("acronym,name", " Acronym , NAME "),
        b"\xef\xbb\xbf" + FILES[AGENCIES].encode(),
        FILES[AGENCIES].encode("utf-16"),
        FILES[AGENCIES].encode("utf-16-le"),
        FILES[AGENCIES].encode("cp1252"),
        "sep=;\n" + FILES[AGENCIES].replace(",", ";"),
        FILES[AGENCIES].replace("Agence ABC", '"Agence\nABC"'),
        FILES[AGENCIES] + "\n,,,,,\n",
        FILES[AGENCIES].replace("régionale", "re\u0301gionale"),
    ],
)
def test_a_table_reads_the_same_however_a_spreadsheet_wrote_it(tmp_path, content):
    reading = read_bundle(written(tmp_path, {AGENCIES: content}))

    assert told(reading) == []
    assert [(one.acronym, one.name, one.level) for one in reading.bundle.agencies] == [
        ("ABC", "Agence ABC", "locale"),
        ("DEF", "Agence DEF", "régionale"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_yaml_reads_the_same_in_every_unicode_encoding(tmp_path, encoding):
    content = str(FILES[ANSWER]).replace("\n", "\r\n").encode(encoding)

    assert problems_of(tmp_path, {ANSWER: content}) == []


def test_agencies_that_differ_by_case_are_one_and_the_first_line_wins(tmp_path):
    table = str(FILES[AGENCIES]) + "abc,Une autre,régionale,,,\nDÉF,Agence DÉF,,,,\n"
    reading = read_bundle(written(tmp_path, {AGENCIES: table}))

    assert noted(reading) == [
        "agencies.csv: line 4, acronym: “abc” is the agency of line 2; this line is left out."
    ]
    names = [one.name for one in reading.bundle.agencies]
    assert names == ["Agence ABC", "Agence DEF", "Agence DÉF"]


def test_an_unknown_column_is_told_and_left_out(tmp_path):
    table = str(FILES[AGENCIES]).replace("email", "email,téléphone", 1)

    reading = read_bundle(written(tmp_path, {AGENCIES: table}))

    assert noted(reading) == ["agencies.csv: line 1: The column “téléphone” is not used."]


def test_what_came_after_the_deadline_is_late_unless_said_otherwise(tmp_path):
    late = changed(ANSWER, "2026-03-20T12:00", "2026-03-27T18:00")
    said = changed(ANSWER, "2026-03-20T12:00", "2026-03-27T18:00\nlate: false")
    in_time = changed(ANSWER, "2026-03-20T12:00", "2026-03-27T17:59:59")

    readings = [
        read_bundle(written(tmp_path / str(n), one)) for n, one in enumerate((late, said, in_time))
    ]

    assert [one.bundle.contributions[0].late for one in readings] == [True, False, False]
    assert [noted(one) for one in readings] == [
        [
            f"{ANSWER}: line 1, submitted_at: It was sent after the deadline; it counts as late.",
        ],
        [],
        [],
    ]


def test_what_nobody_wrote_by_hand_is_refused_by_its_size(tmp_path):
    long = changed(ANSWER, "Pôle deux", "x" * 200_001) | {THEMES: None}
    many = {AGENCIES: str(FILES[AGENCIES]) + "\n" * 20_000 + "GHI,Agence GHI,,,,\n"}
    wide = {AGENCIES: "acronym,name" + ",x" * 200 + "\n"}
    too_large = "The table has more than 20000 lines or 200 columns."

    assert [problems_of(tmp_path / str(n), one) for n, one in enumerate((long, many, wide))] == [
        [f"{ANSWER}: line 6, answers.name: This text is longer than 200000 characters."],
        [f"{AGENCIES}: line 20001: {too_large}"],
        [f"{AGENCIES}: line 1: {too_large}"],
    ]


def test_an_hour_that_comes_twice_is_the_first_and_an_offset_chooses(tmp_path):
    call = changed(CALL, "closes_at: 2026-03-27T18:00", "closes_at: 2026-10-30T18:00")
    twice = changed(ANSWER, "2026-03-20T12:00", "2026-10-25T02:30")
    second = changed(ANSWER, "2026-03-20T12:00", "2026-10-25T02:30+01:00")

    first = read_bundle(written(tmp_path / "a", {**call, **twice}))
    chosen = read_bundle(written(tmp_path / "b", {**call, **second}))

    assert noted(first) == [
        (
            "contributions/abc.yaml: line 2, submitted_at: 2026-10-25T02:30 happened twice in"
            " Europe/Paris; the first one is taken."
        )
    ]
    assert first.bundle.contributions[0].submitted_at.isoformat() == "2026-10-25T00:30:00+00:00"
    assert chosen.bundle.contributions[0].submitted_at.isoformat() == "2026-10-25T01:30:00+00:00"


def test_an_answer_to_a_question_that_was_not_put_does_not_count(tmp_path):
    reading = read_bundle(
        written(
            tmp_path, {**changed(ANSWER, "choice: 01", "choice: yes"), THEMES: None, NOTE: None}
        )
    )

    assert noted(reading) == [
        (
            "contributions/abc.yaml: line 8, answers.why: The question “why” was not put to this"
            " agency; the answer does not count."
        )
    ]
    assert "why" not in reading.bundle.contributions[0].answers


def test_a_passage_that_occurs_twice_is_the_first_unless_start_chooses(tmp_path):
    reading = read_bundle(written(tmp_path, changed(THEMES, ", start: 11", "")))

    assert noted(reading) == [
        (
            "themes.yaml: line 11, questions[1].themes[1].passages[1]: “Parce que.” occurs several"
            " times in the answer of ABC; the first is taken. “start” would choose."
        )
    ]
    assert reading.bundle.passages[0].start == 0


def test_a_link_in_the_bundle_is_never_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    folder = written(tmp_path / "bundle")
    (folder / "files/abc/note.txt").unlink()
    (folder / "files/abc/note.txt").symlink_to(secret)
    (folder / "contributions/link.yaml").symlink_to(secret)

    assert told(read_bundle(folder)) == [
        (
            "contributions/abc.yaml: line 14, answers.papers[1]: “files/abc/note.txt” is a link;"
            " put the file itself in the bundle."
        ),
        (
            "contributions/link.yaml: Links to other files are not followed: put the file itself in"
            " the bundle."
        ),
    ]


def test_a_pipe_is_not_waited_for(tmp_path):
    folder = written(tmp_path, {CALL: None})
    os.mkfifo(folder / CALL)

    assert told(read_bundle(folder)) == ["call.yaml: This is not an ordinary file."]


def test_there_is_nothing_here(tmp_path):
    assert told(read_bundle(tmp_path / "nowhere")) == [
        "nowhere: There is no folder or .zip file here."
    ]


def zipped(path: Path, entries: dict[str, bytes], top: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(top + name, content)
    return path


def small_entries() -> dict[str, bytes]:
    return {name: str(content).encode() for name, content in FILES.items()}


@pytest.mark.parametrize("top", ["", "mon dossier/"])
def test_an_archive_reads_like_its_folder(tmp_path, top):
    litter = {"__MACOSX/._call.yaml": b"x", f"{top}.DS_Store": b"x"} if top else {}
    path = zipped(tmp_path / "a.zip", small_entries(), top)
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in litter.items():
            archive.writestr(name, content)

    assert read_bundle(path).bundle == read_bundle(written(tmp_path / "folder")).bundle


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../call.yaml", "The name “../call.yaml” does not stay inside the archive."),
        ("/etc/passwd", "The name “/etc/passwd” does not stay inside the archive."),
        ("files/../../x", "The name “files/../../x” does not stay inside the archive."),
        ("c:/x", "The name “c:/x” does not stay inside the archive."),
    ],
)
def test_an_archive_that_climbs_out_is_refused_whole(tmp_path, name, sentence):
    path = zipped(tmp_path / "a.zip", {**small_entries(), name: b"x"})

    assert told(read_bundle(path)) == [f"a.zip: {sentence}"]


def test_an_archive_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = zipped(tmp_path / "a.zip", {**small_entries(), "files/zero": bytes(50_000_000)})

    assert told(read_bundle(path)) == ["a.zip: “files/zero” is compressed beyond reason."]


def test_an_archive_of_many_or_large_files_is_refused(tmp_path):
    many = zipped(tmp_path / "many.zip", {f"files/{n}": b"" for n in range(5001)})
    large = tmp_path / "large.zip"
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(5):
            archive.writestr(f"files/{n}", bytes(41 * 1024 * 1024))

    assert told(read_bundle(many)) == ["many.zip: The archive holds more than 5000 files."]
    assert told(read_bundle(large)) == ["large.zip: The archive would unpack to more than 200 MB."]


def test_links_doubles_and_passwords_in_an_archive_are_refused(tmp_path):
    link = zipfile.ZipInfo("files/link")
    link.external_attr = 0o120777 << 16
    linked = zipped(tmp_path / "link.zip", small_entries())
    with zipfile.ZipFile(linked, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    locked = zipped(tmp_path / "locked.zip", small_entries())
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)
    double = tmp_path / "double.zip"
    with zipfile.ZipFile(double, "w") as archive:
        archive.writestr("call.yaml", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("call.yaml", "b")

    assert [told(read_bundle(path)) for path in (linked, locked, double)] == [
        ["link.zip: “files/link” is a link; put the file itself in the archive."],
        ["locked.zip: “call.yaml” is protected by a password."],
        ["double.zip: Two files of the archive are named “call.yaml”."],
    ]


def test_what_is_no_archive_says_so(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 not really")

    assert told(read_bundle(tmp_path / "a.zip")) == [
        "a.zip: This is not a .zip file that can be read."
    ]


SIGNS = st.sampled_from("abc: -[]{}&*!|>'\"#%@`,?\n\t~01.\\\r\0é\u2028\ufeff")
SCRAPS = st.one_of(
    st.binary(max_size=80),
    st.text(SIGNS, max_size=80).map(str.encode),
    st.sampled_from([b"agency", b"key:", b"\n", b"  ", b"- ", b"null", b"[", b"&a *a", b"!!x"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    file=st.sampled_from([*FILES]),
    cut=st.floats(0, 1),
    length=st.integers(0, 40),
    scraps=st.lists(SCRAPS, max_size=4),
)
def test_no_damage_to_any_file_makes_the_check_fail(file, cut, length, scraps):
    whole = str(FILES[file]).encode()
    at = int(cut * len(whole))
    damaged = whole[:at] + b"".join(scraps) + whole[at + length :]
    with tempfile.TemporaryDirectory() as folder:
        reading = read_bundle(written(Path(folder), {file: damaged}))

        assert (reading.bundle is None) == bool(reading.problems)
        for problem in (*reading.problems, *reading.notices):
            assert "\n" not in problem.told(str)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["short_text", "repeat", "likert", "name", "choice", "files/abc/note.txt"]),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(
        st.sampled_from(["key", "kind", "options", "fields", "show_if", "rows", "scale", "at", "in",
                         "question", "equals", "path", "passages", "text", "agency", "other"]),
        inside, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=st.sampled_from([CALL, ANSWER, THEMES]), place=st.integers(0, 200), value=VALUES)
def test_no_value_of_any_shape_makes_the_check_fail(file, place, value):
    tree = yaml.load(str(FILES[file]), Loader=yaml.BaseLoader)
    _put(tree, place, value)
    with tempfile.TemporaryDirectory() as folder:
        text = yaml.dump(tree, allow_unicode=True)
        reading = read_bundle(written(Path(folder), {file: text.encode("utf-8", "replace")}))

        assert (reading.bundle is None) == bool(reading.problems)


def _put(tree, place, value):
    """Replace the value at the place-th step of a walk through the tree."""
    steps = []

    def walk(inside):
        pairs = inside.items() if isinstance(inside, dict) else enumerate(inside)
        for key, one in pairs:
            steps.append((inside, key))
            if isinstance(one, dict | list):
                walk(one)

    walk(tree)
    inside, key = steps[place % len(steps)]
    inside[key] = value


ACROSS = """\
schema: consultation-themes/1
call: small-2026
questions:
  - key: why
    themes:
      - {key: reasons, label: Raisons, colour: 13}
      - {key: means, label: Moyens, parent: delays}
      - {key: here, label: Ici}
themes:
  - {key: here, label: Partout}
  - {key: delays, label: Délais, colour: 12, passages: [
      {question: why, agency: ABC, text: Parce que., start: 0},
      {question: choice, agency: ABC, text: Parce que.},
      {agency: ABC, text: Parce que.}, {question: amount, agency: ABC, text: a}]}
  - {key: ring, label: Anneau, parent: gnir}
  - {key: gnir, label: uaennA, parent: ring}
  - {key: delays, label: Délais}
"""


def test_themes_of_every_question_tell_what_is_wrong_with_them(tmp_path):
    assert problems_of(tmp_path, {THEMES: ACROSS}) == [
        f"{THEMES}: {one}"
        for one in (
            "line 6, questions[1].themes[1].colour: A whole number from 1 to 12 is expected here.",
            (
                "line 10, themes[1]: “here” is the key of a theme of “why” and of a theme of every"
                " question."
            ),
            "line 13, themes[2].passages[2]: ABC has not sent an answer to “choice”.",
            "line 14, themes[2].passages[3]: “question” is missing.",
            (
                "line 14, themes[2].passages[4].question: Answers to “amount” are not texts that"
                " can be coded."
            ),
            "line 17, themes[5]: Two themes of every question have the key “delays”.",
            "line 7, questions[1].themes[2].parent: “delays” is no other theme of the same list.",
            (
                "line 15, themes[3].parent: Themes stand one under the other more than 6 times,"
                " or in a ring."
            ),
            (
                "line 16, themes[4].parent: Themes stand one under the other more than 6 times,"
                " or in a ring."
            ),
        )
    ]
