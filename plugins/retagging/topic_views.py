"""Where editors rename a topic, and make one topic of several."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from plugins.levels.models import Topic
from plugins.retagging.merging import GoneError, merge, moving
from plugins.retagging.merging_forms import MergeForm
from plugins.retagging.renaming import rename
from plugins.retagging.renaming_forms import RenameForm
from plugins.retagging.topic_addresses import addresses


def topic_list() -> str:
    """Return where the topics are listed in the admin."""
    return reverse(Topic.snippet_viewset.get_url_name("list"))


class TopicFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form about topics, in the admin."""

    model = Topic
    header_icon = "tag"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        topics = {"url": topic_list(), "label": _("Topics")}
        own = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, topics, own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"topic_list": topic_list()}


class RenameView(TopicFormView):
    """Gives a topic another name, and the address to it if that is wanted."""

    permission_required = "change"
    page_title = gettext_lazy("Rename")
    template_name = "retagging/admin/rename.html"
    form_class = RenameForm

    @cached_property
    def topic(self) -> Topic:
        """The topic, as it was before the form had a look at it."""
        return get_object_or_404(Topic, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.topic.name

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Topic.objects.get(pk=self.topic.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "topic": self.topic,
            "address": "".join(addresses(self.topic.slug)[:1]),
            "action_url": self.request.path,
            "submit_button_label": _("Rename"),
            "submit_button_active_label": _("Renaming…"),
        }

    def form_valid(self, form: RenameForm) -> HttpResponse:
        name, moves = form.cleaned_data["name"], form.cleaned_data["moves"]
        topic = rename(self.topic, name, moves=moves, user=self.request.user)
        message = _("“%(before)s” is now called “%(name)s”, at the address %(address)s.") % {
            "before": self.topic.name,
            "name": topic.name,
            "address": addresses(topic.slug)[0],
        }
        see = messages.button(reverse("topics:topic", args=[topic.slug]), _("See it on the site"))
        messages.success(self.request, message, buttons=[see])
        return HttpResponseRedirect(topic_list())


class MergeView(TopicFormView):
    """Asks which topics are to become one, shows what that would do, and does it on POST."""

    permission_required = "delete"
    page_title = gettext_lazy("Merge topics")
    template_name = "retagging/admin/merge.html"
    form_class = MergeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # What goes is deleted, what stays is changed: it takes both permissions.
        if not self.user_has_permission("change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"gone": self.request.GET.getlist("gone")}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and "into" in self.request.GET:
            kwargs["data"] = self.request.GET
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if form.is_bound and form.is_valid():
            gone, into = list(form.cleaned_data["gone"]), form.cleaned_data["into"]
            context |= {
                "gone": gone,
                "into": into,
                "moving": moving(gone, into, self.request.user),
                "described": [topic for topic in gone if topic.description],
            }
        return context | {"media": form.media}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        gone, into = list(form.cleaned_data["gone"]), form.cleaned_data["into"]
        joins = form.cleaned_data["joins_descriptions"]
        try:
            merge(gone, into, joins_descriptions=joins, user=self.request.user)
        except (GoneError, IntegrityError):
            form.add_error(None, _("Nothing was changed, as something else changed meanwhile."))
            return self.form_invalid(form)
        words = {"gone": ", ".join(topic.name for topic in gone), "into": into.name}
        message = _("What was about %(gone)s is now about “%(into)s”.") % words
        see = messages.button(reverse("topics:topic", args=[into.slug]), _("See it on the site"))
        messages.success(self.request, message, buttons=[see])
        return HttpResponseRedirect(topic_list())
