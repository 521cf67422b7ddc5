"""Staff sign in at their own house's provider; whoever nobody let in, and whatever is not signed, stays outside."""

import logging
import time
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Identity, Staff
from redress.config.doctor import outgoing
from redress.config.env import SettingError
from redress.config.env import provider as issuer_setting
from redress.kernel.actors import SYSTEM, Role
from redress.portals.accounts.oidc import provider as line
from redress.records.models import Entry
from tests.conftest import NOON
from tests.portals.accounts import provider as there
from tests.world import Office

OFFICERS = '[[rule]]\ngroup = "desk-officers"\nrole = "officer"\nagency = "310115"\n'


@pytest.fixture
def office(db):
    return Office(NOON)


@pytest.fixture
def provider(office, settings, tmp_path):
    line.forget()
    with there.running() as running:
        settings.REDRESS_OIDC_ISSUER = running.issuer
        settings.REDRESS_OIDC_CLIENT_ID, settings.REDRESS_OIDC_CLIENT_SECRET = there.CLIENT, there.SECRET
        settings.REDRESS_OIDC_RULES = tmp_path / "oidc-groups.toml"
        settings.REDRESS_BASE_URL = "http://testserver"
        settings.REDRESS_REQUIRE_SECOND_FACTOR = False
        settings.LANGUAGE_CODE = "en"
        running.rules = settings.REDRESS_OIDC_RULES
        yield running
    line.forget()


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def there_and_back(browser, onward=""):
    """Follow the button to the provider as a browser does; return the address of ours that it leads back to."""
    sent = browser.get("/accounts/oidc/", {"next": onward} if onward else {})
    assert sent.status_code == 302, sent.content.decode()
    return led_back(sent.url)


def led_back(address):
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().getheader("Location")
    connection.close()
    return back.removeprefix("http://testserver")


def signs_in(browser, onward=""):
    return browser.get(there_and_back(browser, onward))


def begins_to_join(browser, username):
    """Sign in here and press the button that joins the accounts, which asks for the password once more."""
    browser.post("/accounts/login/", {"login": username, "password": "correct horse battery"})
    asked = browser.get("/accounts/oidc/join/").url
    assert asked.startswith("/accounts/reauthenticate/")
    onward = browser.post(asked, {"password": "correct horse battery"}).url
    return led_back(browser.get(onward).url)


def is_in(browser):
    return browser.get("/desk/").status_code == 200


def words(response):
    return response.content.decode()


def test_a_rule_on_groups_makes_the_account_with_its_role_and_body(provider, browser):
    provider.rules.write_text(OFFICERS)
    response = signs_in(browser, "/desk/tasks/")
    assert response.url == "/desk/tasks/"
    assert is_in(browser)
    made = Identity.objects.get().staff
    assert (made.role, made.agency.code, made.last_name, made.has_usable_password()) == (
        "officer",
        "310115",
        "李雷",
        False,
    )
    assert Entry.objects.filter(event="staff.identity_linked").count() == 1
    browser.post("/accounts/logout/")
    signs_in(browser)
    assert is_in(browser)
    assert Identity.objects.count() == 1


def test_whoever_no_rule_and_no_table_lets_in_is_told_whom_to_ask(provider, browser):
    response = signs_in(browser)
    assert response.status_code == 403
    assert "nobody has given you an account here" in words(response)
    assert not is_in(browser)
    assert not Identity.objects.exists()


def test_no_rule_makes_an_administrator(provider, browser):
    provider.rules.write_text(OFFICERS.replace('officer"', 'admin"'))
    response = signs_in(browser)
    assert response.status_code == 403
    assert "no rule makes administrators" in words(response)
    assert not Identity.objects.exists()


def test_everything_that_is_wrong_with_the_rules_is_said_at_once_and_lets_nobody_in(provider, browser):
    provider.rules.write_text(OFFICERS + '[[rule]]\ngroup = "x"\n[[rule]]\ngroup = "x"\nrole = "king"\nagency = "1"\n')
    said = words(signs_in(browser))
    assert "Rule 2" in said
    assert "Rule 3" in said
    provider.rules.write_text("[[rule]\n")
    assert "cannot be read" in words(signs_in(browser))
    assert not is_in(browser)


