"""Who may do what on the desk: every URL and bulk action of its plugins, tried by everybody.

The table says for each what becomes of a GET and of a POST that is filled in as it should be. What
it does not name fails the tests. Practitioners may into the admin: what they are refused there,
and what visitors and members are, writes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.template.response import SimpleTemplateResponse

from tests.curating.desk_tries import (
    BULK,
    DONE,
    NO_METHOD,
    NOT_FOUND,
    NOTHING,
    REFUSED,
    SHOWN,
    SIGN_IN,
    address_of,
    names_of_urls,
    retag_form,
    tried,
)
from tests.curating.desk_world import ELSEWHERE, HERE, ROLES, World

pytestmark = pytest.mark.django_db

Expected = Mapping[str, str]


# What becomes of a request, by who makes it.


def all_of(outcome: str, **others: str) -> Expected:
    """The same for everybody, but for `others`."""
    return dict.fromkeys(ROLES, outcome) | others


def editors(outcome: str) -> Expected:
    """In the admin: practitioners may in, and are refused."""
    outside = {"visitor": SIGN_IN, "member": SIGN_IN, "author": REFUSED, "peer": REFUSED}
    return all_of(outcome, **outside)


SEEN, DOES = editors(SHOWN), editors(DONE)
#: There is no such thing, for who would be let in.
NONE = editors(NO_METHOD)
#: Not even editors.
NOBODY = editors(REFUSED)
#: There is no such thing, whoever asks within the admin.
NO_SUCH = NONE | {"author": NO_METHOD, "peer": NO_METHOD}

# Where something belongs to pages that are in another section than that of one editor.
NOT_THEIRS, REFUSED_THERE = {"section": NOT_FOUND}, {"section": REFUSED}
# Where practitioners are not even told that there is something.
UNTOLD = {"author": NOT_FOUND, "peer": NOT_FOUND}

# On the public site.
ANYBODY_SEES, ANYBODY_DOES = all_of(SHOWN), all_of(DONE)
NOWHERE = all_of(NO_METHOD)
ONLY_THE_PEER = all_of(NOT_FOUND, visitor=SIGN_IN)


@dataclass(frozen=True)
class Row:
    """What becomes of one URL, for one or several of the world's things."""

    name: str
    things: tuple[str, ...]
    get: Expected
    #: None where it is the same as that of another row.
    post: Expected | None


def rows(names: str, things: str, get: Expected, post: Expected) -> list[Row]:
    """Return the rows of several names, `things` being named with commas between them."""
    which = tuple(filter(None, things.split(", ")))
    return [Row(name, which, get, post) for name in names.split()]


def viewset(name: str, thing: str, *, index: str = "index") -> list[Row]:
    """Return the rows of what each of Wagtail's viewsets has, for who may see all of it."""
    return [
        *rows(f"{name}:{index} {name}:{index}_results", "", SEEN, NONE),
        *rows(f"{name}:usage {name}:history {name}:history_results", thing, SEEN, NONE),
    ]


def exports(*names: str) -> list[Row]:
    """Return the rows of tables that are taken along; a POST knows nothing of these."""
    return [Row(f"{name}?export=csv", (), SEEN, None) for name in names]


QUESTIONS = "wagtailsnippets_curating_reviewquestion"

