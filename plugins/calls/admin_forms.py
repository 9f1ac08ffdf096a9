"""What editors fill in: calls, what comes of a wish, and which page answers a call."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from plugins.calls.models import Call, Wish, is_past
from plugins.calls.readers import (
    ALIKE,
    ITS_OWN,
    ReadersField,
    keys_among,
    link,
    name_of_offered,
    wishes_near,
)
from plugins.calls.wording import LONGEST_TEXT
from plugins.desk import curated_by
from plugins.interviews import interviews
from plugins.levels.models import Level
from plugins.levels.reader import Reader
from plugins.levels.visibility import all_pages, pages_visible_to, published

NOT_READABLE = gettext_lazy("Not everybody can read this page: choose another.")


def kinds() -> Iterator[tuple[str, str]]:
    """Yield what a call may ask for: anything, or what one of the interviews makes."""
    yield "", _("Whatever fits")
    for interview in interviews():
        yield interview.name, capfirst(str(interview.model._meta.verbose_name))


class CallForm(WagtailAdminModelForm):
    """What is asked for; for what is asked already, it asks whether that is meant."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it may be"),
        choices=kinds,
        required=False,
        widget=forms.RadioSelect,
    )
    readers = ReadersField()
    is_meant = forms.BooleanField(
        label=gettext_lazy("Ask all the same"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The open calls for the same, where somebody is about to make another.
        self.twins: QuerySet[Call] = Call.objects.none()
        if self.instance.pk is None:
            self.twins = self.calls_for_the_same()
        if self.twins:
            self.fields["is_meant"].help_text = self.said_of_twins()
        else:
            del self.fields["is_meant"]
        self.offer_readers()

    def said(self, name: str) -> Any:
        """Return what is chosen in a field, or suggested; None where that is nothing, or wrong."""
        value = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        try:
            return self.fields[name].clean(getattr(value, "pk", value))
        except ValidationError:
            return None

    def calls_for_the_same(self) -> QuerySet[Call]:
        """Return the open calls for the level and topic that are chosen, or suggested.

        One with the same name or for the same words is, too: they may have been put to another
        topic since.
        """
        same = Q(topic=self.said("topic"))
        for name in ("title", "words"):
            if said := self.said(name):
                same |= Q(**{f"{name}__iexact": said})
        return Call.objects.open().filter(same, level=self.said("level"))

    def said_of_twins(self) -> str:
        """Return which calls are for the same."""
        titles = ", ".join(f"“{call}”" for call in self.twins)
        return _("There is an open call for this: %(titles)s.") % {"titles": titles}

    def offer_readers(self) -> None:
        """Offer the wishes that the call may be out for.

        To begin with, those are ticked that are like a new call, or that wait for an old one.
        """
        ticked = self.keys_sent("readers")
        said = {name: self.said(name) for name in ("level", "topic", "words")}
        wishes: list[Any] = list(wishes_near(self.instance, **said, ticked=ticked))
        if not (self.instance.is_open and (wishes or ticked)):
            del self.fields["readers"]
            return
        field: Any = self.fields["readers"]
        field.offer(self.instance, wishes)
        to_tick = ITS_OWN if self.instance.pk else ALIKE
        # Without a level they may be of several, of which a call is for one.
        fitting = [wish.pk for wish in wishes if wish.nearness == to_tick]
        self.initial["readers"] = fitting if said["level"] else []

    def keys_sent(self, name: str) -> set[int]:
        """Return the keys of wishes that were sent under a name."""
        return keys_among(self.data.getlist(self.add_prefix(name))) if self.is_bound else set()

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if "until" in self.changed_data and is_past(until):
            raise ValidationError(_("That day is over. Choose a later one, or none."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.twins and not cleaned.get("is_meant"):
            self.add_error("is_meant", _("Tick this to ask once more."))
        self.refuse_other_levels(cleaned.get("level"), cleaned.get("readers", ()))
        return cleaned

    def refuse_other_levels(self, level: Level | None, readers: Iterable[Wish]) -> None:
        """Have only readers at `level` be told of what is for it."""
        if level is None:
            return
        elsewhere = [str(wish) for wish in readers if wish.level_id != level.pk]
        if elsewhere:
            message = _(
                "The call is for readers at level %(number)d. Untick %(wishes)s, or choose the "
                "level at which that was asked."
            )
            words = {"number": level.number, "wishes": ", ".join(elsewhere)}
            self.add_error("readers", message % words)

    def save(self, commit: bool = True) -> Call:
        if self.instance.pk is None:
            self.instance.asked_by = self.for_user
        call: Call = super().save(commit)
        if commit:
            self.link_readers(call)
        return call

    def link_readers(self, call: Call) -> None:
        """Have the call be out for those who are ticked, as long as it is out."""
        if call.is_open:
            chosen = self.cleaned_data.get("readers", ())
            link(call, chosen=chosen, offered=self.keys_sent(name_of_offered("readers")))


class WishForm(WagtailAdminModelForm):
    """What comes of a wish: a call, an answer, or a reason why not."""

    CALL, ANSWER, DECLINE, PUT_BACK = "call", "answer", "decline", "put_back"
    CHOICES = [
        ("", gettext_lazy("Leave it waiting")),
        (CALL, gettext_lazy("It belongs to a call that is out")),
        (ANSWER, gettext_lazy("Answer it")),
        (DECLINE, gettext_lazy("It is not for us")),
    ]
    CHOICES_ONCE_DECIDED = [
        ("", gettext_lazy("Leave it as it is")),
        (PUT_BACK, gettext_lazy("Have it wait again")),
    ]

    decision = forms.ChoiceField(
        label=gettext_lazy("What comes of it"), required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What you tell them"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Sent at once to those who left an address, in one e-mail; then the address is "
            "deleted. Say why, where it is not for us."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.choices = self.CHOICES
        if self.instance.is_decided and not self.is_late:
            decision.choices = self.CHOICES_ONCE_DECIDED
            for name in ("call", "page", "text"):
                del self.fields[name]
            return
        call: Any = self.fields["call"]
        call.queryset = Call.objects.open().filter(level=self.instance.level)
        call.empty_label = _("None")
        self.initial["decision"] = self.CALL if self.initial.get("call") in self.open_calls else ""
        page_field: Any = self.fields["page"]
        page_field.help_text = _(
            "Anybody must be able to read it. If it is for other levels, the e-mail says so."
        )

    @property
    def is_late(self) -> bool:
        """Whether a colleague has decided while this was filled in; it is shown again as typed."""
        decisions = {name for name, _label in self.CHOICES if name}
        return self.instance.is_decided and self.data.get("decision") in decisions

    @property
    def open_calls(self) -> set[int]:
        """The keys of the calls that are offered."""
        call: Any = self.fields["call"]
        return {each.pk for each in call.queryset}

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        if page and not (is_readable(page) or curates_page(self.for_user, page)):
            forget_page(self)
            raise ValidationError(NOT_READABLE)
        return page

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_late:
            self.add_error(None, _(
                "A colleague has dealt with this meanwhile, and who left an address was told. What "
                "you typed is below, and nothing of it is sent: reload the page to see the answer."
            ))  # fmt: skip
            return cleaned
        decision: str = cleaned.get("decision", "")
        page: Any = cleaned.get("page")
        if decision == self.CALL and not cleaned.get("call"):
            self.add_error("call", _("Choose the call that it belongs to."))
        if decision == self.ANSWER and not (page or cleaned.get("text")):
            self.add_error("text", _("Choose a page, or tell them in your own words."))
        if decision == self.ANSWER and page and not is_readable(page):
            self.add_error("page", NOT_READABLE)
        if decision == self.DECLINE and not cleaned.get("text"):
            self.add_error("text", _("Tell them why: it is sent to those who left an address."))
        self.refuse_what_would_be_lost(decision, page)
        return cleaned

    def refuse_what_would_be_lost(self, decision: str, page: Any) -> None:
        """Ask what is meant by what was chosen or written, and no decision takes."""
        if decision in ("", self.CALL) and (page or self.cleaned_data.get("text")):
            self.add_error("decision", _(
                "A page, and what you tell them, goes out with an answer, or with the reason why "
                "it is not for us. Choose one of these, or take it out below."
            ))  # fmt: skip
        is_new = "call" in self.changed_data and self.cleaned_data.get("call")
        if not decision and is_new:
            message = _("You have chosen a call: choose that it belongs to it, or no call below.")
            self.add_error("decision", message)

    def save(self, commit: bool = True) -> Wish:
        decision, wish = self.cleaned_data["decision"], self.instance
        given = {name: self.cleaned_data.get(name) for name in ("page", "text")}
        if not wish.is_decided:
            # They are kept with a decision, and sent.
            wish.page, wish.text = None, ""
            wish.call = self.cleaned_data["call"] if decision == self.CALL else None
        wish.save()
        if decision == self.ANSWER:
            wish.decide(Wish.Outcome.ANSWERED, user=self.for_user, **given)
        elif decision == self.DECLINE:
            wish.decide(Wish.Outcome.DECLINED, user=self.for_user, text=given["text"])
        elif decision == self.PUT_BACK:
            wish.put_back(user=self.for_user)
        return wish


def is_readable(page: Any) -> bool:
    """Tell whether anybody can read `page` now."""
    return published(all_pages().filter(pk=page.pk)).exists()


def curates_page(user: Any, page: Any) -> bool:
    """Tell whether `page` is one of those that `user` may publish."""
    return curated_by(user).filter(pk=page.pk).exists()


def forget_page(form: Any) -> None:
    """Show in `form` no page that somebody is not to know of: Wagtail shows its title otherwise."""
    form.data = form.data.copy()
    form.data[form.add_prefix("page")] = ""


class NamePageForm(forms.Form):
    """Which page answers a call, for all that the editor knows, and whether that will do."""

    page: Any = forms.ModelChoiceField(
        all_pages(), label=gettext_lazy("Page"), widget=AdminPageChooser
    )
    is_enough = forms.BooleanField(
        label=gettext_lazy("That is enough: close the call as met"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Readers who asked for it and left an address are told of all its answers at once. "
            "Without this, the call closes by itself once it has as many as it wants."
        ),
    )

    def __init__(self, *args: Any, user: Any, level: Level, **kwargs: Any) -> None:
        """Ask for a page that `user` curates, and that readers at `level` find."""
        super().__init__(*args, **kwargs)
        self.user, self.level = user, level

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        if not curates_page(self.user, page):
            forget_page(self)
            raise ValidationError(_("Choose one of the pages that you may publish."))
        if not pages_visible_to(Reader.at(self.level.number)).filter(pk=page.pk).exists():
            message = _(
                "Readers at level %(number)d do not find this page: it is for another level, not "
                "published, or private. Publish it for them first."
            )
            raise ValidationError(message % {"number": self.level.number})
        return page


class CloseForm(forms.Form):
    """Whether those who asked are to be told something where a call closes without an answer."""

    text = forms.CharField(
        label=gettext_lazy("What you tell the readers who asked for it"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Sent to those who left an address, who are then done with. Leave it empty to have "
            "what they asked for wait on the desk again."
        ),
    )
