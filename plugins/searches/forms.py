"""The form with which an editor says to which topic words belong."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.models import Topic
from plugins.searches.placing import BY_NAME, NO_TOPIC


def places() -> list[tuple[str, str]]:
    """Return where words may be put, each with what it is called."""
    return [
        (BY_NAME, _("The one that the words name, if any")),
        (NO_TOPIC, _("None")),
        *((str(pk), name) for pk, name in Topic.objects.values_list("pk", "name")),
    ]


class PlaceForm(forms.Form):
    """A choice of one topic, of none, or of leaving it to the words."""

    place = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        choices=places,
        help_text=gettext_lazy(
            "At all levels, and for all who search for these words from now on."
        ),
    )
