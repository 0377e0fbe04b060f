"""Protection of browser forms against requests from other sites. It stands before every POST.

A view whose authority is not a cookie says so with `@protection.exempt` (the API, a partner's signed link), and so
does a form that checks its own token in order to keep what was typed.
"""

from __future__ import annotations

from flask_wtf import CSRFProtect

protection = CSRFProtect()
