"""A letter as a value: checked when it is made, so that nothing typed by somebody can add a header or a recipient."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reporter.base.errors import Invalid
from reporter.base.words import N_

# RFC 5321: local part 64 octets, whole address 254.
MAX_ADDRESS = 254
MAX_SUBJECT = 200
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


def checked_address(text: str, *, field: str = "email") -> str:
    """An e-mail address as it may stand in a header: blanks around it dropped, its domain in lower case and ASCII.

    Raises Invalid (of that field) when it is not one. Quoted local parts and addresses without a dot are refused,
    except `localhost`.
    """
    local, at, domain = text.strip().rpartition("@")
    domain = _ascii_domain(domain)
    well_formed = at and len(local) <= 64 and _LOCAL.fullmatch(local) and domain
    if not well_formed or len(local) + 1 + len(domain) > MAX_ADDRESS:
        raise Invalid(N_("Cette adresse e-mail ne semble pas complète. Exemple : nom@exemple.fr"), field=field)
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    """The domain in lower case, accents in punycode; empty when it cannot be one."""
    try:
        plain = domain.lower().encode("idna").decode()
    except UnicodeError:
        return ""
    labels = plain.split(".")
    named = len(labels) > 1 and not labels[-1].isdecimal()
    return plain if (named or plain == "localhost") and all(_LABEL.fullmatch(label) for label in labels) else ""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that comes with a letter. `media_type` like "text/csv"."""

    filename: str
    content: bytes = field(repr=False)
    media_type: str

    def __post_init__(self) -> None:
        _refuse_control(self.filename, "a file's name")
        if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", self.media_type):
            raise ValueError(f"not a media type: {self.media_type!r}")


@dataclass(frozen=True, kw_only=True)
class Inline:
    """A picture inside the letter: the HTML shows it as `<img src="cid:NAME">`."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = "image/jpeg"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9-]+", self.name):
            raise ValueError(f"not a name for a picture: {self.name!r}")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message to one recipient. `headers`: further ones, such as List-Unsubscribe; those we set ourselves are kept.

    Raises Invalid for a recipient that is not an address, ValueError for a header that cannot be.
    """

    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    inline: tuple[Inline, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    reply_to: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "recipient", checked_address(self.recipient))
        if self.reply_to:
            object.__setattr__(self, "reply_to", checked_address(self.reply_to))
        _refuse_control(self.subject, "the subject")
        if not self.subject or len(self.subject) > MAX_SUBJECT:
            raise ValueError("a subject has between 1 and 200 characters")
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name):
                raise ValueError(f"not a header's name: {name!r}")
            _refuse_control(value, name)


def one_line(text: str) -> str:
    """Text for a header: every run of blanks, line ends and control characters is one space."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _refuse_control(text: str, where: str) -> None:
    if _CONTROL.search(text):
        raise ValueError(f"a control character in {where}")
