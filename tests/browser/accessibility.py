"""What axe-core finds wrong with a page, in the colours that it has."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES = ["light", "dark"]
WIDTHS = [375, 1280]
# The size of targets is asked for by WCAG 2.2, and not by axe-core unless it is told.
RULES = {"target-size": {"enabled": True}}
# One page of all components holds several of each.
RULES_FOR_SEVERAL = {**RULES, "landmark-unique": {"enabled": False}}


def violations(
    page: Page,
    rules: dict = RULES,
    schemes: Sequence[str] = SCHEMES,
    leave_out: Sequence[str] = (),
) -> list[str]:
    """Return what axe-core finds wrong with a page as it stands, in the colours of `schemes`.

    `leave_out` has CSS selectors of what is not ours to mend.
    """
    options = {"resultTypes": ["violations"], "rules": rules}
    context = {"exclude": list(leave_out)} if leave_out else None
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(page, context=context, options=options).response["violations"]:
            places = [node["html"][:120] for node in violation["nodes"]]
            found.append(f"{page.url}, {scheme}: {violation['id']} {places}")
    return found
