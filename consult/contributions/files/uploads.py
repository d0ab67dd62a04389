"""Files that came with a form: looked at and stored before anybody waits for the database."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import FileStorage, MultiDict

from consult.calls.questionnaire import QuestionKind, Questionnaire
from consult.contributions.answering.typed import name_of
from consult.contributions.files.kinds import Refused, Stored, label_of, refusal
from consult.storage import Storage


def taken(
    questionnaire: Questionnaire, uploads: MultiDict[str, FileStorage], storage: Storage
) -> Iterator[Stored | Refused]:
    """Each file given, stored or refused with a reason; how many are too many is asked later."""
    for question in questionnaire:
        if question.kind is not QuestionKind.FILE:
            continue
        for upload in uploads.getlist(name_of(question)):
            filename = label_of(upload.filename or "")
            if not filename:
                continue
            content = upload.read()
            refused = refusal(question, filename, content, already=0)
            yield refused or Stored(question, filename, len(content), storage.put(content))
