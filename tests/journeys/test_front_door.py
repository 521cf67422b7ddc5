"""The doors open: for a citizen on a phone, for staff at a desk; nothing comes from elsewhere, and axe finds nothing."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_door_opens_in_both_languages(page, axe, path, language):
    answer = page.goto(f"{path}?lang={language}")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang").lower().startswith(language[:2])
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe(page)
