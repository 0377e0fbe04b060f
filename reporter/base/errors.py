"""Every refusal has a name and says what the reader sees; only the shell (web/errors.py) knows status codes.

Messages are French sentences marked with `N_`; the shell translates them, then fills in `values`.
"""

from __future__ import annotations


class SettingsFault(Exception):
    """An environment variable that cannot be used. For the operator; in English."""


class Refusal(Exception):
    """What somebody asked for cannot be done, with the reason in a sentence for the reader.

    code: stable English slug for programs. message: French source sentence, `%(name)s` placeholders filled from
    values. field: the form's field it concerns, or None.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code
        self.values = values


class Invalid(Refusal):
    """Something in a field cannot be used."""

    code = "invalid"


class TooLarge(Refusal):
    """More bytes than we take."""

    code = "too_large"


class NotFound(Refusal):
    code = "not_found"


class Gone(Refusal):
    """It was there, and no longer is: withdrawn, hidden, expired."""

    code = "gone"


class Conflict(Refusal):
    """Somebody else was first, or the move is not allowed from here."""

    code = "conflict"


class Forbidden(Refusal):
    code = "forbidden"


class Unavailable(Refusal):
    """Something that we need does not answer at the moment; trying again helps."""

    code = "unavailable"


class Faults(Refusal):
    """Several refusals at once: a form shows all of its faults together."""

    code = "invalid"

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals[0].message, field=refusals[0].field, code=refusals[0].code, **refusals[0].values)
        self.refusals = refusals