def test_an_account_made_by_a_rule_follows_it_and_closes_with_it(provider, browser):
    provider.rules.write_text(OFFICERS + OFFICERS.replace("desk-officers", "lead").replace('officer"', 'supervisor"'))
    signs_in(browser)
    staff = Identity.objects.get().staff
    key = bodies.issue_key(staff, actor=SYSTEM, now=NOON)
    provider.person["groups"] = ["lead"]
    signs_in(Client())
    staff.refresh_from_db()
    assert staff.role == "supervisor"
    provider.person["groups"] = []
    left = Client(headers={"accept-language": "en"})
    assert "Your account here is closed" in words(signs_in(left))
    staff.refresh_from_db()
    assert not staff.is_active
    queries.forget()
    assert queries.holder_of(key, now=NOON) is None
    assert not is_in(browser)
    provider.person["groups"] = ["desk-officers"]
    signs_in(left)
    assert is_in(left)


def test_an_account_made_here_is_joined_by_name_only_where_the_installation_says_so(provider, browser, settings):
    provider.person |= {"preferred_username": "officer-310115"}
    assert signs_in(browser).status_code == 403
    settings.REDRESS_OIDC_ACCOUNT_CLAIM = "preferred_username"
    signs_in(browser)
    assert is_in(browser)
    assert Identity.objects.get().staff.username == "officer-310115"
    provider.person |= {"sub": "00u2"}
    assert signs_in(Client()).status_code == 403, "a second person of that name is not the first"


def test_an_administrators_account_is_never_joined_by_name(provider, browser, settings):
    settings.REDRESS_OIDC_ACCOUNT_CLAIM = "preferred_username"
    provider.person |= {"preferred_username": "admin-310115"}
    assert signs_in(browser).status_code == 403
    assert not Identity.objects.exists()


def test_a_person_joins_their_own_two_accounts_and_takes_them_apart(provider, browser):
    back = begins_to_join(browser, "admin-310115")
    assert browser.get(back).url == "/accounts/oidc/own/"
    assert "You can sign in with" in words(browser.get("/accounts/oidc/own/"))
    again = Client(headers={"accept-language": "en"})
    signs_in(again)
    assert again.session["_auth_user_id"] == str(Staff.objects.get(username="admin-310115").pk)
    assert browser.post("/accounts/oidc/own/").status_code == 302
    assert not Identity.objects.exists()


def test_one_identity_opens_one_account(provider, browser):
    provider.rules.write_text(OFFICERS)
    signs_in(Client())
    response = browser.get(begins_to_join(browser, "clerk-310115"))
    assert response.status_code == 403
    assert "joined with another one already" in words(response)


def test_who_has_no_password_here_keeps_the_only_way_in(provider, browser):
    provider.rules.write_text(OFFICERS)
    signs_in(browser)
    response = browser.post("/accounts/oidc/own/")
    assert response.status_code == 409
    assert "you could not come back" in words(response)


def test_who_is_signed_out_meanwhile_joins_nothing(provider, browser):
    back = begins_to_join(browser, "clerk-310115")
    left = Client(headers={"accept-language": "en"})
    session = left.session
    session["oidc_begun"] = browser.session["oidc_begun"]
    session.save()
    response = left.get(back)
    assert response.status_code == 403
    assert "signed out meanwhile" in words(response)
    assert not Identity.objects.exists()


