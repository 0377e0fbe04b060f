"""Where photos are kept, by their key: a folder, or a store that speaks S3. The one module that knows obstore."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from reporter.base.errors import NotFound, Unavailable
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.photos.rules import KEY, Developed, Size

CONTENT_TYPE = "image/jpeg"
# The small one is written first and removed last: whoever has the small ones has a line for every key.
ORDER: tuple[Size, ...] = ("small", "large")
# A store far away that does not answer must not hold a resident's form for minutes.
TIMEOUT = timedelta(seconds=10)
RETRY_FOR = timedelta(seconds=15)


class StorageDown(Unavailable):
    """The place where photos are kept does not answer."""


class Album:
    """The photos, each in two sizes under `ab/cd/<key>-<size>.jpg`. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        """url: `file:///folder`, `memory://` or `s3://bucket/prefix` (keys, region, endpoint from AWS_…)."""
        self._url = url
        self._folder = Path(unquote(urlsplit(url).path)) if urlsplit(url).scheme == "file" else None

    @classmethod
    def open(cls, settings: Settings) -> Album:
        """The album of these settings. Nothing is read or loaded before the first photo."""
        return cls(settings.storage_url or settings.uploads.absolute().as_uri())

    def keep(self, developed: Developed) -> None:
        """Writes both sizes so that they survive a power cut: only then may a row name the key.

        The same photo again is written again, so that it counts as new for `keys_older_than`. Raises StorageDown.
        """
        with _storage():
            for size in ORDER:
                self._put(_path(developed.key, size), developed.sizes[size])

    def read(self, key: str, size: Size) -> bytes:
        """The JPEG's bytes. Raises NotFound when there is no such photo, StorageDown."""
        with _storage():
            try:
                return bytes(self._store.get(_path(key, size)).bytes())
            except FileNotFoundError as missing:
                raise _no_photo() from missing

    def remove(self, key: str, *, unless_newer_than: datetime | None = None) -> None:
        """Removes both sizes; what is gone already is fine. The caller knows that no row names the key any more.

        unless_newer_than: leaves the photo alone when it was kept again since that moment. Raises StorageDown.
        """
        with _storage():
            kept_at = self._kept_at(key)
            if unless_newer_than and kept_at and kept_at >= unless_newer_than:
                return
            for size in reversed(ORDER):
                with suppress(FileNotFoundError):
                    self._store.delete(_path(key, size))

    def keys_older_than(self, moment: datetime) -> Iterator[str]:
        """The keys of all photos kept before that moment (UTC), in no order; the caller finds the orphans among them.

        Memory does not grow with the album. Raises StorageDown.
        """
        with _storage():
            for batch in self._store.list():
                for found in batch:
                    name = str(found["path"]).rpartition("/")[2]
                    key = name.removesuffix("-small.jpg")
                    if name.endswith("-small.jpg") and KEY.match(key) and found["last_modified"] < moment:
                        yield key

    @cached_property
    def _store(self) -> Any:
        """Loaded late: most processes start without a photo in sight."""
        from obstore.store import LocalStore, MemoryStore, S3Store

        if self._folder is not None:
            return LocalStore(self._folder, mkdir=True)
        if self._url.startswith("memory:"):
            return MemoryStore()
        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        return S3Store.from_url(
            self._url,
            client_options={"timeout": TIMEOUT, "connect_timeout": TIMEOUT / 3, "allow_http": plain},
            retry_config={"max_retries": 3, "retry_timeout": RETRY_FOR},
        )

    def _put(self, path: str, content: bytes) -> None:
        if self._folder is None:
            self._store.put(path, content, attributes={"Content-Type": CONTENT_TYPE})
            return
        # The local store keeps no content type; our own routes say it.
        self._store.put(path, content)
        file = self._folder / path
        for written in (file, *list(file.parents)[:3]):
            _to_disk(written)

    def _kept_at(self, key: str) -> datetime | None:
        try:
            moment: datetime = self._store.head(_path(key, "small"))["last_modified"]
        except FileNotFoundError:
            return None
        return moment


def _path(key: str, size: Size) -> str:
    """Two levels of folders: 65,536 of them hold millions of photos. Raises NotFound for what cannot be a key."""
    if not KEY.match(key):
        raise _no_photo()
    return f"{key[:2]}/{key[2:4]}/{key}-{size}.jpg"


def _no_photo() -> NotFound:
    return NotFound(N_("Cette photo n’existe pas ou n’existe plus."))


def _to_disk(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storage() -> Iterator[None]:
    """Gives the store's own failures our name."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError, ValueError) as fault:
        raise StorageDown(
            N_("Les photos ne peuvent pas être enregistrées ni lues en ce moment. Rien n’est perdu : réessayez."),
            field="photos",
        ) from fault
