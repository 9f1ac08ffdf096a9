"""URLs of writing and what comes of it: `path("share/", include("plugins.sharing.urls"))`."""

from django.urls import path

from plugins.sharing import (
    asking_views,
    credit_views,
    link_views,
    making_views,
    mine_views,
    preview_views,
    submit_views,
    views,
)

app_name = "sharing"
urlpatterns = [
    path("", views.start, name="start"),
    path("mine/", mine_views.mine, name="mine"),
    path("mine/<int:pk>/go-on/", mine_views.go_on, name="go_on"),
    path("mine/<int:pk>/credit/", credit_views.change, name="change_credit"),
    path("mine/<int:pk>/asked/", mine_views.be_asked, name="be_asked"),
    path("mine/<int:pk>/delete/", mine_views.delete_page, name="delete_page"),
    path("make/<int:pk>/", making_views.make_of, name="make"),
    path("ask/<int:pk>/", asking_views.ask_author, name="ask"),
    path("ask/<int:pk>/sent/", asking_views.asked, name="asked"),
    path("ask/stop/<str:token>/", asking_views.stop, name="stop_asking"),
    path("new/<slug:name>/", views.new, name="new"),
    path("<uuid:key>/", views.write, name="write_all"),
    path("<uuid:key>/check/", submit_views.check, name="check"),
    path("<uuid:key>/submitted/", submit_views.submitted, name="submitted"),
    path("<uuid:key>/delete/", mine_views.delete_draft, name="delete"),
    path("<uuid:key>/undelete/", mine_views.undelete, name="undelete"),
    path("<uuid:key>/take-back/", submit_views.take_back, name="take_back"),
    path("<uuid:key>/preview/", preview_views.preview, name="preview"),
    path("<uuid:key>/links/", link_views.links, name="links"),
    path("<uuid:key>/links/<int:pk>/withdraw/", link_views.withdraw_link, name="withdraw_link"),
    path("<uuid:key>/links/remarks/", link_views.settle_remark, name="settle_remark"),
    path("read/<str:token>/", link_views.read, name="read"),
    # Last: a step has any name.
    path("<uuid:key>/<str:name>/", views.write, name="write"),
]
