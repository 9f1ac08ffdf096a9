"""What a content check found, with links to where it is."""

from dataclasses import dataclass

from wagtail.models import Page

from plugins.content_checks import Finding, Place, checks_of


@dataclass(frozen=True)
class Row:
    """A finding, and the link that leads to its place."""

    finding: Finding
    link: str


def rows_of(page: Page, *, in_editor: bool) -> list[Row]:
    """Return what is found in `page`, with links to the fields of the editor or into the page."""
    link_to = link_in_editor if in_editor else link_in_page
    return [Row(finding, link_to(finding.place, page)) for finding in checks_of(page)]


def link_in_editor(place: Place, page: Page) -> str:
    """Return the address of the field or block in Wagtail's editor."""
    if place.is_block:
        return f"#block-{place.unit}-section"
    if page._meta.get_field(place.unit).one_to_many:
        return f"#id_{place.unit}-FORMS"
    return f"#panel-child-content-{place.unit}-section"


def link_in_page(place: Place, page: Page) -> str:
    """Return the address of the nearest heading above it, otherwise of the beginning."""
    return f"#{place.anchor or 'main'}"