#: URL, what it is about, GET, POST. What is "elsewhere" is in another section than the stories.
TABLE: list[Row] = [
    # Submissions: who may decide on them takes and releases them, and nobody else.
    *rows("curating:submissions curating:submissions_results", "", SEEN, NONE),
    *rows("curating:claim", "review", SEEN, DOES),
    *rows("curating:claim", "review elsewhere", SEEN, DOES | {"section": NOTHING}),
    *rows("curating:release", "taken", SEEN, DOES),
    *rows("curating:release", "taken elsewhere", SEEN, DOES | {"section": NOTHING}),
    # Review, and asking for a second opinion.
    *rows("curating:review curating:ask", "state", SEEN, DOES),
    *rows(
        "curating:review curating:ask",
        "state elsewhere",
        SEEN | REFUSED_THERE,
        DOES | REFUSED_THERE,
    ),
    *rows("curating:preview", "state", SEEN, NO_SUCH),
    *rows("curating:preview", "state elsewhere", SEEN | REFUSED_THERE, NO_SUCH),
    *rows("curating:withdraw_opinion", "opinion", NO_SUCH, DOES),
    *rows("curating:withdraw_opinion", "opinion elsewhere", NO_SUCH, DOES | REFUSED_THERE),
    # Giving one: only who is asked. What a visitor has typed is kept, and nothing is told.
    *rows(
        "second_opinions:opinion",
        "opinion",
        ONLY_THE_PEER | {"peer": SHOWN},
        ONLY_THE_PEER | {"peer": DONE, "visitor": REFUSED},
    ),
    *rows(
        "second_opinions:opinion",
        "opinion of another",
        ONLY_THE_PEER,
        ONLY_THE_PEER | {"visitor": REFUSED},
    ),
    # Checklists. Wagtail shows whoever may into the admin what they may not delete.
    *viewset(QUESTIONS, "question", index="list"),
    *rows(f"{QUESTIONS}:add", "", SEEN, DOES),
    *rows(f"{QUESTIONS}:edit {QUESTIONS}:copy {QUESTIONS}:delete", "question", SEEN, DOES),
    *rows(f"{QUESTIONS}:reorder", "question", NONE, DOES),
    Row(
        f"{BULK}curating reviewquestion delete",
        ("question",),
        SEEN | {"author": SHOWN, "peer": SHOWN},
        DOES | {"author": NOTHING, "peer": NOTHING},
    ),
    # How contributing goes.
    *rows("curating:contributions curating:contributions_results", "", SEEN, NONE),
    *rows("curating:waiting_times curating:waiting_times_results", "", SEEN, NONE),
    *exports("curating:submissions", "curating:contributions", "curating:waiting_times"),
    # The stage map, and all content.
    *rows("stage_map stage_map_results content_report content_report_results", "", SEEN, NONE),
    *exports("stage_map", "content_report"),
    # Calls and wishes are everybody's: a gap is in no section.
    *viewset("practice_calls", "call"),
    *rows("practice_calls:add", "", SEEN, DOES),
    *rows("practice_calls:edit practice_calls:delete", "call", SEEN, DOES),
    *rows("practice_calls:name_page practice_calls:close", "call", SEEN, DOES),
    *rows("practice_calls:reopen", "closed call", SEEN, DOES),
    *rows("practice_calls:take_off", "call, answer", SEEN, DOES),
    *viewset("readers_wishes", "wish"),
    # Readers make wishes, editors answer them.
    *rows("readers_wishes:add", "", NOBODY, NOBODY),
    *rows("readers_wishes:edit readers_wishes:delete", "wish", SEEN, DOES),
    *exports("practice_calls:index", "readers_wishes:index"),
    *rows("calls:index calls:wished", "", ANYBODY_SEES, NOWHERE),
    *rows("calls:call", "call", ANYBODY_SEES, NOWHERE),
    *rows("calls:wish", "", ANYBODY_SEES, ANYBODY_DOES),
    # Searches: nobody sees words that are searched for too rarely, not even by their key.
    *rows("searches:report searches:report_results", "", SEEN, NONE),
    *exports("searches:report"),
    *rows("searches:now", "words", SEEN, NONE),
    *rows("searches:now", "rare words", editors(NOT_FOUND), NONE),
    *rows("searches:again searches:dismiss", "words", NONE, DOES),
    *rows("searches:restore", "words put aside", NONE, DOES),
    *rows("searches:again searches:dismiss", "rare words", NONE, editors(NOT_FOUND)),
    *rows("searches:restore", "rare words", NONE, editors(NOT_FOUND)),
    *rows("searches:place", "words", SEEN, DOES),
    *rows("searches:place", "rare words", editors(NOT_FOUND), editors(NOT_FOUND)),
    # Picks.
    *rows("picks:index picks:index_results", "", SEEN, NONE),
    *rows("picks:add", "", SEEN, DOES),
    *rows("picks:edit", "pick", SEEN, DOES),
    *rows("picks:edit", "pick elsewhere", SEEN | NOT_THEIRS, DOES | NOT_THEIRS),
    *rows("picks:delete", "pick", SEEN | UNTOLD, DOES | UNTOLD),
    *rows(
        "picks:delete",
        "pick elsewhere",
        SEEN | UNTOLD | NOT_THEIRS,
        DOES | UNTOLD | NOT_THEIRS,
    ),
    *rows("picks:usage picks:history picks:history_results", "pick", SEEN | UNTOLD, NONE | UNTOLD),
    *rows(
        "picks:usage picks:history picks:history_results",
        "pick elsewhere",
        SEEN | UNTOLD | NOT_THEIRS,
        NONE | UNTOLD | NOT_THEIRS,
    ),
    *exports("picks:index"),
    # Review dates and links. An author may say of their own page that it is still right.
    *rows("freshness_due freshness_due_results", "", SEEN, NONE),
    *rows("freshness_links freshness_links_results", "", SEEN, NONE),
    *exports("freshness_due", "freshness_links"),
    *rows("freshness_check", "", NO_SUCH, DOES),
    *rows("freshness_check_page", "page", SEEN | {"author": SHOWN}, DOES | {"author": DONE}),
    *rows(
        "freshness_check_page",
        "page elsewhere",
        SEEN | REFUSED_THERE | {"author": SHOWN},
        DOES | REFUSED_THERE | {"author": DONE},
    ),
    # Everybody takes back what they have checked themselves: here the author has.
    *rows("freshness_undo", "", NO_SUCH, editors(NOTHING) | {"author": DONE, "peer": NOTHING}),
    *rows("freshness_ask_link freshness_ignore_link freshness_mind_link", "link", NO_SUCH, DOES),
    *rows(
        "freshness_ask_link freshness_ignore_link freshness_mind_link",
        "link elsewhere",
        NO_SUCH,
        DOES | NOT_THEIRS,
    ),
    *rows("freshness:mine", "", all_of(SHOWN, visitor=SIGN_IN), all_of(NO_METHOD, visitor=SIGN_IN)),
    *rows(
        "freshness:still_right",
        "page",
        all_of(NO_METHOD, visitor=SIGN_IN),
        all_of(DONE, visitor=SIGN_IN, member=NOT_FOUND, peer=NOT_FOUND),
    ),
    *rows(
        "freshness:still_right",
        "page elsewhere",
        all_of(NO_METHOD, visitor=SIGN_IN),
        all_of(DONE, visitor=SIGN_IN, member=NOT_FOUND, peer=NOT_FOUND, section=NOT_FOUND),
    ),
    *rows(
        "freshness:undo",
        "",
        all_of(NO_METHOD, visitor=SIGN_IN),
        all_of(NOTHING, visitor=SIGN_IN, author=DONE),
    ),
    # Nobody makes or deletes kinds of page.
    *viewset("review_intervals", "interval"),
    *rows("review_intervals:add", "", NOBODY, NOBODY),
    *rows("review_intervals:edit", "interval", SEEN, DOES),
    *rows("review_intervals:delete", "interval", NOBODY, NOBODY),
    # Retagging: whoever began it goes on with it and undoes it, and administrators do.
    *rows("retagging:list retagging:list_results", "", SEEN, NONE),
    Row(f"{BULK}wagtailcore page retag", ("page",), SEEN, DOES),
    Row(f"{BULK}wagtailcore page retag", ("page elsewhere",), SEEN, DOES | {"section": NOTHING}),
    *rows("retagging:progress", "begun by editor", SEEN | REFUSED_THERE, DOES | REFUSED_THERE),
    *rows(
        "retagging:progress",
        "begun by section",
        SEEN | {"editor": REFUSED},
        DOES | {"editor": REFUSED},
    ),
    *rows("retagging:stop", "begun by editor", NONE | REFUSED_THERE, DOES | REFUSED_THERE),
    *rows(
        "retagging:stop",
        "begun by section",
        NONE | {"editor": REFUSED},
        DOES | {"editor": REFUSED},
    ),
    *rows("retagging:undo", "done by editor", NONE | REFUSED_THERE, DOES | REFUSED_THERE),
    *rows(
        "retagging:undo",
        "done by section",
        NONE | {"editor": REFUSED},
        DOES | {"editor": REFUSED},
    ),
    # Topics are everybody's: only who may change and delete them renames and merges.
    *rows("topic_admin:merge", "", SEEN | REFUSED_THERE, DOES | REFUSED_THERE),
    *rows("topic_admin:rename", "topic", SEEN | REFUSED_THERE, DOES | REFUSED_THERE),
    Row(f"{BULK}levels topic merge", ("topic",), SEEN | REFUSED_THERE, NO_SUCH),
    # What readers say.
    *rows("feedback_fit_report feedback_fit_report_results", "", SEEN, NONE),
    *rows("feedback_disagreements", "", SEEN, NONE),
    *exports("feedback_fit_report"),
    *rows("feedback_fit_of_page", "page", SEEN, NONE),
    *rows("feedback_fit_of_page", "page elsewhere", SEEN | NOT_THEIRS, NONE),
    *rows("feedback_fit_decide", "page", NONE, DOES),
    *rows("feedback_fit_decide", "page elsewhere", NONE, DOES | NOT_THEIRS),
    *rows("feedback_fit_undo", "decision", NONE, DOES),
    *rows("feedback_fit_undo", "decision elsewhere", NONE, DOES | NOT_THEIRS),
    *rows("problem_reports:index problem_reports:index_results", "", SEEN, NONE),
    *rows("problem_reports:add", "", NOBODY, NOBODY),
    *rows("problem_reports:edit", "report", SEEN, DOES),
    *rows("problem_reports:edit", "report elsewhere", SEEN | NOT_THEIRS, DOES | NOT_THEIRS),
    *rows("problem_reports:delete", "report", SEEN | UNTOLD, DOES | UNTOLD),
    *rows(
        "problem_reports:delete",
        "report elsewhere",
        SEEN | UNTOLD | NOT_THEIRS,
        DOES | UNTOLD | NOT_THEIRS,
    ),
    *rows(
        "problem_reports:usage problem_reports:history problem_reports:history_results",
        "report",
        SEEN | UNTOLD,
        NONE | UNTOLD,
    ),
    *rows(
        "problem_reports:usage problem_reports:history problem_reports:history_results",
        "report elsewhere",
        SEEN | UNTOLD | NOT_THEIRS,
        NONE | UNTOLD | NOT_THEIRS,
    ),
    # What they say it with; whoever works on a page does not count as its reader.
    *rows("feedback:fit", "page", NOWHERE, ANYBODY_DOES),
    *rows(
        "feedback:read",
        "page",
        NOWHERE,
        ANYBODY_DOES | dict.fromkeys(["author", "editor", "section", "administrator"], NOTHING),
    ),
    *rows("feedback:report", "page", ANYBODY_SEES, ANYBODY_DOES),
    *rows("feedback:reported", "page", ANYBODY_SEES, NOWHERE),
    # What is not published is told to nobody, whatever they may do in the admin.
    *rows("feedback:fit", "draft", NOWHERE, all_of(NOT_FOUND)),
    *rows("feedback:report", "draft", all_of(NOT_FOUND), all_of(NOT_FOUND)),
    *rows("feedback:reported", "draft", all_of(NOT_FOUND), NOWHERE),
]


