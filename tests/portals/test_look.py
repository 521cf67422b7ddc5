"""The look of the pages: what can be measured about it, and what a browser and axe say."""

import gzip
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client, override_settings
from django.utils import translation

from redress.kernel.problems import Problem
from redress.portals.look import charts, dues, fields, wording
from redress.portals.styleguide.views import PAGES

PORTALS = Path(__file__).resolve().parents[2] / "redress" / "portals"
TEMPLATES = PORTALS / "templates"
PARTS = sorted((TEMPLATES / "_parts").glob("*.html"))
CSS = {name: (PORTALS / "static" / "css" / name).read_text() for name in ("public.css", "desk.css")}
PUBLIC_CSS_BYTES = 12_000
PUBLIC_PAGE_BYTES = 40_000
PUBLIC_REQUESTS = 3


def compressed(text: str | bytes) -> int:
    return len(gzip.compress(text.encode() if isinstance(text, str) else text, 9))


def tokens(css: str, opening: str) -> dict[str, str]:
    """Read the colours of one block of the tokens."""
    block = css[css.index(opening) :]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b", block[: block.index("}")]))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


LIGHT = tokens(CSS["public.css"], ":root {")
DARK = LIGHT | tokens(CSS["public.css"], ':root[data-theme="dark"] {')
GROUNDS = ("paper", "sheet", "sunk", "accent-soft", "danger-soft", "warn-soft")
WORDS = [
    (ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "accent-deep", "danger", "warn") for ground in GROUNDS
]
WORDS += [
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-danger", "danger"),
    ("paper", "ink"),
    ("paper", "ink-2"),
]


@pytest.mark.parametrize("theme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_stand_out_from_their_ground(theme: dict[str, str], words: str, ground: str) -> None:
    assert contrast(theme[words], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@pytest.mark.parametrize("ground", ["paper", "sheet", "sunk"])
@pytest.mark.parametrize("line", ["edge", "accent", "danger"])
def test_edges_of_controls_can_be_seen(theme: dict[str, str], line: str, ground: str) -> None:
    assert contrast(theme[line], theme[ground]) >= 3


def test_the_desk_bar_can_be_read() -> None:
    bar = tokens(CSS["desk.css"], ".desk-body {")
    assert contrast(bar["bar-ink"], bar["bar"]) >= 4.5
    assert contrast(bar["bar-ink-2"], bar["bar"]) >= 4.5


def test_a_chosen_theme_and_the_theme_of_the_device_are_the_same() -> None:
    assert tokens(CSS["public.css"], ':root[data-theme="dark"] {') == tokens(
        CSS["public.css"], ':root:not([data-theme="light"]) {'
    )


@pytest.mark.parametrize("name", list(CSS))
def test_colours_are_said_once_and_directions_are_logical(name: str) -> None:
    rules = re.sub(r"/\*.*?\*/", "", CSS[name].split("@layer base", 1)[1], flags=re.DOTALL)
    paper = re.split(r"@media print", rules)[0]
    assert re.findall(r"#[0-9a-f]{3,6}\b(?!-)", paper) in ([], ["#fff", "#000"])  # the QR code alone
    assert re.findall(r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right):", rules) == []
    assert "italic" not in rules
    assert "!important" not in paper.replace("[hidden] { display: none !important; }", "")


def test_public_styles_are_small() -> None:
    assert compressed(CSS["public.css"]) <= PUBLIC_CSS_BYTES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["start", "step", "check", "received", "case"])
@pytest.mark.django_db
def test_a_public_page_is_small_and_asks_for_little(client: Client, page: str, language: str) -> None:
    answer = client.get(f"/styleguide/{page}/", {"lang": language})
    html = answer.content.decode()
    loaded = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"', html)
    files = [Path(str(finders.find(path))) for path in loaded]

    assert 1 + len(files) <= PUBLIC_REQUESTS
    assert compressed(answer.content) + sum(compressed(path.read_bytes()) for path in files) <= PUBLIC_PAGE_BYTES
    assert all(path.stat().st_size for path in files)
    assert "<img" not in html


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_says_what_it_needs_and_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    assert re.search(r"\{# |\{% comment %\}", text.splitlines()[0]), (
        "the first line says what this is and what it needs"
    )
    html = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?! src=)|javascript:", html)
    assert not re.search(r"(?:href|src)=\"(?:https?:)?//", text)
    assert not re.search(r"\{#[^#]*\n", text), "a comment over several lines would be printed"


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_part_is_in_the_catalogue(path: Path) -> None:
    catalogue = (TEMPLATES / "_parts" / "README.md").read_text()
    inner = {
        "html_open",
        "strips",
        "site_head",
        "site_foot",
        "desk_head",
        "keys_help",
        "field_label",
        "field_legend",
        "field_notes",
        "field_ties",
    }
    inner |= {"error_summary", "counted_days", "bar_chart"}  # drawn by tags of that name
    assert path.stem in inner or f"`{path.stem}`" in catalogue


