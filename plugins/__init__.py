"""The plugins, and the contract that each of them keeps.

A plugin is a Django app in a folder of its own, with its templates in `templates/<app label>/` and
its tests in `tests/<app label>/`. One line in `INSTALLED_APPS` installs it.

What a plugin may import: Wagtail and Django, `plugins.levels`, and the modules beside this one,
`plugins.blocks`, `content_checks`, `credits`, `figures`, `interviews`, `limits`, `moving_credits`,
`page_forms`, `pages`, `pictures` and `rich_text`. Never another plugin, never `cop_site`.
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

Plugins meet through Wagtail hooks, joined by name (`@hooks.register("ways_to_share")`):

`below_content` (page, request)
    Return what is to stand below the text of `page` for whoever makes `request`: a list of HTML
    texts that are safe to show.
`pages_drawn_from` (page)
    Return a queryset of the pages that were made from `page`, of any type and level. Who shows
    them narrows them to the reader's own level.
`interviews` ()
    Return the interviews by which pages of the plugin are written on the site: a list of
    `plugins.interviews.Interview`.
`email_choices` ()
    Return the e-mails that the plugin sends to members and that these may switch off: a list of
    {"name": …, "label": …, "hint": …}. With "in_place_of", some of "approved" and "rejected", these
    notifications are no longer sent by Wagtail to who submitted a page.
`personal_data` (user)
    Return what the plugin keeps of `user`, to be taken along: {a name of its own: what is kept}, of
    whatever JSON can hold, dates too.
`personal_texts` (user)
    Yield what `user` wrote beside pages, as pairs of a name and a text in Markdown.
`before_account_deleted` (user, keep_stories)
    Make ready for the end of an account, in the transaction in which it goes; `keep_stories` tells
    whether what is published stays. Pages that `user` owns are seen to afterwards.
`may_email` (user, name)
    Tell whether `user` is to be sent the e-mails that are called `name` among the choices.
`stop_emails_url` (user, name)
    Return the whole address that stops the e-mails called `name`, with one click and a POST by a
    mail program (RFC 8058).
`most_useful` (pages)
    Return those of `pages`, a queryset, that fitted their readers best, the best first, as a
    queryset. Shown on the pages of levels.
`permissions_of_editors` ()
    Return a queryset of the permissions that editors need for what the plugin adds to the admin.
`shown_privately` (request)
    Return what members show to whoever makes `request` before it is published: pairs of a page,
    saved or not, and the member. The pictures and documents that the page uses open to them, as far
    as that member may have them.
`ways_to_share` (request)
    Return what a practitioner may share: a list of {"label": …, "hint": …, "url": …}. Shown on the
    page of level 4.
`what_became_of` (pages)
    Return what to tell their author of those of `pages`, any collection, of which there is
    something: a list of {"label": …, "value": …, "hint": …} by the key of the page, in as many
    queries for all as for one.
"""