# What is sent, by the name of the URL; nothing where there is nothing to fill in.


def asked_in_call(world: World) -> dict[str, Any]:
    """Return what the form of a call sends."""
    empty = dict.fromkeys(["kind", "why", "words", "until"], "")
    chosen = {"level": world.level[1].pk, "topic": world.other_topic.pk, "wanted": 1}
    return {"title": "Shorter queues", "text": "How?", **empty, **chosen}


def decision(world: World, thing: str) -> dict[str, Any]:
    """Return what an editor sends who asks for changes of a page in review."""
    revision = world[thing].revision_id
    return {"decision": "changes", "comment": "Where was it?", "revision": revision, "seen": ""}


def pick(world: World, thing: str) -> dict[str, Any]:
    """Return what the form of a pick sends: the words are new, the page stays."""
    page = world["page elsewhere" if "elsewhere" in thing else "page"]
    level = page.levels_in_order()[0]
    return {"words": "lines", "level": level.pk, "page": page.pk, "place": "", "note": ""}


QUESTION = {"level": 1, "text": "Is it short?"}

SENT: dict[str, Callable[[World, str], Mapping[str, Any]]] = {
    "curating:review": decision,
    "curating:ask": lambda world, _: {"peer": world.nobody.pk, "question": "Is it so?"},
    "second_opinions:opinion": lambda *_: {"recommendation": "publish", "do": "answer"},
    f"{QUESTIONS}:add": lambda *_: QUESTION,
    f"{QUESTIONS}:edit": lambda *_: QUESTION,
    f"{QUESTIONS}:copy": lambda *_: QUESTION,
    "practice_calls:add": lambda world, _: asked_in_call(world),
    "practice_calls:edit": lambda world, _: asked_in_call(world),
    "practice_calls:name_page": lambda world, _: {"page": world["page"].pk, "is_enough": "on"},
    "readers_wishes:edit": lambda *_: {"decision": "decline", "text": "Not here."},
    "calls:wish": lambda *_: {"words": "tall trees", "level": 1},
    "searches:place": lambda world, _: {"place": world.other_topic.pk},
    "picks:add": pick,
    "picks:edit": pick,
    "freshness_check": lambda world, _: {"page": world["page"].pk},
    "freshness_undo": lambda world, _: {"at": world.check.moment},
    "freshness:undo": lambda world, _: {"at": world.check.moment},
    "review_intervals:edit": lambda *_: {"months": 7},
    f"{BULK}wagtailcore page retag": lambda world, _: retag_form(world),
    "topic_admin:merge": lambda world, _: {"gone": world.other_topic.pk, "into": world.topic.pk},
    "topic_admin:rename": lambda *_: {"name": "Parks", "moves": "on"},
    "feedback_fit_decide": lambda _, thing: {
        "kind": "kept",
        "level": 3 if "elsewhere" in thing else 1,
    },
    "problem_reports:edit": lambda *_: {"is_resolved": "on"},
    "feedback:fit": lambda *_: {"verdict": "deep"},
    "feedback:report": lambda *_: {"reason": "outdated"},
}


