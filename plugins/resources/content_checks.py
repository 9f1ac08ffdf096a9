"""What is checked in a resource: that readers can see what it rests on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from plugins.content_checks import Check, Finding, Manuscript, Severity


def check_kind(manuscript: Manuscript) -> Iterator[Finding]:
    """It says what it is."""
    if not manuscript.page.kind:
        text = _("It does not say yet what it is: a guide, a checklist, a pattern…")
        yield Finding(text, manuscript.field("kind"), Severity.ERROR)


def check_sources(manuscript: Manuscript) -> Iterator[Finding]:
    """It names the stories that it is drawn from, if there are any here."""
    if not manuscript.page.sources.all():
        text = _(
            "Which stories is it drawn from? Readers trust more what they can see somebody did. "
            "Leave it if none is here."
        )
        yield Finding(text, manuscript.field("sources"), Severity.HINT)


RESOURCE_CHECKS: tuple[Check, ...] = (check_kind, check_sources)
