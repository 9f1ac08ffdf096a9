"""Where readers ask for what they did not find, and where practitioners see what is asked."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks

from plugins.calls.desk import MAY_ANSWER, notes_on
from plugins.calls.forms import WishForm
from plugins.calls.models import Asking, Call, Wish
from plugins.calls.showing import calls_for, is_asked_of, ways_to_answer
from plugins.calls.wording import LONGEST_WORDS
from plugins.interviews import shortened
from plugins.levels.models import LAST, Level, Topic
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.queries import cleaned
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet, pages_visible_to
from plugins.limits import Limit

# From one place: enough for a workshop that tries it out.
WISHES = Limit("calls.wishes", amount=20, seconds=60 * 60)


# Exempt, and its origin checked instead: see plugins.levels.origins.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: ReaderRequest) -> HttpResponse:
    """Ask what somebody is looking for; on POST keep it for the editors, and tell them."""
    if request.method != "POST":
        words = shortened(cleaned(request.GET.get("q", "")), LONGEST_WORDS)
        return show_wish(request, WishForm(initial={"words": words}))
    if not is_own_origin(request):
        return refuse(request)
    form = WishForm(request.POST)
    if not form.is_valid():
        return show_wish(request, form, status=400)
    if not WISHES.allows(request):
        form.add_error(None, _("That is a lot of wishes for an hour. Please send this one later."))
        response = show_wish(request, form, status=429)
        response.headers["Retry-After"] = str(WISHES.seconds)
        return response
    if not form.is_trapped:
        tell_editors(form.ask())
    return redirect("calls:wished")


def show_wish(request: ReaderRequest, form: WishForm, *, status: int = 200) -> HttpResponse:
    """Show the form, with the level for which it is asked, and what is wrong with it."""
    level = level_asked_for(request.reader, form)
    form.initial["level"] = level.number
    context = {"form": form, "level": level}
    return render(request, "calls/wish.html", context, status=status)


def level_asked_for(reader: Reader, form: WishForm) -> Level:
    """Return the level that was sent with a form, or else that of `reader`."""
    sent = form.cleaned_data.get("level") if form.is_bound else None
    return sent or reader.level


def tell_editors(asking: Asking) -> None:
    """Tell editors of something new at once. What others asked for as well is on the desk."""
    wish = asking.wish
    if wish.call_id or wish.askings.exclude(pk=asking.pk).exists():
        return
    url = reverse("readers_wishes:edit", args=[wish.pk])
    for tell in hooks.get_hooks("tell_editors"):
        # Said in the language of whoever is told.
        tell(MAY_ANSWER, lazy(asked_in_words, str)(wish), url)


def asked_in_words(wish: Wish) -> str:
    """Return what a reader asks for, in a line."""
    where = ", ".join(notes_on(wish.level, wish.topic))
    return _("A reader asks for “%(words)s” (%(where)s)") % {"words": wish.words, "where": where}


@never_cache
@require_safe
def wished(request: ReaderRequest) -> HttpResponse:
    """Thank for a wish, and say what happens next."""
    return render(request, "calls/wished.html")


@require_safe
def index(request: ReaderRequest) -> HttpResponse:
    """List what is asked of practitioners, for those who read at level 4 somewhere."""
    calls = calls_for(request.reader).open().select_related("level", "topic")
    context = {
        "calls": calls,
        "is_asked": LAST in request.reader.numbers,
        "last_level": request.reader.level_numbered(LAST),
    }
    return render(request, "calls/index.html", context)


@require_safe
def call(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show one call, and how to answer it; to others with a notice for whom it is."""
    found = Call.objects.select_related("level", "topic").filter(pk=pk).first()
    if found is None:
        raise Http404
    reader = request.reader
    context = {
        "call": found,
        "is_asked": is_asked_of(found, reader),
        "level_here": reader.level_in(found.topic) if found.topic else reader.level,
        "topic_to_change": topic_with_a_level(found, reader),
        "last_level": reader.level_numbered(LAST),
        "ways": ways_to_answer(found, reader) if found.is_open else [],
        "answers": answers_for(found, reader),
    }
    return render(request, "calls/call.html", context)


def topic_with_a_level(call: Call, reader: Reader) -> Topic | None:
    """Return the topic of a call if `reader` has set a level for it, and changes that one."""
    return call.topic if call.topic and reader.own_level_in(call.topic) else None


def answers_for(call: Call, reader: Reader) -> QuerySet:
    """Return those answers that `reader` finds in their own lists."""
    visible: LevelledPageQuerySet = pages_visible_to(reader)
    answers = visible.filter(pk__in=call.answers.values("page")).newest_first()
    return answers.prefetch_related("topic_tags").specific()
