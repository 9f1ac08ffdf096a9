"""What pages say of themselves to machines: schema.org, Open Graph, their one address."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site
from wagtail_factories import ImageFactory

from cop_site.models import CommunitySettings, InformationPage
from plugins.levels.models import Level
from plugins.levels.registry import levelled_models
from plugins.resources.models import ResourcePage, ResourceSource
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

# Of the site that `migrate` makes, whatever the host that is asked.
ROOT = "http://127.0.0.1:8000"
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', flags=re.DOTALL)
META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')

LEARNING = {"educationalLevel", "learningResourceType", "isAccessibleForFree"}
WORK = {
    *("@id", "url", "name", "headline", "description", "author", "publisher", "license"),
    *("datePublished", "dateModified", "inLanguage", "timeRequired", "mainEntityOfPage"),
}
# What the large search engines and schema.org's own examples ask of each type.
REQUIRED = {
    "Article": WORK,
    "CreativeWork": WORK,
    "LearningResource": LEARNING,
    "WebPage": {"url", "name", "inLanguage", "isPartOf", "publisher"},
    "CollectionPage": {"url", "name", "inLanguage", "isPartOf", "publisher"},
    "WebSite": {"url", "name", "potentialAction", "publisher", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "DefinedTerm": {"name", "url", "inDefinedTermSet"},
    "DefinedTermSet": {"name", "url"},
    "Person": {"name"},
    "Organization": {"name"},
    "ImageObject": {"url", "width", "height"},
}


def graph(response) -> list[dict]:
    [data] = JSON_LD.findall(response.text)
    parsed = json.loads(data)
    assert parsed["@context"] == "https://schema.org"
    return parsed["@graph"]


def meta(response) -> dict[str, str]:
    return dict(META.findall(response.text))


def things_in(value):
    """Yield each thing that has a type, be it within another."""
    if isinstance(value, list):
        for each in value:
            yield from things_in(each)
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        yield from things_in(list(value.values()))


def required_of(thing, *, is_whole):
    """Return what a thing has to have: a page, a work or a site that is only named, its name."""
    kinds = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
    if not is_whole and set(kinds) <= {"CreativeWork", "WebSite"}:
        return {"name"}
    if not is_whole and kinds == ["WebPage"]:
        return {"@id"}
    return set().union(*(REQUIRED[kind] for kind in kinds))


@pytest.fixture
def dates():
    """When a page was published, and published again."""
    return {
        "first_published_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "last_published_at": datetime(2026, 4, 2, 9, tzinfo=UTC),
    }


@pytest.fixture
def story(stories, topic, dates):
    return StoryPageFactory(
        parent=stories,
        title="The queue",
        levels=(1, 4),
        topics=[topic],
        credits=[("person", {"name": "Ida Holm", "organisation": "Nordvik Council"})],
        **dates,
    )


@pytest.fixture
def resource(resources, topic, dates):
    return ResourcePageFactory(
        parent=resources,
        levels=(3, 4),
        kind=ResourcePage.Kind.CHECKLIST,
        topics=[topic],
        **dates,
    )


@pytest.fixture
def picture():
    image = ImageFactory(title="Counter", file=get_test_image_file(size=(1600, 900)))
    return ("picture", {"image": image, "alt_text": "A counter & a queue", "caption": ""})


class TestStructuredData:
    def test_has_the_required_properties_on_every_page(self, client, home, story, resource, topic):
        about = InformationPage.objects.first()
        urls = [page.url for page in (home, story, resource, about)]
        urls += [story.get_parent().url, resource.get_parent().url]

        for url in [*urls, "/levels/2/", "/topics/", f"/topics/{topic.slug}/"]:
            nodes = graph(client.get(url))
            for thing in things_in(nodes):
                required = required_of(thing, is_whole=thing in nodes)
                assert required <= thing.keys(), (url, thing["@type"], required - thing.keys())
                assert all(thing[name] not in ("", None, []) for name in required), (url, thing)

    def test_is_told_for_every_levelled_type(self):
        types = {model: set(model.schema_types) for model in levelled_models()}

        assert types[StoryPage] == {"Article", "LearningResource"}
        assert types[ResourcePage] == {"CreativeWork", "LearningResource"}
        assert all("LearningResource" in each for each in types.values())

    def test_of_a_story_says_what_the_page_says(self, client, story, topic):
        article, trail = graph(client.get(story.url))

        assert article["headline"] == "The queue"
        assert article["learningResourceType"] == "story"
        assert article["datePublished"] == "2026-03-01T09:00:00+00:00"
        assert article["dateModified"] == "2026-04-02T09:00:00+00:00"
        assert article["timeRequired"] == "PT1M"
        assert article["author"] == {
            "@type": "Person",
            "name": "Ida Holm",
            "affiliation": {"@type": "Organization", "name": "Nordvik Council"},
        }
        assert [each["url"] for each in article["about"]] == [f"{ROOT}/topics/{topic.slug}/"]
        assert [each["name"] for each in trail["itemListElement"]] == [
            "Home",
            "Stories",
            "The queue",
        ]
        assert trail["itemListElement"][2]["item"] == f"{ROOT}{story.url}"

    def test_names_levels_as_terms_of_one_set(self, client, story):
        article, *_ = graph(client.get(story.url))

        levels = article["educationalLevel"]
        names = [Level.objects.get(number=number).name for number in (1, 4)]
        assert [term["termCode"] for term in levels] == ["1", "4"]
        assert [term["name"] for term in levels] == names
        assert [term["url"] for term in levels] == [f"{ROOT}/levels/1/", f"{ROOT}/levels/4/"]
        assert {term["inDefinedTermSet"]["url"] for term in levels} == {f"{ROOT}/levels/"}

    def test_of_a_resource_names_its_kind_and_public_sources(
        self, client, story, stories, resource
    ):
        draft = StoryPageFactory(parent=stories, title="Hidden draft", live=False)
        secret = StoryPageFactory(parent=stories, title="Secret story")
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
        for source in (draft, story, secret):
            ResourceSource.objects.create(page=resource, source=source)

        response = client.get(resource.url)

        work, *_ = graph(response)
        assert work["learningResourceType"] == "Checklist"
        assert [source["name"] for source in work["isBasedOn"]] == ["The queue"]
        assert "Hidden draft" not in response.text
        assert "Secret story" not in response.text

    def test_credits_the_community_where_nobody_is_named(self, client, stories):
        story = StoryPageFactory(parent=stories)

        article, *_ = graph(client.get(story.url))

        name = CommunitySettings.load().name
        assert article["author"] == {"@type": "Organization", "name": name}
        assert article["publisher"]["name"] == name

    def test_names_the_licence_of_the_source_or_else_of_the_community(self, client, stories):
        own = StoryPageFactory(parent=stories)
        imported = StoryPageFactory(parent=stories, source_licence="CC0 1.0")

        licences = [graph(client.get(page.url))[0]["license"] for page in (own, imported)]

        assert licences[0]["url"] == CommunitySettings.load().content_licence_url
        assert licences[1] == {"@type": "CreativeWork", "name": "CC0 1.0"}

    def test_cannot_end_its_script_element(self, client, stories):
        title = '</script><script>alert("x")</script> & <!--'
        story = StoryPageFactory(parent=stories, title=title, slug="x")

        response = client.get(story.url)

        assert graph(response)[0]["headline"] == title
        assert "<script>alert" not in response.text

    def test_says_nothing_of_a_draft(self, client, story):
        story.title = "Not yet"
        story.summary = "Still to be checked."
        story.save_revision(changed=True)

        response = client.get(story.url)

        article, *_ = graph(response)
        assert article["dateModified"] == "2026-04-02T09:00:00+00:00"
        assert "Not yet" not in response.text
        assert "Still to be checked." not in response.text

    def test_leaves_what_is_hidden_out_of_the_way_down(self, client, stories, story):
        stories.live = False
        stories.save()

        response = client.get(story.url)

        trail = graph(response)[-1]["itemListElement"]
        assert [step["name"] for step in trail] == ["Home", "The queue"]
        assert f'href="{stories.url}"' not in response.text

    def test_of_the_home_page_tells_how_to_search(self, client, home):
        [site] = graph(client.get("/"))

        action = site["potentialAction"]
        assert site["@type"] == "WebSite"
        assert action["target"]["urlTemplate"] == f"{ROOT}/search/?q={{search_term_string}}"

    def test_of_levels_and_topics_leads_down_from_the_home_page(self, client, home, topic):
        ways = [
            [step["name"] for step in graph(client.get(url))[-1]["itemListElement"]]
            for url in ("/levels/3/", f"/topics/{topic.slug}/", "/topics/")
        ]

        assert ways[0] == ["Home", "Levels of practice", "Level 3, Preparation"]
        assert ways[1] == ["Home", "Topics", topic.name]
        assert ways[2] == ["Home", "Topics"]

    def test_is_left_out_of_previews_and_of_what_is_no_page(self, client, story):
        preview = story.make_preview_request()

        assert "The queue" in preview.text
        assert "ld+json" not in preview.text
        assert "ld+json" not in client.get("/search/?q=queue").text
        assert "ld+json" not in client.get("/nothing/").text


class TestBreadcrumbs:
    def test_lead_to_the_list_and_the_home_page(self, client, story, stories):
        text = client.get(story.url).text

        way = text[text.index('class="breadcrumbs"') : text.index("<h1>")]
        assert re.findall(r'href="([^"]+)"', way)[:2] == ["/", stories.url]
        assert '<li aria-current="page">The queue</li>' in way


class TestOpenGraph:
    def test_describes_a_page_for_sharing(self, client, story):
        said = meta(client.get(story.url))

        assert said["og:type"] == "article"
        assert said["og:title"] == "The queue"
        assert said["og:description"] == story.summary
        assert said["og:url"] == f"{ROOT}{story.url}"
        assert said["og:site_name"] == CommunitySettings.load().name
        assert said["article:published_time"] == "2026-03-01T09:00:00+00:00"
        assert said["og:locale"] == "en_GB"

    def test_shows_the_first_picture_as_every_crawler_reads_it(
        self, client, stories, picture, searchable
    ):
        story = StoryPageFactory(parent=stories, body=[picture])
        with searchable():
            story.save_revision().publish()

        response = client.get(story.url)

        said = meta(response)
        assert said["og:image"].startswith(f"{ROOT}/")
        assert said["og:image"].endswith(".jpg")
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "675")
        assert said["og:image:alt"] == "A counter &amp; a queue"
        assert said["twitter:card"] == "summary_large_image"
        assert graph(response)[0]["image"]["url"] == said["og:image"]

    def test_makes_no_rendition_for_a_list(self, client, stories, picture):
        StoryPageFactory(parent=stories, body=[picture])

        client.get(stories.url)
        client.get("/levels/1/")

        assert picture[1]["image"].renditions.count() == 0


class TestCanonicalLink:
    def canonical(self, client, url):
        return CANONICAL.findall(client.get(url).text)

    def test_is_absolute_from_the_root_of_the_site(self, client, story):
        Site.objects.update(hostname="cop.example", port=443)
        Site.clear_site_root_paths_cache()

        assert self.canonical(client, story.url) == [f"https://cop.example{story.url}"]

    def test_of_a_list_keeps_the_page_and_drops_the_filter(self, client, stories, topic):
        StoryPageFactory.create_batch(13, parent=stories, topics=[topic])
        list_url = f"{ROOT}{stories.url}"

        for query, expected in {
            "": list_url,
            "?page=1": list_url,
            "?page=2": f"{list_url}?page=2",
            "?page=99": f"{list_url}?page=2",
            "?utm_source=x&page=2": f"{list_url}?page=2",
            f"?topic={topic.slug}": list_url,
            f"?topic={topic.slug}&page=2": list_url,
        }.items():
            assert self.canonical(client, stories.url + query) == [expected], query

    def test_of_levels_and_topics_keeps_the_page(self, client, stories, topic):
        StoryPageFactory.create_batch(13, parent=stories, topics=[topic])

        for url in ("/levels/1/", f"/topics/{topic.slug}/"):
            assert self.canonical(client, f"{url}?x=1") == [ROOT + url]
            assert self.canonical(client, f"{url}?page=2") == [f"{ROOT}{url}?page=2"]

    def test_of_all_that_is_found_is_the_search_page(self, client, home):
        assert self.canonical(client, "/search/?q=x&topic=y") == [f"{ROOT}/search/"]

    def test_is_missing_where_there_is_nothing_to_index(self, client, home):
        assert not self.canonical(client, "/nothing/")


class TestTopics:
    def test_of_pages_and_cards_lead_to_their_page(self, client, stories):
        queues = TopicFactory(name="Queues")
        story = StoryPageFactory(parent=stories, topics=[queues])

        for url in (story.url, stories.url, "/", "/levels/1/"):
            assert 'class="topic" href="/topics/queues/"' in client.get(url).text, url


class TestQueries:
    @pytest.fixture
    def pages(self, stories, resources, topic):
        """Many pages about the same, of both types."""
        begin = timezone.now() - timedelta(days=90)
        shared = {"levels": (3, 4), "topics": [topic], "first_published_at": begin}
        ResourcePageFactory.create_batch(12, parent=resources, **shared)
        StoryPageFactory.create_batch(6, parent=stories, **{**shared, "levels": (1, 4)})

    @pytest.fixture
    def full(self, pages):
        """A resource in the midst of them that links to one and names its sources."""
        chosen, resource = ResourcePage.objects.order_by("pk")[4:6]
        resource.body = [("text", "<p>Words.</p>"), ("resource", chosen)]
        resource.save()
        for source in StoryPage.objects.all():
            ResourceSource.objects.create(page=resource, source=source)
        return resource

    def test_are_few_for_visitors_of_a_page_that_has_everything(
        self, at_level, full, picture, searchable, django_assert_max_num_queries
    ):
        full.body.append(picture)
        with searchable():
            full.save_revision().publish()
        client = at_level(4)
        client.get(full.url)

        with django_assert_max_num_queries(12):
            text = client.get(full.url).text

        for words in ("og:image", "linked-resource", "drawn-from", "More about this", 'rel="prev"'):
            assert words in text

    def test_are_few_for_members(self, client, member, full, django_assert_max_num_queries):
        client.force_login(member)
        client.cookies["level"] = "4"
        client.get(full.url)

        with django_assert_max_num_queries(16):
            text = client.get(full.url).text

        assert "More about this" in text
