"""Letters from templates: `templates/emails/<name>/{subject.txt,body.txt,body.html}` in the recipient's language.

All three escape what they are given, so that they can share their sentences; of text and subject it is taken back here.
The door to css-inline: mail programs forget stylesheets, so their rules are written onto each element.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import unescape

import css_inline
from flask import render_template
from flask_babel import force_locale

from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.mail.rules import MAX_SUBJECT, Attachment, Inline, Letter, one_line


def compose(
    name: str,
    *,
    recipient: str,
    language: str,
    attachments: tuple[Attachment, ...] = (),
    inline: tuple[Inline, ...] = (),
    headers: Mapping[str, str] | None = None,
    reply_to: str | None = None,
    **values: object,
) -> Letter:
    """The letter of that name, in that language ("fr", "en", …). Templates see `values` and `public_url`.

    Raises Invalid when the recipient is not an address.
    """
    seen = {**values, "public_url": current(Settings).public_url}
    with force_locale(language):
        subject = one_line(unescape(render_template(f"emails/{name}/subject.txt", **seen)))
        text = unescape(render_template(f"emails/{name}/body.txt", **seen))
        html = _inliner().inline(render_template(f"emails/{name}/body.html", **seen))
    if len(subject) > MAX_SUBJECT:
        subject = subject[: MAX_SUBJECT - 1] + "…"
    return Letter(
        recipient=recipient,
        subject=subject,
        text=text.strip() + "\n",
        html=html,
        attachments=attachments,
        inline=inline,
        headers=headers or {},
        reply_to=reply_to,
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    # The stylesheet itself stays too: dark mode and narrow screens are media queries, which cannot be inlined.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
