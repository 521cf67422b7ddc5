"""One settings file. Everything that differs between installations comes from the environment (docs/reference/settings.md)."""

import os
import secrets
from pathlib import Path

from redress.config import env, languages

BASE_DIR = Path(__file__).resolve().parent.parent
REDRESS_DATA = env.folder("REDRESS_DATA", Path.cwd() / "var")
REDRESS_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)


def _secret_key() -> str:
    """The signing key: from the environment, or made once and kept beside the data."""
    given = env.text("REDRESS_SECRET_KEY")
    if given:
        return given
    path = REDRESS_DATA / "keys" / "secret-key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env.flag("REDRESS_DEBUG", default=False)
ALLOWED_HOSTS = env.words("REDRESS_HOSTS", "127.0.0.1,localhost,[::1]")
REDRESS_BASE_URL = env.text("REDRESS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [REDRESS_BASE_URL]
SECURE = REDRESS_BASE_URL.startswith("https://")

# What kind of body runs this installation decides the lawful basis, the notices and the consents (PIPL Art. 13, 34, 37).
REDRESS_OPERATOR_KIND = env.choice(
    "REDRESS_OPERATOR_KIND", "authority", ("authority", "authorised_body", "company", "mediation_body")
)
REDRESS_ORGANISATION_ZH = env.text("REDRESS_ORGANISATION_ZH", "浦东新区市场监督管理局（示例）")
REDRESS_ORGANISATION_EN = env.text("REDRESS_ORGANISATION_EN", "Pudong Market Supervision Bureau (example)")
REDRESS_INTAKE_AGENCY = env.text("REDRESS_INTAKE_AGENCY", "310115")
REDRESS_RULE_FAMILY = env.text("REDRESS_RULE_FAMILY", "cn-samr")
REDRESS_SERVICE_RULE_SET = env.text("REDRESS_SERVICE_RULE_SET", "cn-standard")
REDRESS_CIPHER_SUITE = env.choice("REDRESS_CIPHER_SUITE", "intl", ("intl", "national"))
REDRESS_LOG_ORIGIN = env.text("REDRESS_LOG_ORIGIN", "openredress.example/log")
REDRESS_CLAMD = env.text("REDRESS_CLAMD")
REDRESS_FACTS = env.text("REDRESS_FACTS")  # folder of the nightly extract, where not the data folder
REDRESS_SPARK_MASTER = env.text("REDRESS_SPARK_MASTER")
REDRESS_FONT_PATHS = env.words("REDRESS_FONT_PATHS")  # folders with further fonts for letters, for rare characters
REDRESS_PHONE = env.text("REDRESS_PHONE", "12315")
REDRESS_WINDOW_ZH = env.text("REDRESS_WINDOW_ZH")
REDRESS_WINDOW_EN = env.text("REDRESS_WINDOW_EN")
# What a public body states at the foot of each page; what is empty is not shown.
REDRESS_FOOTER = {
    "sponsor": env.text("REDRESS_SPONSOR"),
    "undertaker": env.text("REDRESS_UNDERTAKER"),
    "site_code": env.text("REDRESS_SITE_CODE"),
    "icp": env.text("REDRESS_ICP"),
    "police_record": env.text("REDRESS_POLICE_RECORD"),
}
REDRESS_PUBLIC_RATE = env.number("REDRESS_PUBLIC_RATE", 60, least=1)  # anonymous API calls a minute and address
REDRESS_PRESSURE = env.number("REDRESS_PRESSURE", 3000, least=1)  # filings begun or sent in ten minutes, all together
REDRESS_WORK = env.number("REDRESS_WORK", 300_000, least=1000)  # how far a proof of work counts at most
REDRESS_MAX_UPLOAD_MB = env.number("REDRESS_MAX_UPLOAD_MB", 50, least=1)
REDRESS_MAX_FILES = env.number("REDRESS_MAX_FILES", 20, least=1)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "redress.kernel",
    "redress.records",
    "redress.privacy",
    "redress.agencies",
    "redress.deadlines",
    "redress.routing",
    "redress.cases",
    "redress.joint",
    "redress.remedies",
    "redress.notices",
    "redress.oversight",
    "redress.insight",
    "redress.exchange",
    "redress.traders",
    "redress.portals",
    "redress.portals.casework",
    "redress.portals.oversight",
    "redress.portals.public",
    "redress.portals.privacy",
    "redress.portals.inbox",
    "redress.education",
    "redress.portals.education",
    "redress.mediation",
    "redress.portals.room",
    "redress.portals.notices",
    "redress.portals.bodies",
    "redress.portals.routing",
    "redress.portals.joint",
    "redress.config",
]

