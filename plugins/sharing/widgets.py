"""The field in which formatted text is written: an editor, or where it cannot run, a notation."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from plugins.rich_text import as_notation, clean, from_notation

# What the editor knows of a link is its address.
PAGE_LINK = re.compile(r'<a linktype="page" id="(\d+)">')


class RichTextWidget(forms.Textarea):
    """Formatted text: its value is clean rich text, however it was written.

    Without script it is a plain field for `plugins.rich_text.notation`. `sharing/editor.js` puts an
    editor in its place, which sends HTML; the field of that name with ":format" says which it is.
    """

    template_name = "sharing/rich_text.html"

    def format_value(self, value: Any) -> str:
        return as_notation(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["html"] = PAGE_LINK.sub(r'<a href="page:\1">', clean(value or ""))
        identifier = widget["attrs"].get("id", "")
        widget["notation_id"] = f"{identifier}_notation"
        described_by = widget["attrs"].get("aria-describedby", "")
        widget["attrs"]["aria-describedby"] = f"{described_by} {widget['notation_id']}".strip()
        return context

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        # Templates of widgets are looked for in apps; ours are all in one place.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        if value is None:
            return None
        return clean(value) if data.get(f"{name}:format") == "html" else from_notation(value)
