"""Form fields for the levels and topics of a page, and the form by which readers choose a level."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from taggit.utils import parse_tags
from wagtail.admin.forms.tags import TagField

if TYPE_CHECKING:
    from plugins.levels.models import Level, LevelQuerySet, Topic, TopicQuerySet

# Digits of the key of a row; databases fail on numbers that they cannot hold.
LONGEST_KEY = 18


class TickedField(forms.ModelMultipleChoiceField):
    """Tick boxes for rows of the database; a key that no row can have is refused unasked."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for key in self.prepare_value(value) or ():
            if len(str(key)) > LONGEST_KEY:
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, "invalid_choice", params={"value": key})
        return super().clean(value)


class LevelsField(TickedField):
    """Tick boxes for the levels that a page type may feed, each with its reader's sentence."""

    def __init__(self, *, levels: "LevelQuerySet", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For whom is this written? What do these readers say?"))
        kwargs.setdefault(
            "error_messages", {"required": _("Choose at least one level: who is this for?")}
        )
        super().__init__(queryset=levels, **kwargs)

    def label_from_instance(self, level: "Level") -> str:
        return f"{level}: “{level.sentence}”"


class TopicsField(TagField):
    """Names of existing topics, completed as one types; an unknown one is refused, not dropped."""

    default_error_messages = {
        "unknown": _("No such topic: %(names)s. Choose from the list, or ask an editor to add it.")
    }

    def __init__(self, *, topic_model: type["Topic"], **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("What is this about? Start typing, then choose."))
        super().__init__(tag_model=topic_model, free_tagging=False, **kwargs)

    def clean(self, value: str) -> list[str]:
        """Return the topics' own names for what was typed, in its order."""
        typed = forms.CharField.clean(self, value)
        # A name may hold spaces: without commas or quotes it is one name, not several.
        names = parse_tags(typed if {",", '"'} & set(typed) or not typed else f'"{typed}"')
        topics = {name: self.tag_model.objects.named(name).first() for name in names}
        unknown = [name for name, topic in topics.items() if topic is None]
        if unknown:
            params = {"names": ", ".join(unknown)}
            raise forms.ValidationError(
                self.default_error_messages["unknown"], code="unknown", params=params
            )
        return [topic.name for topic in topics.values()]


class ChooseLevelForm(forms.Form):
    """Which level to read at from now on, in everything or in one topic.

    A topic without a level: there the general level holds again.
    """

    level = forms.IntegerField(min_value=1, max_value=4, required=False)
    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, to_field_name="slug", required=False
    )

    def __init__(self, data: Any, *, topics: "TopicQuerySet") -> None:
        super().__init__(data)
        field: Any = self.fields["topic"]
        field.queryset = topics

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("level") and not cleaned.get("topic"):
            self.add_error("level", _("Please pick one of the four."))
        return cleaned
