"""A partner's answer link: signed, names one forward, lasts 90 days, and is the same in every mail."""

from __future__ import annotations

from datetime import datetime

from reporter.base import tokens
from reporter.base.current import current
from reporter.base.errors import Gone, NotFound
from reporter.base.settings import Settings
from reporter.base.words import N_
from reporter.forwarding.models import Forward
from reporter.forwarding.rules import LINK_LIFE, AnswerName

PURPOSE = "forward-answer"


def answer_token(forward: Forward) -> str:
    """The token of that forward."""
    expires = int((forward.created_at + LINK_LIFE).timestamp())
    return tokens.sign(current(Settings).secret_key, PURPOSE, [forward.id, expires])


def answer_url(forward: Forward, answer: AnswerName | None = None) -> str:
    """The absolute address of the answer page, with that answer chosen beforehand if one is given."""
    chosen = f"?answer={answer}" if answer else ""
    return f"{current(Settings).public_url}/reponse/{answer_token(forward)}{chosen}"


def read(token: str, *, now: datetime) -> int:
    """The forward's id. Raises NotFound when the token is forged or damaged, Gone when it has expired."""
    value = tokens.unsign(current(Settings).secret_key, PURPOSE, token)
    if not isinstance(value, list):
        raise NotFound(N_("Ce lien n’est pas complet. Ouvrez-le à nouveau depuis le message reçu."))
    forward_id, expires = value
    if now.timestamp() > expires:
        raise Gone(N_("Ce lien a plus de trois mois et n’est plus valable. Prévenez les médiateurs de votre réponse."))
    return int(forward_id)
