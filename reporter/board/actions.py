"""What strangers can do on the board."""

from __future__ import annotations

from reporter.base.db import transaction
from reporter.base.errors import Conflict, Gone, NotFound
from reporter.base.words import N_
from reporter.reports import queries, writes
from reporter.reports.models import Report
from reporter.reports.rules import OPEN, is_public

GONE = N_("Ce signalement n’est plus public : il a été retiré par son auteur ou n’avait pas sa place ici.")
UNKNOWN = N_("Aucun signalement ne porte ce numéro. Vérifiez-le, ou cherchez dans la liste.")


def me_too(reference: str) -> Report:
    """Counts one more resident who sees it. Raises NotFound, Gone when it is hidden, Conflict when it has ended."""
    with transaction():
        report = queries.by_reference(reference)
        if report is None:
            raise NotFound(UNKNOWN)
        if not is_public(report.status, report.closing_reason):
            raise Gone(GONE)
        if report.status not in OPEN:
            raise Conflict(N_("Ce signalement est terminé. Si le problème est toujours là, signalez-le à nouveau."))
        writes.count_me_too(report.id)
        return report
