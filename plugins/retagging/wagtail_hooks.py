"""How levels and topics of many pages, and the topics themselves, are changed in the admin."""

from wagtail import hooks

from plugins.retagging import jobs_admin, topic_admin
from plugins.retagging.bulk import RetagPages
from plugins.retagging.explorer import TaggedPageViewSet
from plugins.retagging.permissions import permissions

hooks.register("register_admin_urls", topic_admin.topic_urls)
hooks.register("register_snippet_listing_buttons", topic_admin.topic_buttons)
hooks.register("register_bulk_action", topic_admin.MergeTopics)
hooks.register("register_curating_menu_item", topic_admin.merge_item)
hooks.register("before_edit_snippet", topic_admin.remember_name)
hooks.register("after_edit_snippet", topic_admin.offer_to_move)
hooks.register("register_log_actions", topic_admin.log_actions)

hooks.register("register_admin_viewset", TaggedPageViewSet)
hooks.register("register_bulk_action", RetagPages)
hooks.register("register_admin_urls", jobs_admin.retagging_urls)
hooks.register("register_curating_menu_item", jobs_admin.retagging_item)
hooks.register("permissions_of_editors", permissions)
hooks.register("register_permissions", permissions)
