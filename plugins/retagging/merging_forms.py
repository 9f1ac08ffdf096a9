"""Which topics are to become one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.forms import TickedField
from plugins.levels.models import Topic

GONE_ALREADY = gettext_lazy(
    "One of these topics is no longer there: somebody merged or deleted it meanwhile. Choose again."
)


class MergeForm(forms.Form):
    gone = TickedField(
        queryset=Topic.objects.all(),
        label=gettext_lazy("Topics that go"),
        help_text=gettext_lazy("One or several."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "retagging-topics"}),
        error_messages={"invalid_choice": GONE_ALREADY, "invalid_pk_value": GONE_ALREADY},
    )
    into: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Topic.objects.all(),
        label=gettext_lazy("Topic that stays"),
        help_text=gettext_lazy("It keeps its name and its address."),
        empty_label=gettext_lazy("Choose a topic"),
        error_messages={"invalid_choice": GONE_ALREADY},
    )
    joins_descriptions = forms.BooleanField(
        label=gettext_lazy("Add the descriptions of those that go to its own"),
        required=False,
    )

    class Media:
        css = {"all": ["retagging/retagging.css"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        gone, into = cleaned.get("gone", ()), cleaned.get("into")
        if into in gone:
            message = _("“%(name)s” cannot both go and stay: leave it out, or let another stay.")
            self.add_error("gone", message % {"name": into})
        return cleaned
