"""Where editors review what comes in, within the admin; `urls` holds what is outside of it."""

from django.urls import URLPattern, path

from plugins.curating.claim_views import ClaimView, ReleaseView
from plugins.curating.contributions_views import ContributionsView
from plugins.curating.opinion_views import AskView, withdraw_opinion
from plugins.curating.review_views import ReviewView, preview
from plugins.curating.submissions_views import SubmissionsView
from plugins.curating.waiting_times_views import WaitingTimesView

app_name = "curating"

urlpatterns: list[URLPattern] = [
    path("submissions/", SubmissionsView.as_view(), name="submissions"),
    path(
        "submissions/results/",
        SubmissionsView.as_view(results_only=True),
        name="submissions_results",
    ),
    path("submissions/<int:pk>/claim/", ClaimView.as_view(), name="claim"),
    path("submissions/<int:pk>/release/", ReleaseView.as_view(), name="release"),
    path("contributions/", ContributionsView.as_view(), name="contributions"),
    path(
        "contributions/results/",
        ContributionsView.as_view(results_only=True),
        name="contributions_results",
    ),
    path("waiting-times/", WaitingTimesView.as_view(), name="waiting_times"),
    path(
        "waiting-times/results/",
        WaitingTimesView.as_view(results_only=True),
        name="waiting_times_results",
    ),
    path("review/<int:pk>/", ReviewView.as_view(), name="review"),
    path("review/<int:pk>/preview/", preview, name="preview"),
    path("review/<int:pk>/ask/", AskView.as_view(), name="ask"),
    path("opinions/<int:pk>/withdraw/", withdraw_opinion, name="withdraw_opinion"),
]
