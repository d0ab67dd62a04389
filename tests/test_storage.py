import hashlib
from io import BytesIO

import pytest

from consult.storage import Folder, Memory


@pytest.fixture(params=["folder", "memory"])
def storage(request, tmp_path):
    return Folder(tmp_path) if request.param == "folder" else Memory()


def test_what_was_put_is_read_back_under_its_digest(storage):
    digest = storage.put(b"paper")

    assert digest == hashlib.sha256(b"paper").hexdigest()
    assert storage.read(digest) == b"paper"
    assert digest in storage


def test_putting_twice_keeps_once(storage):
    assert storage.put(b"paper") == storage.put(b"paper")


def test_what_was_removed_is_gone_and_removing_twice_is_removing_once(storage):
    gone, kept = storage.put(b"paper"), storage.put(b"card")
    storage.remove(gone)
    storage.remove(gone)

    assert list(storage) == [kept]


def test_what_was_never_put_is_not_found(storage):
    with pytest.raises(FileNotFoundError):
        storage.read("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_a_name_that_is_no_digest_never_reaches_the_disk(tmp_path, name):
    with pytest.raises(FileNotFoundError):
        Folder(tmp_path).read(name)


def test_no_half_written_file_stays_behind(tmp_path):
    digest = Folder(tmp_path).put(b"paper")

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]


def test_a_file_is_taken_from_where_it_is_and_opened_piece_by_piece(storage):
    file = BytesIO(b"paper" * 3)
    file.seek(5)

    digest = storage.take(file)

    assert digest == storage.put(b"paper" * 3)
    with storage.open(digest) as opened:
        assert [opened.read(5), opened.read()] == [b"paper", b"paper" * 2]


def test_what_was_never_taken_is_not_opened(storage):
    with pytest.raises(FileNotFoundError):
        storage.open("0" * 64)
