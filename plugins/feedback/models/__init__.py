"""How often pages were read and found to fit, and what readers report to be wrong with one."""

from plugins.feedback.models.decisions import FitDecision, FitDecisionQuerySet
from plugins.feedback.models.fit import FitCount, FitCountQuerySet, sum_of
from plugins.feedback.models.reads import ReadCount, ReadCountQuerySet
from plugins.feedback.models.reports import ProblemReport, ProblemReportQuerySet

__all__ = [
    "FitCount",
    "FitCountQuerySet",
    "FitDecision",
    "FitDecisionQuerySet",
    "ProblemReport",
    "ProblemReportQuerySet",
    "ReadCount",
    "ReadCountQuerySet",
    "sum_of",
]
