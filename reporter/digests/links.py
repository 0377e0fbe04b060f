"""The link that ends a partner's digests: signed, for one address of one partner, always the same."""

from __future__ import annotations

from reporter.base import tokens
from reporter.base.current import current
from reporter.base.errors import NotFound
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.forwarding.rules import DIGEST
from reporter.partners.rules import Directory, Partner

PURPOSE = "digest-unsubscribe"


def recipients() -> list[Partner]:
    """The partners who get a digest, in the order of the town's directory."""
    return [partner for partner in current(Directory) if DIGEST in partner.usable_channels]


def unsubscribe_url(partner: Partner) -> str:
    # Signed with the address, which the link itself does not show.
    return f"{current(Settings).public_url}/desabonnement/{tokens.sign(_key(partner), PURPOSE, partner.slug)}"


def read(token: str) -> Partner:
    """The partner of that link. Raises NotFound when it is forged, or for an address that the partner left."""
    for partner in recipients():
        if tokens.unsign(_key(partner), PURPOSE, token) == partner.slug:
            return partner
    raise NotFound(N_("Ce lien n’est pas complet, ou n’est plus valable. Ouvrez-le depuis le dernier message reçu."))


def _key(partner: Partner) -> str:
    return f"{current(Settings).secret_key}:{partner.email}"