LIES = {
    "another audience": ({"aud": "payroll"}, "made for another service"),
    "several audiences without saying for whom": ({"aud": ["payroll", there.CLIENT]}, "made for another service"),
    "for another party": ({"aud": ["payroll", there.CLIENT], "azp": "payroll"}, "made for another service"),
    "another issuer": ({"iss": "https://elsewhere.example"}, "made for another service"),
    "another nonce": ({"nonce": "n-0S6_WzA2Mj"}, "belongs to another sign-in"),
    "no nonce": ({"nonce": None}, "belongs to another sign-in"),
    "expired": ({"exp": int(time.time()) - 3600}, "too old"),
    "no end": ({"exp": None}, "too old"),
    "issued in the future": ({"iat": int(time.time()) + 3600}, "too old"),
    "not valid yet": ({"nbf": int(time.time()) + 3600}, "too old"),
    "nobody": ({"sub": None}, "did not say who you are"),
    "a subject that is no word": ({"sub": {"a": 1}}, "did not say who you are"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(provider, browser, lie):
    provider.rules.write_text(OFFICERS)
    provider.lies, told = LIES[lie]
    response = signs_in(browser)
    assert response.status_code == 403
    assert told in words(response)
    assert not is_in(browser)
    assert not Identity.objects.exists()


def test_a_signature_that_is_not_the_providers_lets_nobody_in(provider, browser):
    provider.rules.write_text(OFFICERS)
    provider.signs_with = there.forged_key()
    response = signs_in(browser)
    assert response.status_code == 403
    assert "does not carry its signature" in words(response)
    assert not is_in(browser)


@pytest.mark.parametrize("forgery", [there.signed_with_the_public_key, there.unsigned])
def test_the_public_key_is_no_shared_secret_and_no_signature_is_none(provider, browser, forgery):
    provider.rules.write_text(OFFICERS)
    provider.forges = forgery
    assert "does not carry its signature" in words(signs_in(browser))


def test_a_new_key_of_the_provider_is_asked_for_once(provider, browser):
    provider.rules.write_text(OFFICERS)
    signs_in(Client())
    new = there.another_kind_of_key()
    provider.keys, provider.signs_with, provider.alg = [new], new, "ES256"
    signs_in(browser)
    assert is_in(browser)
    assert provider.asked.count("/keys") == 2


def test_a_state_counts_once_and_in_its_own_browser(provider, browser):
    provider.rules.write_text(OFFICERS)
    back = there_and_back(browser)
    stranger = Client(headers={"accept-language": "en"})
    assert "not begun here" in words(stranger.get(back))
    assert browser.get(back).status_code == 302
    again = browser.get(back)
    assert again.status_code == 403
    assert "has been used already" in words(again)


def test_what_was_begun_is_over_after_ten_minutes(provider, browser):
    back = there_and_back(browser)
    session = browser.session
    for begun in session["oidc_begun"].values():
        begun["at"] -= 700
    session.save()
    assert "is over" in words(browser.get(back))


def test_a_code_that_was_used_elsewhere_is_refused(provider, browser):
    back = there_and_back(browser)
    provider.codes.clear()
    assert "did not confirm the sign-in" in words(browser.get(back))


def test_a_no_of_the_provider_and_another_providers_answer_are_said(provider, browser):
    back = there_and_back(browser)
    state = parse_qs(urlsplit(back).query)["state"][0]
    denied = browser.get("/accounts/oidc/callback/", {"error": "access_denied", "state": state})
    assert "You were not signed in there" in words(denied)
    other = browser.get(there_and_back(browser) + "&iss=https%3A%2F%2Fevil.example")
    assert "another provider than the one asked" in words(other)


def test_a_provider_that_is_down_lets_nobody_in_and_passwords_still_do(provider, browser):
    provider.rules.write_text(OFFICERS)
    back = there_and_back(browser)
    provider.down = True
    for response in (browser.get(back), (line.forget(), browser.get("/accounts/oidc/"))[1]):
        assert response.status_code == 503
        assert "Sign in with your password here" in words(response)
    assert not is_in(browser)
    browser.post("/accounts/login/", {"login": "officer-310115", "password": "correct horse battery"})
    assert is_in(browser)


def test_our_own_second_factor_is_asked_for_unless_the_providers_is_trusted(provider, browser, settings):
    settings.REDRESS_REQUIRE_SECOND_FACTOR = True
    provider.rules.write_text(OFFICERS)
    signs_in(browser)
    assert browser.get("/desk/").url == "/accounts/2fa/", "a person without one sets one up first"
    totp.TOTP.activate(Identity.objects.get().staff, totp.generate_totp_secret())
    fresh = Client()
    assert signs_in(fresh).url == "/accounts/2fa/authenticate/"
    assert fresh.get("/desk/").status_code == 302
    settings.REDRESS_OIDC_SECOND_FACTOR = ["phr"]
    provider.person["amr"] = ["pwd"]
    assert signs_in(Client()).url == "/accounts/2fa/authenticate/"
    provider.person["amr"] = ["pwd", "phr"]
    trusted = Client()
    signs_in(trusted)
    assert is_in(trusted)


def test_a_trusted_second_factor_ends_with_its_session(provider, browser, settings):
    settings.REDRESS_REQUIRE_SECOND_FACTOR, settings.REDRESS_OIDC_SECOND_FACTOR = True, ["urn:gov:loa:3"]
    provider.rules.write_text(OFFICERS)
    provider.person["acr"] = "urn:gov:loa:3"
    signs_in(browser)
    assert is_in(browser)
    browser.post("/accounts/login/", {"login": "officer-310115", "password": "correct horse battery"})
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": "officer-310115", "password": "correct horse battery"})
    assert browser.get("/desk/").url == "/accounts/2fa/"


def test_signing_out_leads_to_the_end_of_the_providers_session(provider, browser):
    provider.rules.write_text(OFFICERS)
    signs_in(browser)
    out = browser.post("/accounts/logout/")
    assert out.url == "/accounts/oidc/signed-out/"
    assert f"{provider.issuer}/logout?client_id=redress-desk" in words(browser.get(out.url))
    browser.post("/accounts/login/", {"login": "officer-310115", "password": "correct horse battery"})
    assert browser.post("/accounts/logout/").url == "/"


def test_nobody_is_led_away_after_signing_in(provider, browser):
    provider.rules.write_text(OFFICERS)
    assert signs_in(browser, "https://evil.example/").url == "/desk/"
    assert signs_in(browser, "//evil.example/").url == "/desk/"


def test_no_secret_and_no_token_reaches_a_log(provider, browser, caplog):
    caplog.set_level(logging.DEBUG)
    provider.rules.write_text(OFFICERS)
    provider.signs_with = there.forged_key()
    signs_in(browser)
    back = there_and_back(browser)
    provider.down = True
    browser.get(back)
    assert "sign-in provider is away" in caplog.text
    assert not any(secret in caplog.text for secret in (there.SECRET, "s3cret", "eyJ", "code-", "00u1"))
    assert "not-to-be-kept" not in str(dict(browser.session))


def test_without_a_provider_there_is_no_such_address(office, client):
    assert client.get("/accounts/oidc/").status_code == 404
    assert client.get("/accounts/oidc/callback/?code=x&state=y").status_code == 404
    assert "oidc" not in client.get("/accounts/login/").content.decode()


def test_an_issuer_beyond_this_machine_has_https(monkeypatch):
    monkeypatch.setenv("REDRESS_OIDC_ISSUER", "http://sso.example.gov.cn")
    with pytest.raises(SettingError, match="https"):
        issuer_setting("REDRESS_OIDC_ISSUER")
    monkeypatch.setenv("REDRESS_OIDC_ISSUER", "https://sso.example.gov.cn/realms/a/")
    assert issuer_setting("REDRESS_OIDC_ISSUER") == "https://sso.example.gov.cn/realms/a"


def test_the_doctor_looks_at_the_provider_and_the_rules(provider):
    [well] = outgoing.sign_in(NOON)
    assert well.level == "ok"
    provider.rules.write_text(OFFICERS.replace("310115", "999999") + '[[rule]]\ngroup = "x"\n')
    assert {one.level for one in outgoing.sign_in(NOON)} == {"must fix"}
    provider.rules.write_text(OFFICERS.replace("310115", "999999"))
    [strange] = outgoing.sign_in(NOON)
    assert "999999" in strange.found
    provider.rules.unlink()
    provider.down = True
    line.forget()
    [away] = outgoing.sign_in(NOON)
    assert away.level == "must fix"


def test_a_rule_cannot_give_what_only_people_give(office):
    from redress.agencies.identities import BY_RULE

    assert Role.ADMIN not in BY_RULE
    assert Role.RESPONDENT not in BY_RULE
