"""How often one address may ask: views name their limit with `@limiter.limit("60 per hour")`.

Counted in memory of the one web process; with several behind a proxy, in Redis (QUEUE_URL).
"""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=True, default_limits=[])
