"""How levels and topics of many pages, and the topics themselves, are changed in the admin."""

from wagtail import hooks

from plugins.retagging import topic_admin

hooks.register("register_admin_urls", topic_admin.topic_urls)
hooks.register("register_snippet_listing_buttons", topic_admin.topic_buttons)
hooks.register("register_bulk_action", topic_admin.MergeTopics)
hooks.register("register_curating_menu_item", topic_admin.merge_item)
hooks.register("before_edit_snippet", topic_admin.remember_name)
hooks.register("after_edit_snippet", topic_admin.offer_to_move)
hooks.register("register_log_actions", topic_admin.log_actions)
