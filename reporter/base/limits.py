"""How often one address may ask: views name their limit with `@limiter.limit("60 per hour")`.

Counted in memory of the one web process; with several behind a proxy, in Redis (QUEUE_URL). While Redis is away each
process counts by itself: nobody is refused for want of it.
"""

from __future__ import annotations

import time

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from reporter.base.settings import Settings
from reporter.base.wakeups import redis_options

limiter = Limiter(
    get_remote_address, headers_enabled=True, default_limits=[], in_memory_fallback_enabled=True, swallow_errors=True
)


def set_up(app: Flask, settings: Settings) -> None:
    """Counts for this application; nothing is connected yet."""
    app.config.update(
        RATELIMIT_ENABLED=settings.rate_limit,
        RATELIMIT_STORAGE_URI=settings.queue_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=redis_options() if settings.queue_url else {},
    )
    limiter.init_app(app)


def wait_s() -> int:
    """How many seconds this request's address waits until it may ask again (1 or more)."""
    limit = limiter.current_limit
    return max(int(limit.reset_at - time.time()), 1) if limit else 1
