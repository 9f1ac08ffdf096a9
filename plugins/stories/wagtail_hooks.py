"""How practitioners tell a story."""

from wagtail import hooks

from plugins.interviews import Interview
from plugins.stories.interview import StoryInterview


@hooks.register("interviews")
def story_interview() -> list[Interview]:
    return [StoryInterview()]
