"""What is asked about a resource beside its text: the kind, the readers, the files, the sources."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import get_document_form

from plugins.interviews import AnswerForm, LineField
from plugins.levels.forms import TickedField
from plugins.levels.models import Level
from plugins.levels.visibility import all_pages, published
from plugins.resources.models import ResourcePage

#: Files that a resource may take along.
MOST_ATTACHMENTS = 10


class KindForm(AnswerForm):
    kind_of_resource = forms.ChoiceField(
        label=_("What is it?"),
        choices=ResourcePage.Kind,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "A business case says why, all others say how; a guide may do either, for the levels "
            "that you choose."
        ),
    )

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"kind_of_resource": value}

    def value(self) -> str:
        return self.cleaned_data.get("kind_of_resource") or self.before


class LevelsForm(AnswerForm):
    """Asked of a guide only: all other kinds have their levels."""

    levels = forms.TypedMultipleChoiceField(
        label=_("For whom is it?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Tick at least one for a guide, and none for all other kinds: these have levels of "
            "their own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = Level.objects.numbered(*ResourcePage.may_feed)
        field: Any = self.fields["levels"]
        field.choices = [(each.number, f"{each}: “{each.sentence}”") for each in levels]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"levels": value}

    def value(self) -> list[int]:
        return sorted(self.cleaned_data.get("levels", self.before))


class QuestionsForm(AnswerForm):
    questions = LineField(
        label=_("Questions to reflect on"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What should readers ask themselves before they go on? One a line."),
    )

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"questions": "\n".join(value)}

    def value(self) -> list[str]:
        lines = str(self.cleaned_data["questions"]).splitlines()
        return [line.strip() for line in lines if line.strip()]


class FilesToKeepField(forms.TypedMultipleChoiceField):
    """Ticks beside files; one that was taken off in another window meanwhile is no mistake."""

    def valid_value(self, value: Any) -> bool:
        return True


class AttachmentsForm(AnswerForm):
    """Files to take along: those that are there, each to be kept or not, and one more."""

    keep = FilesToKeepField(
        label=_("Attached"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    # A file that was attached since, by a script, has no tick to be missed.
    offered = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(label=_("Attach a file"), required=False, widget=forms.FileInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = get_document_model().objects.in_bulk(self.before)
        there = [(key, documents[key].title) for key in self.before if key in documents]
        field: Any = self.fields["keep"]
        field.choices = there
        if not there:
            del self.fields["keep"]
        self.fields["file"].help_text = limits_in_words()
        self.fields["file"].widget.attrs["accept"] = endings()
        if self.user is None:
            del self.fields["file"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"keep": value, "offered": " ".join(map(str, value))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        self.document = None
        if file and len(self.kept(cleaned)) >= MOST_ATTACHMENTS:
            message = _(
                "“%(name)s” is one too many: a resource can have %(number)d files. Take one off "
                "to attach another."
            )
            self.add_error("file", message % {"name": file.name, "number": MOST_ATTACHMENTS})
        elif file:
            self.attach(file)
        return cleaned

    def attach(self, file: Any) -> None:
        """Take `file` in as Wagtail does, with its limits, or say what is wrong with it."""
        document = get_document_model()(uploaded_by_user=self.user)
        data = {"title": file.name, "collection": "", "tags": ""}
        form = get_document_form(type(document))(data, {"file": file}, instance=document)
        form.fields.pop("collection", None)
        if form.is_valid():
            self.document = form.save()
        else:
            # What is found after the first is about a file that was not taken in.
            self.add_error("file", [text for each in form.errors.values() for text in each][:1])

    def kept(self, cleaned: dict[str, Any]) -> list[int]:
        """Return the files of before that have their tick, or were not shown with one."""
        chosen, offered = cleaned.get("keep", []), cleaned.get("offered", "").split()
        return [key for key in self.before if key in chosen or str(key) not in offered]

    def value(self) -> list[int]:
        return self.kept(self.cleaned_data) + ([self.document.pk] if self.document else [])


def limits_in_words() -> str:
    """Return which files can be attached."""
    limits = WagtailDocumentField()
    if not limits.max_upload_size:
        return gettext("A document, a table or slides. Save to attach another.")
    return gettext("A document, a table or slides, at most %(size)s. Save to attach another.") % {
        "size": limits.max_upload_size_text
    }


def endings() -> str:
    """Return the endings of files that can be attached, to choose from."""
    return ",".join(f".{each}" for each in getattr(settings, "WAGTAILDOCS_EXTENSIONS", []))


class SourcesForm(AnswerForm):
    """The published stories that a resource is drawn from, by their addresses on this site."""

    sources: TickedField = TickedField(
        None,
        label=_("Stories it is drawn from"),
        required=False,
        help_text=_("Your own stories, and those that it names already. Readers find both ways."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        experiences = all_pages().filter(level_tags__tag__number=1)
        own = published(experiences).filter(owner=self.user) if self.user else all_pages().none()
        offered = own.values("pk").union(all_pages().filter(pk__in=self.before).values("pk"))
        field: Any = self.fields["sources"]
        field.queryset = all_pages().filter(pk__in=[row["pk"] for row in offered])
        if not field.queryset.exists():
            del self.fields["sources"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"sources": value}

    def value(self) -> list[int]:
        if "sources" not in self.cleaned_data:
            return self.before
        chosen = [page.pk for page in self.cleaned_data["sources"]]
        kept = [key for key in self.before if key in chosen]
        return kept + [key for key in chosen if key not in kept]
