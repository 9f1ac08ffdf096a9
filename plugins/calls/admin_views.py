"""Views of calls and wishes in the admin, beside Wagtail's own."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import Button, HeaderButton
from wagtail.log_actions import log

from plugins.calls.admin_forms import CloseForm, NamePageForm, WishForm
from plugins.calls.meeting import answers_found
from plugins.calls.models import Answer, Call, CallQuerySet, Wish
from plugins.calls.standing import prepare
from plugins.calls.suggesting import suggested


class CallIndexView(generic.IndexView):
    """Lists the calls, with how far the answers to each are."""

    default_ordering = ["-asked_at", "-pk"]

    def get_base_queryset(self) -> CallQuerySet:
        return Call.objects.select_related("level", "topic", "asked_by__wagtail_userprofile")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        prepare(list(context["object_list"]))
        return context


class CallCreateView(generic.CreateView):
    """Asks for what the address suggests: a level, a topic, and words that readers look for."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **suggested(self.request.GET)}

    def get_success_message(self, instance: Call) -> str:
        message = _("“%(call)s” is out: practitioners see it now.") % {"call": instance}
        readers = sum(wish.readers for wish in instance.wishes.with_readers())
        if readers:
            message += " " + ngettext(
                "%(count)d reader waits for it.", "%(count)d readers wait for it.", readers
            ) % {"count": readers}
        return message


class CallEditView(generic.EditView):
    """Changes a call; beside it stands what answers it, and who asked."""

    def get_object(self, queryset: QuerySet | None = None) -> Call:
        call: Call = super().get_object(queryset)
        prepare([call])
        return call

    @cached_property
    def header_buttons(self) -> list[Button]:
        call: Call = self.object
        names = [("close", _("Close it"), "cross"), ("name_page", _("Name a page"), "plus")]
        if not call.is_open:
            names = [("reopen", _("Ask again"), "undo")]
        return [
            HeaderButton(label, url_for(name, call), icon_name=icon) for name, label, icon in names
        ]


def url_for(name: str, call: Call, *args: Any) -> str:
    """Return where something is done to a call."""
    return reverse(f"practice_calls:{name}", args=[call.pk, *args])


class CallActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks before something is done to a call, and does it on POST."""

    model = Call
    permission_required = "change"
    template_name = "calls/admin/action.html"
    header_icon = "comment"
    #: The button, and what it leads to in a sentence.
    submit_label: Any = ""
    explanation: Any = ""

    @cached_property
    def call(self) -> Call:
        return get_object_or_404(Call, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.call)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("practice_calls:index"), "label": _("Calls")}
        edit = {"url": url_for("edit", self.call), "label": str(self.call)}
        return [*self.breadcrumbs_items, index, edit, {"url": "", "label": self.get_page_title()}]

    def get_success_url(self) -> str:
        return url_for("edit", self.call)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "call": self.call, "media": context["form"].media}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            # As it is now: a colleague, or an answer, may have closed it meanwhile.
            self.call = Call.objects.select_for_update().get(pk=self.call.pk)
            self.act(form)
        return HttpResponseRedirect(self.get_success_url())

    def act(self, form: Any) -> None:
        """Do it, and say so; the call is locked."""
        raise NotImplementedError

    def say_it_is_closed(self) -> None:
        message = _("“%(call)s” is closed already: nothing was changed.")
        messages.warning(self.request, message % {"call": self.call})

    def offer_to_reopen(self, message: str) -> None:
        """Say what was done, with the way to undo it."""
        button = messages.button(url_for("reopen", self.call), _("Ask again"))
        messages.success(self.request, message % {"call": self.call}, buttons=[button])


class NamePageView(CallActionView):
    """An editor names a page that answers a call, and may close it with that."""

    form_class = NamePageForm
    page_title = gettext_lazy("Name a page that answers it")
    submit_label = gettext_lazy("Name it")
    explanation = gettext_lazy(
        "A page that the readers of the call find by now, whoever wrote it and whatever for."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "user": self.request.user, "level": self.call.level}

    def act(self, form: NamePageForm) -> None:
        page = form.cleaned_data["page"]
        if not self.call.is_open:
            self.say_it_is_closed()
            return
        defaults = {"named_by": self.request.user}
        Answer.objects.get_or_create(call=self.call, page_id=page.pk, defaults=defaults)
        log(self.call, "calls.name_page", user=self.request.user, data={"page": page.title})
        if form.cleaned_data["is_enough"]:
            self.call.end(Call.State.MET, user=self.request.user)
            self.offer_to_reopen(_("“%(call)s” is met."))
        else:
            message = _("“%(page)s” answers “%(call)s”.")
            messages.success(self.request, message % {"page": page.title, "call": self.call})


class CloseView(CallActionView):
    """An editor closes a call that nobody needs to answer any more."""

    form_class = CloseForm
    page_title = gettext_lazy("Close without an answer")
    submit_label = gettext_lazy("Close it")
    explanation = gettext_lazy(
        "Practitioners are no longer asked. What is being written for it can still be sent, and "
        "you can ask again. Where a page does answer it, name that page instead."
    )

    def act(self, form: CloseForm) -> None:
        if not self.call.is_open:
            self.say_it_is_closed()
            return
        self.call.end(Call.State.CLOSED, user=self.request.user)
        if text := form.cleaned_data["text"]:
            for wish in self.call.wishes.undecided():
                wish.decide(Wish.Outcome.DECLINED, user=self.request.user, text=text)
        self.offer_to_reopen(_("“%(call)s” is closed."))


class ReopenView(CallActionView):
    """An editor asks again for what was closed."""

    form_class = Form
    page_title = gettext_lazy("Ask again")
    submit_label = gettext_lazy("Ask again")
    explanation = gettext_lazy(
        "Practitioners see it again. If it was met, it asks for one more than there is. Readers "
        "who were sent an answer are not written to again."
    )

    def act(self, form: Any) -> None:
        if self.call.is_open:
            messages.warning(self.request, _("“%(call)s” is open.") % {"call": self.call})
            return
        answers = answers_found().filter(call=self.call).count()
        self.call.reopen(answers=answers, user=self.request.user)
        messages.success(self.request, _("“%(call)s” is out again.") % {"call": self.call})


class TakeOffView(CallActionView):
    """An editor says that a page does not answer a call after all."""

    form_class = Form
    page_title = gettext_lazy("Take an answer off")
    submit_label = gettext_lazy("Take it off")
    explanation = gettext_lazy("The page stays as it is; it only no longer counts for this call.")

    def act(self, form: Any) -> None:
        answer = get_object_or_404(self.call.answers.all(), pk=self.kwargs["answer"])
        log(self.call, "calls.take_off", user=self.request.user, data={"page": answer.page.title})
        answer.delete()
        messages.success(self.request, _("It no longer counts for this call."))


class WishIndexView(generic.IndexView):
    """Lists what readers ask for, those that wait and that most readers have first."""

    default_ordering = "-readers"

    def get_base_queryset(self) -> QuerySet:
        return Wish.objects.with_readers().select_related("level", "topic", "call")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Two pages of the list never show the same row, however many have as many readers.
        return queryset.order_by(*ordering_of(self.ordering), "asked_at", "pk")


class WishEditView(generic.EditView):
    """Decides what comes of a wish, and says whether its readers are told."""

    def get_success_message(self) -> str:
        wish: Wish = self.object
        return what_came_of(wish, self.form.cleaned_data["decision"]) % {
            "wish": wish,
            "call": wish.call,
        }


def what_came_of(wish: Wish, decision: str) -> str:
    """Return what to tell an editor who has decided on a wish, with room for the names."""
    if decision == WishForm.ANSWER:
        return _("%(wish)s is answered, by e-mail to those who left an address.")
    if decision == WishForm.DECLINE:
        return _("%(wish)s is not for us: who left an address is told why, by e-mail.")
    if decision == WishForm.CALL:
        return _("%(wish)s waits for “%(call)s”.")
    if decision == WishForm.PUT_BACK and wish.is_decided:
        return _(
            "%(wish)s stays as it is. Others have asked for the same since: whoever waits for an "
            "answer waits there."
        )
    if wish.is_decided:
        return _("%(wish)s is kept.")
    return _("%(wish)s is kept, and waits.")


def ordering_of(ordering: Any) -> list[str]:
    """Return an ordering as a list, whichever way a view says it."""
    return [ordering] if isinstance(ordering, str) else list(ordering or ())
