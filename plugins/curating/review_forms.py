"""What an editor fills in who reviews a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.utils import edit_string_for_tags

from plugins.curating.review_access import PageInReview
from plugins.curating.review_models import LONGEST_WORDS, ReviewNotes, ReviewQuestion
from plugins.interviews import LineField
from plugins.levels.forms import LevelsField, TopicsField
from plugins.levels.models import Level, Topic, all_levels

APPROVE, CHANGES, LATER = "approve", "changes", "later"


@dataclass
class Checklist:
    """The questions of one level, each with whether it was answered with yes."""

    level: Level
    questions: Sequence[tuple[ReviewQuestion, bool]]


class ReviewForm(forms.Form):
    """The checklist, the levels and topics, a comment, and what was seen of it when it opened."""

    #: The key of the revision that was shown, and when the notes were saved that were.
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=50)
    ticked = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Checklist"), widget=forms.CheckboxSelectMultiple
    )
    comment = LineField(
        max_length=LONGEST_WORDS,
        label=gettext_lazy("Comment"),
        help_text=gettext_lazy(
            "If you ask for changes, the author reads it: say what is to be done, and why. With an "
            "approval, it stands in the history of the page; until then, it is a note for editors."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, submission: PageInReview) -> None:
        """Begin with what the page has, and what was noted of it."""
        self.submission = submission
        notes = submission.notes
        super().__init__(data, initial=self.beginning(notes))
        self.questions = list(
            ReviewQuestion.objects.for_levels(getattr(submission.page, "may_feed", ()))
        )
        ticked: Any = self.fields["ticked"]
        ticked.choices = [(str(each.pk), each.text) for each in self.questions]
        if submission.is_levelled:
            offered = self.levels_offered()
            levels = LevelsField(
                levels=Level.objects.filter(pk__in=[level.pk for level in offered]),
                required=False,
                label=_("Levels"),
            )
            levels.choices = [(each.pk, levels.label_from_instance(each)) for each in offered]
            topics = TopicsField(topic_model=Topic, required=False, label=_("Topics"))
            self.fields |= {"levels": levels, "topics": topics}

    def beginning(self, notes: ReviewNotes | None) -> dict[str, Any]:
        """Return what the form is filled with at first."""
        submission = self.submission
        initial: dict[str, Any] = {
            "revision": submission.revision.pk,
            "seen": moment_of(notes),
            "ticked": [str(key) for key in notes.ticked] if notes else [],
            "comment": notes.comment if notes else "",
        }
        if submission.is_levelled:
            levels, topics = chosen_in(notes)
            draft = submission.draft
            initial["levels"] = draft.levels_in_order() if levels is None else levels
            topics = draft.topics_in_order() if topics is None else topics
            initial["topics"] = edit_string_for_tags(topics)
        return initial

    @property
    def decision(self) -> str:
        """Which button was pressed: APPROVE, CHANGES, LATER, or "" for none that there is."""
        pressed = self.data.get("decision", "")
        return pressed if pressed in (APPROVE, CHANGES, LATER) else ""

    def clean_ticked(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["ticked"]]

    def clean_topics(self) -> list[Topic]:
        """Return the topics of the names that were typed."""
        return list(Topic.objects.filter(name__in=self.cleaned_data["topics"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.decision:
            self.add_error(None, _("Choose one of the buttons below."))
        if self.decision == CHANGES and not cleaned.get("comment") and "comment" not in self.errors:
            self.add_error(
                "comment", _("Say what you would like to be changed: the author reads it.")
            )
        is_short = self.decision == APPROVE and not cleaned.get("levels")
        if is_short and self.submission.is_levelled and "levels" not in self.errors:
            self.add_error("levels", _("Choose at least one level: who is this for?"))
        return cleaned

    def numbers(self) -> list[int]:
        """Return the numbers of the levels that are chosen in it now."""
        if not self.submission.is_levelled:
            return []
        chosen = self["levels"].value() or []
        keys = {str(getattr(each, "pk", each)) for each in chosen}
        return [level.number for level in self.levels_offered() if str(level.pk) in keys]

    def levels_offered(self) -> list[Level]:
        """Return the levels that the page may be at, the lowest first."""
        may_feed = self.submission.page.may_feed if self.submission.is_levelled else ()
        return [level for level in all_levels() if level.number in may_feed]

    def checklists(self) -> list[Checklist]:
        """Return the questions of each level that the page may be at, as they are answered."""
        ticked = {str(key) for key in self["ticked"].value() or ()}
        lists = [
            Checklist(
                level,
                [
                    (each, str(each.pk) in ticked)
                    for each in self.questions
                    if each.level == level.number
                ],
            )
            for level in self.levels_offered()
        ]
        return [each for each in lists if each.questions]

    def see_anew(self) -> None:
        """Take it that its user sees the page and the notes as they are now."""
        now = self.beginning(self.submission.notes)
        data: Any = self.data
        # What Django fills a form from cannot be changed.
        data = data.copy()
        data.update({"revision": now["revision"], "seen": now["seen"]})
        self.data = data


def moment_of(notes: ReviewNotes | None) -> str:
    """Return what tells notes from what they were before they were last saved."""
    return notes.saved_at.isoformat() if notes else ""


def chosen_in(notes: ReviewNotes | None) -> tuple[list[Level] | None, list[Topic] | None]:
    """Return the levels and topics that were noted, None for those that the page has."""
    if notes is None:
        return None, None
    levels = notes.levels
    topics = notes.topics
    return (
        None if levels is None else [each for each in all_levels() if each.number in levels],
        None if topics is None else list(Topic.objects.filter(pk__in=topics)),
    )
