"""What editors say of words that readers search for: each with one click, and one back."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from plugins.desk import with_undo
from plugins.levels.models import Topic
from plugins.searches.columns import said_of
from plugins.searches.forms import PlaceForm
from plugins.searches.models import SearchedWords
from plugins.searches.permissions import SearchesMixin
from plugins.searches.placing import place, placed_at
from plugins.searches.trying import found_now


class WordsView(SearchesMixin, View):
    """A view of words that editors are shown."""

    @cached_property
    def searched(self) -> SearchedWords:
        """The words; raises Http404 for those that are too rare to be shown."""
        shown = SearchedWords.objects.shown().select_related("level")
        return get_object_or_404(shown, pk=self.kwargs["pk"])


class FoundNowView(WordsView):
    """Tells how many pages words find now; nothing is kept of it."""

    http_method_names = ["get", "head"]

    def get(self, request: Any, pk: int) -> JsonResponse:
        number = found_now(self.searched)
        return JsonResponse({"found": number, "label": said_of(number)})


class SayingView(WordsView):
    """Something that an editor says of words, by a POST and nothing else."""

    permission_required = "change"
    http_method_names = ["post"]

    def go_back(self) -> HttpResponse:
        """Return to where the editor came from."""
        return HttpResponseRedirect(self.next_url)

    @property
    def next_url(self) -> str:
        """Where the editor came from."""
        return get_valid_next_url_from_request(self.request) or reverse("searches:report")

    def tell(self, message: str, *, undo: str, **fields: str) -> None:
        """Say what was done, with a button that sends `fields` to the view that undoes it."""
        url = reverse(f"searches:{undo}", args=[self.searched.pk])
        said = with_undo(self.request, message, url, **fields, next=self.next_url)
        messages.success(self.request, said)


class DismissView(SayingView):
    """Says that words are not for this community, at their level: nobody misses them any more."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        put_aside(self.searched, is_dismissed=True)
        words = {"words": self.searched.words, "number": self.searched.level.number}
        message = _("“%(words)s” at level %(number)d is not for us, and waits no longer.")
        self.tell(message % words, undo="restore")
        return self.go_back()


class RestoreView(SayingView):
    """Says that words are for this community after all."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        put_aside(self.searched, is_dismissed=False)
        words = {"words": self.searched.words, "number": self.searched.level.number}
        message = _("“%(words)s” at level %(number)d is for us, after all.")
        self.tell(message % words, undo="dismiss")
        return self.go_back()


@transaction.atomic
def put_aside(searched: SearchedWords, *, is_dismissed: bool) -> None:
    """Keep whether words are for this community; what is so already stays without a word."""
    changed = SearchedWords.objects.filter(pk=searched.pk, is_dismissed=not is_dismissed)
    if changed.update(is_dismissed=is_dismissed):
        log(instance=searched, action=f"searches.{'dismiss' if is_dismissed else 'restore'}")


class TryAgainView(SayingView):
    """Searches once more for words at their level, and keeps what that finds."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        number = found_now(self.searched)
        SearchedWords.objects.filter(pk=pk).update(results=number)
        words = {"words": self.searched.words, "number": self.searched.level.number}
        if not number:
            messages.info(
                request, _("“%(words)s” still finds nothing at level %(number)d.") % words
            )
            return self.go_back()
        message = ngettext(
            "“%(words)s” finds %(count)d page now at level %(number)d.",
            "“%(words)s” finds %(count)d pages now at level %(number)d.",
            number,
        )
        messages.success(request, message % {**words, "count": number})
        return self.go_back()


class PlaceView(WagtailAdminTemplateMixin, FormView, SayingView):
    """Says to which topic words belong."""

    http_method_names = ["get", "head", "post"]
    page_title = gettext_lazy("To which topic do they belong?")
    header_icon = "tag"
    template_name = "searches/admin/place.html"
    form_class = PlaceForm

    def get_initial(self) -> dict[str, Any]:
        return {"place": placed_at(self.searched)}

    def form_valid(self, form: PlaceForm) -> HttpResponse:
        before, searched = placed_at(self.searched), self.searched
        with transaction.atomic():
            topic = place(searched, form.cleaned_data["place"])
            log(instance=searched, action="searches.place", data={"topic": name_of(topic)})
        words = {"words": searched.words, "topic": name_of(topic)}
        if topic:
            message = _("“%(words)s” belongs to the topic “%(topic)s”.") % words
        else:
            message = _("“%(words)s” belongs to no topic.") % words
        self.tell(message, undo="place", place=before)
        return self.go_back()

    def get_page_subtitle(self) -> str:
        return self.searched.words

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("searches:report"), "label": _("Searches")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            next_url=self.next_url,
            action_url=self.request.path,
            submit_button_label=_("Save"),
            media=kwargs.get("form", self.get_form()).media,
        )


def name_of(topic: Topic | None) -> str:
    """Return the name of a topic, "" where there is none."""
    return topic.name if topic else ""
