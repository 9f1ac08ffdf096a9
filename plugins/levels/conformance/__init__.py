"""The conformance kit: proof that a site, with all its plugins, tells readers only what it may.

It makes canary pages: for every level (the types that may feed it take turns) in every state (live,
edited, a draft, scheduled, in moderation, expired, private, for a group, in a private section,
private with an alias, unpublished, deleted, tagged anew), each with a made-up word in its title,
its slug and all its texts, and with a topic of its own. Then it visits what the URL configuration
yields, the sitemap, feeds, APIs and all links, and reports every canary that it meets where the
rule forbids it:

- In lists, searches, counts, completions, feeds, APIs: what is at the visitor's level, and open.
- An address that names a level (`/levels/3/…`, `?level=3`) is judged at that level.
- A page's own address and the sitemap tell of everything that is open, at whatever level.
- In the editor, and where a view says that it shows authors their own (`levels.authors`), people
  meet what they may work on; in the editor also what is open.
- To echo a question is no leak: the answer must be that for a word which is nowhere.
- What a visitor does not meet must change nothing: each address is visited before and after such
  pages came, and has to answer the same. So counts tell nothing either.
- Hidden and missing pages answer alike, and nothing answers with an error.

A plugin passes by being installed; its tests need a line for each kind of visitor:

    @pytest.mark.django_db
    @pytest.mark.parametrize("visitor", ANONYMOUS, ids=str)
    def test_nothing_leaks(visitor):
        report = check(visitor)

        assert not report.findings, str(report)

Give it members with `Visitor("an editor", level=2, user=editor)`. Page types that cannot be made
from their fields alone (a required picture, say) need a maker: `makers={EventPage: make_event}`,
where `make_event(word)` returns an unsaved page with the word in its texts. Addresses that nothing
leads to are given with `urls=[…]`; one that holds `{word}` is asked for every canary by its word.

It writes pages, topics and index entries: use it on a test's database and never on a site's own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.models import Page

from plugins.levels.conformance.canaries import Maker, made_up_word
from plugins.levels.conformance.examining import Examination, Report
from plugins.levels.conformance.judging import Finding
from plugins.levels.conformance.visitors import ANONYMOUS, Visitor

__all__ = ["ANONYMOUS", "Finding", "Report", "Visitor", "check", "made_up_word"]


def check(
    visitor: Visitor,
    *,
    owner: Any | None = None,
    makers: Mapping[type[Page], Maker] | None = None,
    urls: Iterable[str] = (),
) -> Report:
    """Look at the whole site as one visitor, and report what it tells and should not.

    `owner` is the account that the canaries are written by, which may know of its own drafts;
    `makers` make pages of types that need more than texts; `urls` are visited besides those found,
    and those with `{word}` in them are searches.
    """
    return Examination(visitor, owner=owner, makers=makers, urls=urls).run()
