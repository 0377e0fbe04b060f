"""Logs: one JSON line an event, on standard error, without addresses of people or links that open something."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(level: str) -> None:
    """Sets up structlog at that level ("INFO" …)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
