"""The album on a real server that speaks S3."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

from reporter.base.errors import NotFound
from reporter.photos import darkroom
from reporter.photos.album import Album, StorageDown
from reporter.photos.rules import Developed
from tests.conftest import lacking
from tests.photos.pictures import corners, encoded

ACCESS, SECRET = "town", "a long enough word"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bucket named `photos`: to this server buckets are folders, and objects files."""
    folder = tmp_path_factory.mktemp("s3") / "photos"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def endpoint(bucket: Path) -> Iterator[str]:
    """The address of a server that has the bucket."""
    if find_spec("nanio") is None:
        lacking("nanio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("nanio")),
        "serve",
        "--data-dir",
        str(bucket.parent),
        "--port",
        str(port),
    ]
    environ = os.environ | {"NANIO_ACCESS_KEY": ACCESS, "NANIO_SECRET_KEY": SECRET}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(urllib.error.HTTPError):
            try:
                urllib.request.urlopen(url, timeout=1)
            except urllib.error.HTTPError:
                return  # it answers: "who are you?"
            except OSError:
                time.sleep(0.05)
    pytest.fail("the S3 server did not start")


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    return "s3://photos/town/before"


@pytest.fixture(scope="module")
def photo() -> Developed:
    return darkroom.develop(BytesIO(encoded(corners())), max_bytes=100_000)


def test_a_photo_is_kept_read_listed_and_removed(s3: str, photo: Developed) -> None:
    album = Album(s3)
    album.keep(photo)
    album.keep(photo)
    assert album.read(photo.key, "large") == photo.sizes["large"]
    assert Album(s3).read(photo.key, "small") == photo.sizes["small"]
    assert list(album.keys_older_than(datetime.now(UTC) + timedelta(seconds=5))) == [photo.key]
    assert list(album.keys_older_than(datetime.now(UTC) - timedelta(minutes=5))) == []
    album.remove(photo.key, unless_newer_than=datetime.now(UTC) - timedelta(minutes=5))
    assert album.read(photo.key, "large") == photo.sizes["large"]
    album.remove(photo.key)
    album.remove(photo.key)
    with pytest.raises(NotFound):
        album.read(photo.key, "large")


def test_the_server_knows_that_it_is_a_jpeg(s3: str, photo: Developed) -> None:
    import obstore
    from obstore.store import S3Store

    Album(s3).keep(photo)
    store = S3Store.from_url("s3://photos", client_options={"allow_http": True})
    path = f"town/before/{photo.key[:2]}/{photo.key[2:4]}/{photo.key}-large.jpg"
    assert obstore.get(store, path).attributes == {"Content-Type": "image/jpeg"}


def test_more_photos_than_one_listing_holds_are_all_listed(s3: str, bucket: Path) -> None:
    """S3 lists a thousand names at a time."""
    many = [f"{n:032x}" for n in range(1200)]
    (bucket / "many" / "00" / "00").mkdir(parents=True)
    for key in many:
        (bucket / "many" / "00" / "00" / f"{key}-small.jpg").write_bytes(b"a photo")
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert sorted(Album("s3://photos/many").keys_older_than(later)) == many


def test_a_bucket_that_is_not_there_is_a_storage_that_is_down(s3: str, photo: Developed) -> None:
    with pytest.raises(StorageDown):
        Album("s3://nowhere/at-all").keep(photo)


def test_a_wrong_key_is_a_storage_that_is_down(s3: str, photo: Developed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another word")
    with pytest.raises(StorageDown):
        Album(s3).keep(photo)


def test_a_server_that_does_not_answer_is_down_within_seconds(
    s3: str, photo: Developed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(StorageDown):
            Album(s3).read(photo.key, "large")
        assert time.monotonic() - began < 15
