"""The worker's sweep: photos that no report names."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from reporter.base.current import current
from reporter.base.db import end_read
from reporter.photos.album import Album
from reporter.reports import queries

# A form keeps photos for half a day before its report is written; a day more does no harm.
ORPHANS_AFTER = timedelta(hours=36)
BATCH = 200


def sweep_orphans(now: datetime) -> int:
    """Removes photos that were kept ORPHANS_AFTER ago and that no report names; how many. Raises StorageDown.

    One that is kept again meanwhile stays. Safe to run twice, at once, and to be killed.
    """
    album, before = current(Album), now - ORPHANS_AFTER
    keys = album.keys_older_than(before)
    removed = 0
    while batch := list(islice(keys, BATCH)):
        named = queries.photo_keys_among(batch)
        # The album may lie behind a network.
        end_read()
        for key in batch:
            if key not in named:
                album.remove(key, unless_newer_than=before)
                removed += 1
    return removed
