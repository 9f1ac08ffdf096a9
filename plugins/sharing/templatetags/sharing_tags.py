"""What the pages of writing show of a draft."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from plugins.interviews import Content
from plugins.levels.models import Level
from plugins.rich_text import clean
from plugins.sharing.actions import address
from plugins.sharing.forms import RichTextForm, block_form
from plugins.sharing.models import TAKEN_AWAY, Draft, KeptVersion
from plugins.sharing.occasions import OCCASION
from plugins.sharing.problems import texts_of
from plugins.sharing.steps import Step
from plugins.sharing.views import address_of

register = template.Library()


@register.simple_tag
def sharing_script(name: str) -> str:
    """Return the address of one of the scripts of this plugin."""
    return static(f"sharing/{name}")


@register.simple_tag
def writing_assets() -> SafeString:
    """Return the scripts and styles of a page on which something is written."""
    return render_to_string("sharing/assets.html")


@register.simple_tag(takes_context=True)
def draft_address(context: dict[str, Any], draft: Draft) -> str:
    """Return where one goes on with a draft."""
    return address_of(draft, context["request"])


@register.simple_tag
def write_address(draft: Draft, step: Step | None) -> str:
    """Return where a step of a draft is saved, or all; of a new one, for what it is begun, too."""
    place = address(draft, step.name if step else "")
    is_begun_for = draft._state.adding and draft.occasion
    return f"{place}?{urlencode({OCCASION: draft.occasion})}" if is_begun_for else place


@register.simple_tag
def preview_address(draft: Draft, level: Level) -> str:
    """Return where a draft is shown as a reader at `level` would see it."""
    return f"{reverse('sharing:preview', args=[draft.pk])}?level={level.number}"


@register.filter
def is_answered(step: Step, draft: Draft) -> bool:
    return step.is_answered(draft.content)


@register.filter
def taken_away(content: Content) -> bool:
    """Tell whether something was taken away that can be put back."""
    return TAKEN_AWAY in content


@register.simple_tag
def version_text(version: KeptVersion, draft: Draft) -> SafeString:
    """Return what another version says, to be read and copied."""
    if version.kind and block_form(draft.interview, version.kind) is RichTextForm:
        return SafeString(clean(version.value))
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts_of(version.value)))