MIDDLEWARE = [
    "redress.portals.middleware.ApiFastLane",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "redress.portals.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "redress.portals.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "redress.config.urls"
WSGI_APPLICATION = "redress.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portals" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "redress.portals.context.furniture",
            ],
            "builtins": ["django.templatetags.i18n", "redress.portals.templatetags.redress_ui"],
        },
    }
]

DATABASE_WAIT = env.number("REDRESS_DATABASE_WAIT", 30, least=1)
DATABASES = {"default": env.database("REDRESS_DATABASE_URL", data=REDRESS_DATA, wait=DATABASE_WAIT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "redress.portals.accounts.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
REDRESS_REQUIRE_SECOND_FACTOR = env.flag("REDRESS_REQUIRE_SECOND_FACTOR", default=SECURE)
# Staff may sign in at the house's own provider (OpenID Connect): docs/how-to/sign-in-at-your-provider.md.
REDRESS_OIDC_ISSUER = env.provider("REDRESS_OIDC_ISSUER")
REDRESS_OIDC_CLIENT_ID = env.text("REDRESS_OIDC_CLIENT_ID")
REDRESS_OIDC_CLIENT_SECRET = env.secret("REDRESS_OIDC_CLIENT_SECRET")
REDRESS_OIDC_NAME = env.text("REDRESS_OIDC_NAME")
REDRESS_OIDC_SCOPES = env.words("REDRESS_OIDC_SCOPES", "openid,profile")
REDRESS_OIDC_RULES = env.folder("REDRESS_OIDC_RULES", REDRESS_DATA / "oidc-groups.toml")
REDRESS_OIDC_GROUPS_CLAIM = env.text("REDRESS_OIDC_GROUPS_CLAIM", "groups")
REDRESS_OIDC_ACCOUNT_CLAIM = env.text("REDRESS_OIDC_ACCOUNT_CLAIM")
REDRESS_OIDC_SECOND_FACTOR = env.words("REDRESS_OIDC_SECOND_FACTOR")
if REDRESS_OIDC_ISSUER and not REDRESS_OIDC_CLIENT_ID:
    raise env.SettingError("REDRESS_OIDC_CLIENT_ID is missing: the name under which your provider knows this service.")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = languages.installed(REDRESS_DATA)
LOCALE_PATHS = [languages.folder(REDRESS_DATA)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("REDRESS_STATIC_ROOT", REDRESS_DATA / "static")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": REDRESS_DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_TEMP_DIR = REDRESS_DATA / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "redress.portals.errors.csrf_failure"
SILENCED_SYSTEM_CHECKS: list[str] = []
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Notices go out by these; an empty address means that the channel is not there yet and its notices are held.
REDRESS_MAIL_URL = env.address("REDRESS_MAIL_URL", ("smtp", "smtps", "smtp+tls"))
REDRESS_MAIL_FROM = env.text("REDRESS_MAIL_FROM", "notices@localhost")
REDRESS_MAILBOX_URL = env.address("REDRESS_MAILBOX_URL", ("imaps", "imap"))
REDRESS_MAILBOX_ADDRESS = env.text("REDRESS_MAILBOX_ADDRESS")
REDRESS_MAX_MAIL_MB = env.number("REDRESS_MAX_MAIL_MB", 50, least=1)
REDRESS_SMS_URL = env.address("REDRESS_SMS_URL", ("http", "https"))
REDRESS_SMS_KEY = env.text("REDRESS_SMS_KEY")
REDRESS_SMS_SIGN = env.text("REDRESS_SMS_SIGN")
REDRESS_SMS_BODY = env.json_object("REDRESS_SMS_BODY", '{"phone": "{phone}", "text": "{text}", "id": "{id}"}')
REDRESS_SMS_REPORT_KEY = env.text("REDRESS_SMS_REPORT_KEY")
REDRESS_SMS_REPORT = env.json_object(
    "REDRESS_SMS_REPORT", '{"id": "id", "status": "status", "delivered": ["DELIVRD", "delivered", "0"]}'
)
REDRESS_SMS_ID = env.text("REDRESS_SMS_ID", "id")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # nothing but notices sends mail, over its own line
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("REDRESS_LOG_LEVEL", "WARNING")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
NINJA_PAGINATION_MAX_LIMIT = 200
