"""The plugins, and the contract that each of them keeps.

A plugin is a Django app in a folder of its own, with its templates in `templates/<app label>/` and
its tests in `tests/<app label>/`. One line in `INSTALLED_APPS` installs it.

What a plugin may import: Wagtail and Django, `plugins.levels`, and the modules beside this one,
`plugins.blocks`, `content_checks`, `credits`, `desk`, `figures`, `interviews`, `letters`,
`limits`, `moving_credits`, `page_forms`, `pages`, `pictures`, `rich_text`, `spreadsheets` and
`tallies`. Never another plugin, never `cop_site`.
`plugins.whoosh_search` knows nothing but modelsearch, Whoosh and Django.

What makes its pages part of the community: they inherit `plugins.levels.models.LevelledMixin`, and
every list that a reader meets is asked for with `.visible_to(request.reader)`.

What a view answers is kept from shared caches. One whose answer is the same for everybody, since
its URL alone decides it, says so with `plugins.levels.caching.same_for_everybody`.

The site itself keeps pages for visitors without an account: pages that inherit `plugins.pages`, and
views that say so with `plugins.levels.caching.same_for_readers_alike`. Every change of any model
makes them anew. A model that no reader's page shows says so: `plugins.levels.edition.not_shown`;
`QuerySet.update()` on what they show is followed by `begin_after_commit()`. What a cookie of a
plugin's own decides is named with `plugins.levels.page_cache.deciding`.

A plugin that tells what it may not is found by the conformance kit (`plugins.levels.conformance`),
which visits every URL of the site as every kind of reader: `tests/levels/test_conformance.py`.

The admin's menu "Curating" takes items by `register_curating_menu_item`, as Wagtail's own menus do.
Who is an editor, and of which pages, says `plugins.desk.curated_by`: reports hold no others.

Plugins meet through Wagtail hooks, joined by name (`@hooks.register("ways_to_share")`):

`asked_of_practitioners` (request, topic)
    Return what practitioners are asked for, about `topic` or, with None, in general, who makes
    `request` among them: a list of HTML texts that are safe to show. Shown to readers at level 4,
    and on “My writing”.
`before_account_deleted` (user, keep_stories)
    Make ready for the end of an account, in the transaction in which it goes; `keep_stories` tells
    whether what is published stays. Pages that `user` owns are seen to afterwards.
`before_topic_merged` (gone, into)
    Make what the plugin says of the topic `gone` true of the topic `into`, in the transaction in
    which the first is deleted; rows that refer to it by a foreign key follow by themselves.
`below_content` (page, request)
    Return what is to stand below the text of `page` for whoever makes `request`: a list of HTML
    texts that are safe to show.
`choose_emails` (user, name, wanted)
    Keep whether `user` wants the e-mails that are called `name` among the choices.
`email_choices` ()
    Return the e-mails that the plugin sends to members and that these may switch off: a list of
    {"name": …, "label": …, "hint": …}. With "in_place_of", some of "approved", "rejected" and
    "submitted", these notifications are offered by Wagtail no longer; the first two are not sent to
    who submitted a page. With "only_for", it is offered to those for whom that returns True.
`fetched_with_pages` ()
    Return the names of one-to-one relations to pages that are to be fetched along with a page that
    is shown, in its own query.
`interviews` ()
    Return the interviews by which pages of the plugin are written on the site: a list of
    `plugins.interviews.Interview`.
`last_checked` (page)
    Return the day on which somebody last looked at `page` and found it still right, None where
    nobody has. Shown beside the date of publication.
`may_email` (user, name)
    Tell whether `user` is to be sent the e-mails that are called `name` among the choices.
`most_useful` (pages)
    Return those of `pages`, a queryset, that fitted their readers best, the best first, as a
    queryset. Shown on the pages of levels.
`nothing_found` (request, found)
    Return what is to stand below a search (`plugins.levels.search.Found`) for which there is no
    page, or none that holds all of its words: a list of HTML texts that are safe to show.
`occasions` (name)
    Return what somebody writes for who followed what the plugin calls `name`: {"label": …, "text":
    …, "topics": keys, "levels": numbers}, None for what is not, or no longer, the plugin's.
`pages_drawn_from` (page)
    Return a queryset of the pages that were made from `page`, of any type and level. Who shows
    them narrows them to the reader's own level.
`permissions_of_editors` ()
    Return a queryset of the permissions that editors need for what the plugin adds to the admin.
`personal_data` (user)
    Return what the plugin keeps of `user`, to be taken along: {a name of its own: what is kept}, of
    whatever JSON can hold, dates too.
`personal_texts` (user)
    Yield what `user` wrote beside pages, as pairs of a name and a text in Markdown.
`picks` (reader, query)
    Return the pages that editors picked for the words of `query` (`plugins.levels.queries.Typed`)
    at the levels that `reader` reads at, in order: a list of keys. Shown as far as the reader's own
    lists hold them.
`search_words_actions` (user, words, level)
    Return what `user` may do about `words` that readers search for at the level with a number: a
    list of {"label": …, "url": …}. Offered beside the words in the report of searches.
`searched` (request, found)
    Take notice of a search on the site, of whatever it found (`plugins.levels.search.Found`).
    Nothing may be written to the database before the answer is sent.
`shared_for` (name, page)
    Take notice that `page` was submitted by somebody who wrote it for what is called `name`.
`shown_privately` (request)
    Return what members show to whoever makes `request` before it is published: pairs of a page,
    saved or not, and the member. The pictures and documents that the page uses open to them, as far
    as that member may have them.
`stage_map_measures` ()
    Return what the plugin knows of topics at levels: a list of `plugins.desk.Measure`.
`stop_emails_url` (user, name)
    Return the whole address that stops the e-mails called `name`, with one click and a POST by a
    mail program (RFC 8058).
`tell_editors` (permission, subject, url)
    Write at once to those editors who have `permission` ("app.codename") and want such e-mails:
    what there is to do, in one line, and the path at which it is done.
`waiting_for_editors` (user)
    Return what waits for `user` as an editor, and that they may see: a list of
    `plugins.desk.Waiting`, with those of which there is nothing. Shown on the desk, and sent daily.
`ways_to_share` (request)
    Return what a practitioner may share: a list of {"label": …, "hint": …, "url": …}. Shown on the
    page of level 4.
`what_became_of` (pages)
    Return what to tell their author of those of `pages`, any collection, of which there is
    something: a list of {"label": …, "value": …, "hint": …} by the key of the page, in as many
    queries for all as for one. With "url", the hint is a link to where they do something about it.
`where_to_ask` (user, level, topic, words)
    Return the path at which `user` asks practitioners for something at the level with a number,
    about `topic` (a key, or None) and, where they know, for those who search for `words`; "" for
    who may not.
"""
