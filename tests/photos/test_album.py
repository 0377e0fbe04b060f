"""Photos kept in a folder, in memory, and found again."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from reporter.base.current import current
from reporter.base.errors import NotFound, Unavailable
from reporter.base.settings import Settings
from reporter.photos import darkroom
from reporter.photos.album import Album, StorageDown
from reporter.photos.rules import Developed
from reporter.web.errors import status_of
from tests.photos.pictures import corners, encoded

KEY = "ab" * 16


@pytest.fixture(scope="module")
def photo() -> Developed:
    return darkroom.develop(BytesIO(encoded(corners())), max_bytes=100_000)


@pytest.fixture(params=["file", "memory"])
def album(request: pytest.FixtureRequest, tmp_path: Path) -> Album:
    folder = tmp_path / "photos of the town"
    return Album(folder.as_uri() if request.param == "file" else "memory://")


def test_both_sizes_are_read_as_they_were_kept(album: Album, photo: Developed) -> None:
    album.keep(photo)
    assert album.read(photo.key, "large") == photo.sizes["large"]
    assert album.read(photo.key, "small") == photo.sizes["small"]


def test_the_same_photo_may_be_kept_twice_and_removed_twice(album: Album, photo: Developed) -> None:
    album.keep(photo)
    album.keep(photo)
    album.remove(photo.key)
    album.remove(photo.key)
    with pytest.raises(NotFound):
        album.read(photo.key, "large")


@pytest.mark.parametrize("key", [KEY, "", "../../etc/passwd", "ab/../cd", KEY.upper(), KEY + "0", f"{KEY}\n", "é" * 32])
def test_a_key_that_names_nothing_is_not_found(album: Album, key: str) -> None:
    with pytest.raises(NotFound):
        album.read(key, "large")


def test_only_what_is_older_is_listed_and_each_key_once(album: Album, photo: Developed) -> None:
    others = [replace(photo, key=f"{n:032x}") for n in range(30)]
    for one in others:
        album.keep(one)
    later = datetime.now(UTC) + timedelta(seconds=2)
    assert sorted(album.keys_older_than(later)) == [one.key for one in others]
    assert list(album.keys_older_than(datetime.now(UTC) - timedelta(minutes=1))) == []


def test_the_sweep_finds_a_photo_whose_second_size_was_never_written(tmp_path: Path, photo: Developed) -> None:
    """Killed in the middle of keep(): only the small one is there."""
    album = Album(tmp_path.as_uri())
    album.keep(photo)
    next(tmp_path.rglob("*-large.jpg")).unlink()
    assert list(album.keys_older_than(datetime.now(UTC) + timedelta(seconds=2))) == [photo.key]
    album.remove(photo.key)
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_photo_kept_again_in_the_meantime_is_not_swept(tmp_path: Path, photo: Developed) -> None:
    album = Album(tmp_path.as_uri())
    album.keep(photo)
    long_ago = datetime.now(UTC) - timedelta(days=2)
    for file in tmp_path.rglob("*.jpg"):
        os.utime(file, (long_ago.timestamp(), long_ago.timestamp()))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert list(album.keys_older_than(yesterday)) == [photo.key]
    album.keep(photo)
    album.remove(photo.key, unless_newer_than=yesterday)
    assert album.read(photo.key, "large") == photo.sizes["large"]
    assert list(album.keys_older_than(yesterday)) == []


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path, photo: Developed) -> None:
    (tmp_path / ".gitkeep").touch()
    (tmp_path / "notes-small.jpg").touch()
    assert list(Album(tmp_path.as_uri()).keys_older_than(datetime.now(UTC) + timedelta(days=1))) == []


def test_photos_lie_two_folders_deep(tmp_path: Path, photo: Developed) -> None:
    Album(tmp_path.as_uri()).keep(photo)
    key = photo.key
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.jpg")) == [
        f"{key[:2]}/{key[2:4]}/{key}-large.jpg",
        f"{key[:2]}/{key[2:4]}/{key}-small.jpg",
    ]


def test_files_and_their_folders_are_on_the_disk_before_keep_returns(
    tmp_path: Path, photo: Developed, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(Path(os.readlink(f"/proc/self/fd/{fd}"))), real(fd))[1])
    Album(tmp_path.as_uri()).keep(photo)
    for file in tmp_path.rglob("*.jpg"):
        assert {file, file.parent, file.parent.parent, tmp_path} <= set(synced)


def test_a_folder_that_cannot_be_written_is_a_storage_that_is_down(tmp_path: Path, photo: Developed) -> None:
    occupied = tmp_path / "uploads"
    occupied.mkdir()
    # A file where a folder is needed stops root as well.
    (occupied / photo.key[:2]).touch()
    with pytest.raises(StorageDown) as down:
        Album(occupied.as_uri()).keep(photo)
    assert isinstance(down.value, Unavailable)
    assert (status_of(down.value), down.value.code) == (503, "unavailable")


def test_the_default_is_the_uploads_folder(app: Flask, photo: Developed) -> None:
    current(Album).keep(photo)
    file = next(current(Settings).uploads.rglob("*-large.jpg"))
    assert file.read_bytes() == photo.sizes["large"]
    assert stat.S_ISREG(file.stat().st_mode)


def test_a_start_loads_neither_the_store_nor_pillow() -> None:
    says = "import sys, reporter.photos.album, reporter.photos.darkroom; print({'obstore', 'PIL'} & {*sys.modules})"
    found = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "set()"
