"""Which topics are to become one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.forms import TopicsField
from plugins.levels.models import Topic


class MergeForm(forms.Form):
    gone = TopicsField(
        topic_model=Topic,
        label=gettext_lazy("Topics that go"),
        help_text=gettext_lazy("One or several. Start typing, then choose."),
    )
    into: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Topic.objects.all(),
        label=gettext_lazy("Topic that stays"),
        help_text=gettext_lazy("It keeps its name and its address."),
        empty_label=gettext_lazy("Choose a topic"),
    )
    joins_descriptions = forms.BooleanField(
        label=gettext_lazy("Add the descriptions of those that go to its own"),
        required=False,
    )

    def clean_gone(self) -> list[Topic]:
        """Return the topics of these names, by name."""
        return list(Topic.objects.filter(name__in=self.cleaned_data["gone"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        gone, into = cleaned.get("gone", []), cleaned.get("into")
        if into in gone:
            message = _("“%(name)s” cannot both go and stay: leave it out, or let another stay.")
            self.add_error("gone", message % {"name": into})
        return cleaned
