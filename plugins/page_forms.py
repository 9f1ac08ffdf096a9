"""The form of Wagtail's editor for a page whose title comes last."""

from itertools import chain, count
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext as words_of_wagtail
from django.utils.translation import override
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

# Of 255 characters, as many are left for a number.
LONGEST_SLUG = 245


def working_title() -> str:
    """Return what a draft is called until its author has a title for it, in the site's language."""
    with override(settings.LANGUAGE_CODE):
        return _("Untitled")


def is_untitled(page: Page) -> bool:
    """Whether the author of `page` has given it no title yet."""
    # The last is what Wagtail's preview puts in.
    placeholders = ("", working_title(), words_of_wagtail("Placeholder title"))
    return page.title.strip() in placeholders


class TitleLastForm(WagtailAdminPageForm):
    """Keeps a draft before it has a title; the form shows none until its author writes one.

    Wagtail keeps no page without a title, so who writes the text first would find nothing saved.
    The panel of the title says `required_on_save=False`. Submitting and publishing ask for it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_untitled(self.instance):
            # The address as well: the editor makes it of the title while there is none.
            self.initial.update(title="", slug="")

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self.fields["slug"].required = False
        self.deferred_required_fields.append("slug")

    def clean_slug(self) -> str:
        """Return the address, with a number behind it where another page has it."""
        slug, page = self.cleaned_data["slug"], self.instance
        # Of a published page an editor decides. Of drafts nobody is told what others are called.
        if not slug or (page.pk and page.live):
            return slug
        numbered = (f"{slug[:LONGEST_SLUG]}-{number}" for number in count(2))
        free = (each for each in chain([slug], numbered) if self.is_free(each))
        return next(free)

    def is_free(self, slug: str) -> bool:
        """Whether no other page beside this one has this address."""
        return self.instance._slug_is_available(slug, self.parent_page, self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_deferred_validation and cleaned.get("title") == "":
            cleaned["title"] = working_title()
        return cleaned