def sent(world: World, row: Row) -> Mapping[str, Any]:
    """Return what is sent to the URL of a row."""
    of = SENT.get(row.name, lambda *_: {})
    return of(world, "".join(row.things[:1]))


@pytest.fixture
def unrendered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes longest: one of those who see everything looks at it."""
    if request.getfixturevalue("who") != "section":
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def test_every_url_and_action_stands_in_the_table():
    told = {row.name.partition("?")[0] for row in TABLE}

    assert told == names_of_urls()


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("who", ROLES)
def test_everybody_may_do_what_the_table_says(who):
    world = World(who)
    wrong = []

    for row in TABLE:
        url = address_of(world, row.name, *row.things)
        tries = [("GET", None, row.get)] + [("POST", sent(world, row), row.post)] * bool(row.post)
        for method, data, expected in tries:
            found = tried(world, url, data)
            told = url.startswith("/admin/") and ELSEWHERE in found.text and who == "section"
            if found.outcome != expected[who] or found.writes_amiss or told:
                wrong.append((method, row.name, row.things, found, told))

    assert wrong == []


#: What names pages: the desk, lists, reports, and what is taken along of them.
NAMING_PAGES = [
    "wagtailadmin_home",
    "curating:submissions",
    "curating:submissions_results",
    "curating:submissions?export=csv",
    "curating:waiting_times",
    "curating:waiting_times_results",
    "curating:waiting_times?export=csv",
    "content_report",
    "content_report_results",
    "content_report?export=csv",
    "feedback_fit_report",
    "feedback_fit_report_results",
    "feedback_fit_report?export=csv",
    "feedback_disagreements",
    "problem_reports:index",
    "problem_reports:index_results",
    "picks:index",
    "picks:index_results",
    "freshness_due",
    "freshness_due_results",
    "freshness_due?export=csv",
    "freshness_links",
    "freshness_links_results",
    "freshness_links?export=csv",
]


def test_pages_of_another_section_are_in_no_list_report_or_table_of_an_editor():
    world = World("editor")
    named: dict[str, Any] = {"editor": {}, "section": {}}

    for who, found in named.items():
        world.go_on_as(who)
        for name in NAMING_PAGES:
            text = tried(world, address_of(world, name), None).text
            found[name] = (HERE in text, ELSEWHERE in text)

    assert named["editor"] == dict.fromkeys(NAMING_PAGES, (True, True))
    assert named["section"] == dict.fromkeys(NAMING_PAGES, (True, False))


#: Forms in which a page is chosen, what they are about, and what is sent beside the page.
CHOOSING_PAGES: list[tuple[str, tuple[str, ...], Mapping[str, Any]]] = [
    ("practice_calls:name_page", ("call",), {}),
    ("readers_wishes:edit", ("wish",), {"decision": "answer"}),
    ("picks:add", (), {"words": "lines", "level": 1}),
]


def test_nobody_learns_the_title_of_a_draft_of_another_section_by_sending_its_key():
    world = World("section")
    key = world["draft elsewhere"].pk

    found = {
        name: tried(world, address_of(world, name, *things), {**data, "page": key})
        for name, things, data in CHOOSING_PAGES
    }

    assert {each.outcome for each in found.values()} == {NOTHING}
    assert [name for name, each in found.items() if ELSEWHERE in each.text] == []
