"""What an editor asks a practitioner, and what the practitioner answers."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plugins.curating.opinion_mails import OPINIONS
from plugins.curating.opinions import name_of, peers_for
from plugins.curating.review_access import PageInReview
from plugins.curating.review_models import LONGEST_WORDS, Opinion
from plugins.interviews import LineField
from plugins.letters import may_email

#: Characters of what somebody does, in a list of many.
LONGEST_ABOUT = 60


class AskForm(forms.Form):
    """Whom to ask, and what."""

    peer = forms.ChoiceField(
        label=gettext_lazy("Whom"),
        help_text=gettext_lazy("First those who know its topics; never its author."),
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy(
                "They cannot be asked, or were asked by a colleague a moment ago. Choose somebody "
                "else."
            ),
        },
    )
    question = LineField(
        label=gettext_lazy("What would you like to know?"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("It stands above the page that they read."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, submission: PageInReview, user: Any) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in peers_for(submission, user)}
        knows = [each for each in self.people.values() if each.names_topic or each.wrote]
        others = [each for each in self.people.values() if each not in knows]
        groups = [(_("They know its topics"), knows), (_("Other practitioners"), others)]
        field: Any = self.fields["peer"]
        field.choices = [
            ("", _("Choose somebody")),
            *((label, [(str(p.pk), about(p)) for p in group]) for label, group in groups if group),
        ]

    def clean_peer(self) -> Any:
        """Return who is asked."""
        person = self.people[self.cleaned_data["peer"]]
        if not may_email(person, OPINIONS):
            message = _("%(name)s does not want to be asked by e-mail. Choose somebody else.")
            raise forms.ValidationError(message % {"name": name_of(person)})
        return person


def about(person: Any) -> str:
    """Return what an editor chooses by: name, what they do and where, why they may know."""
    does = ", ".join(filter(None, (person.job_title, person.organisation)))
    why = []
    if person.wrote:
        text = ngettext(
            "wrote %(count)d page about it", "wrote %(count)d pages about it", person.wrote
        )
        why.append(text % {"count": person.wrote})
    if person.names_topic:
        why.append(_("names it in the profile"))
    parts = [name_of(person), Truncator(does).chars(LONGEST_ABOUT), "; ".join(why)]
    return " · ".join(part for part in parts if part)


class AnswerForm(forms.Form):
    """What a practitioner thinks of somebody's page."""

    ANSWER, DECLINE = "answer", "decline"

    recommendation = forms.ChoiceField(
        label=gettext_lazy("What should the editors do?"),
        choices=Opinion.Recommendation,
        required=False,
        widget=forms.RadioSelect,
    )
    answer = LineField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy(
            "What is right, what is not, what is missing? The editors read it; its author does not."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def is_declined(self) -> bool:
        """Whether the button for no answer was pressed."""
        return self.data.get("do") == self.DECLINE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_declined or self.errors:
            return cleaned
        if not cleaned.get("recommendation"):
            self.add_error("recommendation", _("Choose one: not sure is an answer, too."))
        elif cleaned["recommendation"] != Opinion.Recommendation.PUBLISH and not cleaned["answer"]:
            self.add_error("answer", _("Say why, in a few words: the editors cannot guess it."))
        return cleaned