def test_every_part_is_shown_in_the_catalogue_pages() -> None:
    said = "".join(
        path.read_text() for path in [*TEMPLATES.rglob("*.html"), PORTALS / "templatetags" / "redress_ui.py"]
    )
    unused = [path.stem for path in PARTS if f"_parts/{path.name}" not in said and not path.stem.startswith("field_")]
    assert unused == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.django_db
def test_each_catalogue_page_has_one_heading_and_no_loose_ends(client: Client, page: str, language: str) -> None:
    answer = client.get("/styleguide/" if page == "index" else f"/styleguide/{page}/", {"lang": language})
    html = answer.content.decode()

    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}"' in html
    assert not re.search(r"\{\{|\{%|\{#", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for tied in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html):
        assert set(tied.split()) <= set(ids)
    for target in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert target in ids
    if language == "en":
        assert not re.search(r"[一-鿿]", html.replace("中文", ""))


@pytest.mark.django_db
def test_a_catalogue_page_that_is_not_there(client: Client) -> None:
    answer = client.get("/styleguide/nothing/")
    assert answer.status_code == 404
    assert "我们没有找到这个页面" in answer.content.decode()


@pytest.mark.django_db
def test_what_does_not_work_is_said_on_the_page(client: Client) -> None:
    assert "短信暂时发不出去" in client.get("/styleguide/step/?degraded=1").content.decode()
    assert "短信暂时发不出去" not in client.get("/styleguide/step/").content.decode()


