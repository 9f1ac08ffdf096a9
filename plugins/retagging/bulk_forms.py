"""The form by which an editor says what becomes of the levels and topics of many pages."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from plugins.levels.forms import TickedField
from plugins.levels.models import Level, Topic
from plugins.levels.versions import Change

SALT = "retagging.previewed"


class How:
    """What is done with the levels or the topics that are chosen."""

    LEAVE, SET, ADD, REMOVE = "", "set", "add", "remove"


LEVEL_CHOICES = [
    (How.LEAVE, _("Leave the levels as they are")),
    (How.SET, _("These levels, in place of all others")),
    (How.ADD, _("These levels too")),
    (How.REMOVE, _("Take these levels off")),
]
TOPIC_CHOICES = [
    (How.LEAVE, _("Leave the topics as they are")),
    (How.SET, _("These topics, in place of all others")),
    (How.ADD, _("These topics too")),
    (How.REMOVE, _("Take these topics off")),
]


class LevelsToTick(TickedField):
    """The four levels, each with its reader's sentence."""

    def label_from_instance(self, level: Level) -> str:
        return f"{level}: “{level.sentence}”"


class RetagForm(forms.Form):
    """Which levels and topics are set, added or taken off."""

    levels_how = forms.ChoiceField(
        label=_("What becomes of the levels"),
        choices=LEVEL_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    levels = LevelsToTick(label=_("Levels"), queryset=Level.objects.all(), required=False)
    topics_how = forms.ChoiceField(
        label=_("What becomes of the topics"),
        choices=TOPIC_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    topics = TickedField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "retagging-topics"}),
        help_text=_("To take all topics off: these in place of all others, and tick none."),
    )
    #: What was chosen when the preview was made, so that nobody does what they have not seen.
    previewed = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["levels_how"] and not cleaned["levels"]:
            self.add_error("levels", _("Tick the levels that you mean."))
        if cleaned["topics_how"] in (How.ADD, How.REMOVE) and not cleaned["topics"]:
            self.add_error("topics", _("Tick the topics that you mean."))
        if not cleaned["levels_how"] and not cleaned["topics_how"]:
            self.add_error(None, _("Say what is to change: the levels, the topics or both."))
        return cleaned

    def change(self) -> Change:
        """Return what was chosen."""
        levels = frozenset(level.number for level in self.cleaned_data["levels"])
        topics = frozenset(topic.pk for topic in self.cleaned_data["topics"])
        return Change(
            **chosen("levels", self.cleaned_data["levels_how"], levels),
            **chosen("topics", self.cleaned_data["topics_how"], topics),
        )

    def seal(self) -> str:
        """Return a mark of what was chosen, for `previewed`."""
        fields = ("levels_how", "levels", "topics_how", "topics")
        data: Any = self.data
        values = [sorted(data.getlist(self.add_prefix(field))) for field in fields]
        return signing.Signer(salt=SALT).signature(repr(values))

    def was_previewed(self) -> bool:
        """Tell whether what is chosen is what was shown."""
        return bool(self.cleaned_data["previewed"] == self.seal())


def chosen(what: str, how: str, values: frozenset[int]) -> dict[str, frozenset[int]]:
    """Return the part of a change that concerns levels, or topics."""
    if how == How.LEAVE:
        return {}
    return {what if how == How.SET else f"{how}_{what}": values}
