"""Many keys in one query."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.levels.keys import FEW, among
from plugins.levels.models import Topic
from tests.factories import TopicFactory


@pytest.fixture
def keys(db) -> list[int]:
    return [TopicFactory().pk for _ in range(5)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data(), others=st.integers(0, 3 * FEW))
def test_selects_those_and_no_others_however_many_there_are(keys, data, others):
    wanted = data.draw(st.lists(st.sampled_from(keys), unique=True))
    absent = range(10**9, 10**9 + others)

    found = Topic.objects.filter(pk__in=among([*wanted, *absent]))

    assert sorted(topic.pk for topic in found) == sorted(wanted)