@pytest.mark.django_db
def test_large_type_and_colours_are_remembered_in_the_browser(client: Client) -> None:
    answer = client.get("/display/", {"elder": "1", "next": "/styleguide/step/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/styleguide/step/"
    client.get("/display/", {"theme": "dark"})
    html = client.get("/styleguide/step/").content.decode()
    assert '<html lang="zh-Hans" data-elder data-theme="dark"' in html
    client.get("/display/", {"elder": "0", "theme": "auto"})
    assert "data-elder" not in client.get("/styleguide/step/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "step/", ""])
@pytest.mark.django_db
def test_display_settings_send_nobody_elsewhere(client: Client, elsewhere: str) -> None:
    assert client.get("/display/", {"elder": "1", "next": elsewhere})["Location"] == "/"


@pytest.mark.django_db
def test_unknown_display_settings_only_show_the_page(client: Client) -> None:
    answer = client.get("/display/", {"elder": "yes", "theme": "pink"})
    assert answer.status_code == 200
    assert not answer.cookies.get("elder")


@override_settings(REDRESS_FOOTER={"sponsor": "某某局", "icp": "某ICP备1号", "site_code": ""})
@pytest.mark.django_db
def test_the_foot_says_what_the_installation_must_state_and_nothing_empty(client: Client) -> None:
    html = client.get("/styleguide/step/").content.decode()
    assert "主办单位：某某局" in html
    assert "某ICP备1号" in html
    assert "网站标识码" not in html
    assert "承办单位" not in html


def drawn(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


DUE = {"due_on": date(2026, 10, 9), "family": "statute", "state": "running", "left": 6, "unit": "working"}


def test_a_date_by_law_and_a_promise_share_neither_badge_nor_words() -> None:
    law = drawn('{% include "_parts/date_hero.html" with due=due only %}', due=DUE)
    promise = drawn('{% include "_parts/date_hero.html" with due=due only %}', due={**DUE, "family": "service"})
    assert "source-statute" in law
    assert "法定" in law
    assert "服务承诺" not in law
    assert "source-service" in promise
    assert "服务承诺" in promise
    assert "法定" not in promise
    assert '<time class="leaf" datetime="2026-10-09">' in law
    assert "还有 6 个工作日" in law


@pytest.mark.parametrize(
    ("due", "tone"),
    [
        ({"state": "running", "left": 6}, "later"),
        ({"state": "running", "left": 2}, "soon"),
        ({"state": "running", "left": 1}, "soon"),
        ({"state": "running", "left": 0}, "today"),
        ({"state": "running", "left": -1}, "late"),
        ({"state": "missed"}, "late"),
        ({"state": "paused", "left": -3}, "paused"),
        ({"state": "met", "left": -3}, "met"),
        ({"state": "running"}, "later"),
    ],
)
def test_how_near_a_due_day_is(due: dict[str, object], tone: str) -> None:
    assert dues.tone(due) == tone
    assert tone in dues.MARKS


def test_no_two_tones_share_a_shape() -> None:
    assert len(set(dues.MARKS.values())) == len(dues.MARKS)


def test_the_running_example_is_laid_out_as_a_calendar() -> None:
    off = {25: "中秋", 26: "中秋", 27: "中秋"}
    steps = [{"day": f"2026-09-{day}", "counted": day not in off, "reason": off.get(day, "")} for day in range(23, 31)]
    found = dues.cells(steps, start=date(2026, 9, 22), due=date(2026, 9, 30))

    assert [cell.kind for cell in found] == [
        "start",
        "counts",
        "counts",
        "skip",
        "skip",
        "skip",
        "counts",
        "counts",
        "due",
    ]
    assert [cell.number for cell in found] == [None, 1, 2, None, None, None, 3, 4, 5]
    assert found[0].column == 2  # a Tuesday
    assert dues.gaps(found) == [dues.Gap(date(2026, 9, 25), date(2026, 9, 27), "中秋", 3)]


def test_a_day_nobody_can_read_is_left_out() -> None:
    assert dues.cells([{"day": "soon", "counted": True}]) == []


MOMENT = datetime(2026, 9, 22, 16, 30, tzinfo=UTC)  # already the 23rd in Shanghai


@pytest.mark.parametrize(
    ("write", "value", "chinese", "english"),
    [
        (wording.day, date(2026, 10, 9), "2026年10月9日（周五）", "Fri 9 Oct 2026"),
        (wording.day, "2026-09-22", "2026年9月22日（周二）", "Tue 22 Sept 2026"),
        (wording.day, "soon", "", ""),
        (wording.day, MOMENT, "2026年9月23日（周三）", "Wed 23 Sept 2026"),
        (wording.short_day, date(2026, 10, 9), "10月9日（周五）", "Fri 9 Oct"),
        (wording.short_day, None, "", ""),
        (wording.leaf_month, date(2026, 10, 9), "2026年10月", "Oct 2026"),
        (wording.leaf_month, None, "", ""),
        (wording.weekday, None, "", ""),
        (wording.moment, MOMENT, "2026年9月23日（周三）00:30", "Wed 23 Sept 2026, 00:30"),
        (wording.moment, date(2026, 10, 9), "2026年10月9日（周五）", "Fri 9 Oct 2026"),
        (wording.money, "2399", "2,399.00\u00a0元", "CNY\u00a02,399.00"),
        (wording.money, None, "", ""),
        (wording.grouped, "SH26094K7QX2M3", "SH26 094K 7QX2 M3", "SH26 094K 7QX2 M3"),
        (wording.grouped, "沪市监〔2026〕12号", "沪市监〔2026〕12号", "沪市监〔2026〕12号"),
        (wording.phone, "13800001234", "138 0000 1234", "138 0000 1234"),
        (wording.phone, "138****1234", "138****1234", "138****1234"),
        (wording.file_size, 312_400, "312 kB", "312 kB"),
        (wording.file_size, 48_211_000, "48.2 MB", "48.2 MB"),
        (wording.file_size, 5_200_000_000, "5.2 GB", "5.2 GB"),
    ],
)
def test_days_sums_and_numbers_in_words(write, value, chinese, english) -> None:  # type: ignore[no-untyped-def]
    with translation.override("zh-hans"):
        assert write(value) == chinese
    with translation.override("en"):
        assert write(value) == english


@pytest.mark.parametrize(
    ("left", "working", "chinese", "english"),
    [
        (6, True, "还有 6 个工作日", "6 working days left"),
        (1, True, "还有 1 个工作日", "1 working day left"),
        (3, False, "还有 3 天", "3 days left"),
        (0, True, "就是今天", "today"),
        (-1, True, "已超过 1 天", "1 day over"),
    ],
)
def test_how_long_there_is(left: int, working: bool, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert wording.days_left(left, working=working) == chinese
    with translation.override("en"):
        assert wording.days_left(left, working=working) == english


def test_problems_lead_to_their_fields() -> None:
    problems = [
        Problem("complaint.amount.negative", "金额不能小于零", "/purchase/amount"),
        Problem("x.y", "整件事", ""),
    ]
    assert fields.links(problems) == [
        {"text": "金额不能小于零", "href": "#id_purchase_amount"},
        {"text": "整件事", "href": ""},
    ]
    html = drawn("{% error_summary problems %}", problems=problems)
    assert 'href="#id_purchase_amount"' in html
    assert "有几处需要修改" in html
    assert "有一处需要修改" in drawn("{% error_summary problems %}", problems=problems[:1])
    assert drawn("{% error_summary problems %}", problems=[]).strip() == ""


def test_bars_start_at_zero_and_hidden_values_have_none() -> None:
    drawn_bars = charts.bars(
        [("质量", 100), ("售后", 50), ("少于五件", None), ("负数", -3), ("平均", 25)], unit="%", quiet=["平均"]
    )
    assert [bar.share for bar in drawn_bars] == [100, 50, None, 0, 25]
    assert [bar.value for bar in drawn_bars] == ["100%", "50%", "–", "-3%", "25%"]
    assert [bar.label for bar in drawn_bars if bar.quiet] == ["平均"]
    assert [bar.share for bar in charts.bars([("质量", 0)])] == [None]


# In the browser ------------------------------------------------------------------------------------------------------

SIZES = """selector => [...document.querySelectorAll(selector)].filter(each => each.offsetParent !== null).map(each => {
  const box = each.getBoundingClientRect();
  return {what: each.outerHTML.slice(0, 80), width: box.width, height: box.height};
})"""
PUBLIC_CONTROLS = ".button, .choice, .input, .site-tools a, .back, .more > summary, .summary-action a, .door, .tabs a"
DESK_CONTROLS = "button, select, input:not([type=checkbox]):not([type=radio]), .desk-nav a, .buckets a, .chip, .verb, .queue .pick label, .matter a"


@pytest.fixture
def screen(browser, site):  # type: ignore[no-untyped-def]
    """One page of one width, for what does not depend on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def large_type(page, site) -> None:  # type: ignore[no-untyped-def]
    page.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])


def places(page: str, **options: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in options.items())
    return ("styleguide/" if page == "index" else f"styleguide/{page}/") + f"?{asked}"


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, site, axe, name) -> None:  # type: ignore[no-untyped-def]
    language, scheme = {"phone": ("zh", "light"), "desktop": ("en", "dark")}[page.width_name]
    page.emulate_media(color_scheme=scheme)
    page.goto(site.url + places(name, lang=language, degraded="1"))
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    axe(page)


@pytest.mark.browser
@pytest.mark.usefixtures("large_type")
@pytest.mark.parametrize("name", ["fields", "step", "case", "queue", "file"])
def test_large_type_is_large_and_whole(page, site, axe, name) -> None:  # type: ignore[no-untyped-def]
    page.goto(site.url + places(name, lang="zh"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 24
    small = [each for each in page.evaluate(SIZES, PUBLIC_CONTROLS + ", .verb, .buckets a") if each["height"] < 60]
    assert small == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_at_320_pixels(screen, site, name) -> None:  # type: ignore[no-untyped-def]
    screen.set_viewport_size({"width": 320, "height": 640})
    for language in ("zh", "en"):
        screen.goto(site.url + places(name, lang=language))
        screen.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert screen.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "controls", "least"),
    [("fields", PUBLIC_CONTROLS, 44), ("step", PUBLIC_CONTROLS, 44), ("check", PUBLIC_CONTROLS, 44),
     ("queue", DESK_CONTROLS, 24), ("file", DESK_CONTROLS, 24)],
)  # fmt: skip
def test_fingers_and_pointers_find_their_targets(page, site, name, controls, least) -> None:  # type: ignore[no-untyped-def]
    page.goto(site.url + places(name, lang="zh"))
    assert [each for each in page.evaluate(SIZES, controls) if each["height"] < least - 0.5] == []


@pytest.mark.browser
@pytest.mark.parametrize("forced", ["none", "active"])
def test_law_and_promise_differ_in_shape_even_without_colour(screen, site, forced) -> None:  # type: ignore[no-untyped-def]
    screen.emulate_media(forced_colors=forced)
    screen.goto(site.url + places("index", lang="zh"))
    look = """selector => { const drawn = getComputedStyle(document.querySelector(selector));
      return [drawn.borderTopStyle, drawn.borderTopLeftRadius, drawn.backgroundColor]; }"""
    for law, promise in ((".source-statute", ".source-service"), (".hero-statute .leaf", ".hero-service .leaf")):
        one, other = screen.evaluate(look, law), screen.evaluate(look, promise)
        assert one[0] == "solid"
        assert other[0] == "dashed"
        assert one[1] == "0px"
        assert other[1] != "0px"
    assert screen.evaluate(look, ".source-statute")[2] != screen.evaluate(look, ".source-service")[2]


@pytest.mark.browser
def test_a_paper_shows_how_the_days_were_counted(screen, site) -> None:  # type: ignore[no-untyped-def]
    screen.goto(site.url + places("case", lang="zh"))
    assert not screen.locator(".counted").first.is_visible()
    screen.emulate_media(media="print")
    assert screen.locator(".counted").first.is_visible()
    assert not screen.locator(".site-tools").is_visible()


@pytest.mark.browser
def test_the_queue_is_walked_by_keys_but_not_while_typing(screen, site) -> None:  # type: ignore[no-untyped-def]
    screen.goto(site.url + places("queue", lang="zh"))
    screen.locator("[data-open]").first.focus()
    screen.keyboard.press("j")
    assert screen.evaluate("document.activeElement.textContent") == screen.locator("[data-open]").nth(1).text_content()
    screen.keyboard.press("x")
    assert screen.locator(".pick input").nth(1).is_checked()
    screen.keyboard.press("/")
    screen.keyboard.type("jx/")
    assert screen.locator("#desk-q").input_value() == "jx/"
    assert screen.locator(".pick input:checked").count() == 1


@pytest.mark.browser
def test_keys_are_listed_and_can_be_turned_off(screen, site, axe) -> None:  # type: ignore[no-untyped-def]
    screen.goto(site.url + places("file", lang="zh"))
    screen.keyboard.press("?")
    listed = screen.locator("#keys")
    assert listed.is_visible()
    assert "不予受理" in listed.inner_text()
    axe(screen)
    listed.locator("[data-keys-switch]").uncheck()
    screen.keyboard.press("Escape")
    assert not listed.is_visible()
    screen.keyboard.press("?")
    assert not listed.is_visible()
    screen.locator("[data-keys-open]").click()
    assert listed.is_visible()


@pytest.mark.browser
def test_the_error_box_takes_the_focus_and_leads_to_the_field(screen, site) -> None:  # type: ignore[no-untyped-def]
    screen.goto(site.url + places("fields", lang="zh"))
    assert screen.evaluate("document.activeElement.id") == "problems"
    screen.locator("#problems a").nth(1).click()
    assert screen.evaluate("document.activeElement.id") == "id_phone_bad"


@pytest.mark.browser
@pytest.mark.parametrize("address", ["accounts/login/", "display/", "no-such-page/", "accounts/logout/"])
def test_pages_around_the_portals_fit_in(page, site, axe, address) -> None:  # type: ignore[no-untyped-def]
    page.goto(site.url + address)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
def test_a_failed_sign_in_says_so_above_the_heading(screen, site, axe) -> None:  # type: ignore[no-untyped-def]
    screen.goto(f"{site.url}accounts/login/")
    screen.fill("input[name=login]", "nobody")
    screen.fill("input[name=password]", "not the password")
    screen.click("form button[type=submit]")
    screen.wait_for_selector("#problems")
    axe(screen)
    assert screen.locator("input[name=password]").input_value() == ""


@pytest.mark.browser
def test_ones_own_account_wears_the_same_clothes(page, site, axe) -> None:  # type: ignore[no-untyped-def]
    site.sign_in(page, "officer")
    for address in ("accounts/password/change/", "accounts/2fa/", "accounts/sessions/", "accounts/logout/"):
        assert page.goto(site.url + address).status == 200
        axe(page)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
