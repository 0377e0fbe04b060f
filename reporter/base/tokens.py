"""Random names that people read aloud, secrets that nobody guesses, and signed texts for links."""

from __future__ import annotations

import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

# Crockford's base 32: no I, L, O, U, so that it survives the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD = str.maketrans("ILO", "110")


def sayable(length: int = 6) -> str:
    """`length` random Crockford characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def heard(text: str) -> str:
    """What somebody typed for a sayable code: upper case, I and L read as 1, O as 0, dashes and spaces dropped."""
    return "".join(text.upper().split()).replace("-", "").translate(_HEARD)


def secret() -> str:
    """128 random bits, safe in an address: 22 characters."""
    return secrets.token_urlsafe(16)


def sign(key: str, purpose: str, value: Any) -> str:
    """`value` (JSON) as a text that only this installation can make; the same value gives the same text."""
    text = URLSafeSerializer(key, salt=purpose).dumps(value)
    return text if isinstance(text, str) else text.decode()


def unsign(key: str, purpose: str, text: str) -> Any:
    """The value that `sign` put in, or None when the text is forged, damaged or signed for another purpose."""
    try:
        return URLSafeSerializer(key, salt=purpose).loads(text)
    except BadSignature:
        return None
