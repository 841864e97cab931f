"""Settings, read top to bottom. Without variables: one machine, SQLite, filesystem broker. Feature code never asks which mode it is in."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from vsm_site import logs
from vsm_site.production import refuse_unsafe

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("VSM_DATA_DIR", str(BASE_DIR / "data"))).resolve()
PRODUCTION = bool(env.str("DATABASE_URL", ""))
DEBUG = env.bool("VSM_DEBUG", False)


def _secret_key() -> str:
    """The key from the environment, else the one `up` made in the data folder; commands that need no data get a passing one."""
    if key := env.str("VSM_SECRET_KEY", ""):
        return key
    kept = DATA_DIR / "secret_key"
    if kept.is_file():
        return kept.read_text().strip()
    return secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
SECRET_KEY_IS_KEPT = bool(env.str("VSM_SECRET_KEY", "")) or (DATA_DIR / "secret_key").is_file()
SECRET_KEY_FALLBACKS = env.list("VSM_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("VSM_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env.str("VSM_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("VSM_TRUSTED_ORIGINS", default=[])
BEHIND_TLS = env.bool("VSM_BEHIND_TLS", False)
DEMO_PASSWORD = env.str("VSM_DEMO_PASSWORD", "vsm-demo")

if PRODUCTION:
    refuse_unsafe(debug=DEBUG, hosts=ALLOWED_HOSTS, secret_key=SECRET_KEY)

INSTALLED_APPS = [
    "reviews.apps.ReviewsConfig",
    "actionplans.apps.ActionplansConfig",
    "mapping.apps.MappingConfig",
    "workshops.apps.WorkshopsConfig",
    "accounts.apps.AccountsConfig",
    "vsm_site.apps.SiteConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "vsm_site.apps.StaticConfig",
    "allauth",
    "allauth.account",
    "vsm_site.apps.SignedInConfig",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vsm_site.middleware.StaticFilesMiddleware",
    "vsm_site.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "vsm_site.middleware.SessionUseMiddleware",
    "vsm_site.middleware.GuestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vsm_site.middleware.RequestLogMiddleware",
    "vsm_site.middleware.TimeZoneMiddleware",
    "vsm_site.middleware.ErrorsMiddleware",
]

ROOT_URLCONF = "vsm_site.urls"
ASGI_APPLICATION = "vsm_site.asgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vsm_site.shell.shell",
            ],
            "builtins": ["vsm_site.lib.ui_tags"],
        },
    }
]

# SQLite: the write lock is taken before the first read, and an acknowledged change survives a power cut (synchronous FULL).
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
}
if PRODUCTION:
    DATABASES: dict[str, Any] = {"default": env.db("DATABASE_URL")}
    statement_seconds = env.int("VSM_DB_STATEMENT_SECONDS", 30)
    # a database that does not answer ends what waits for it, whether it hangs, is locked, or its machine is gone without a word
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("VSM_POOL_SIZE", 10), "timeout": 10},
        "connect_timeout": env.int("VSM_DB_CONNECT_SECONDS", 5),
        "options": f"-c statement_timeout={statement_seconds}s",  # migrations have none: see apps.py
        "tcp_user_timeout": 30_000,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps connections
else:
    DATABASES = {
        "default": {
            "ENGINE": "vsm_site.lib.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": 3600,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "reset_password": "accounts.forms.ResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation links, which prove the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a reset for an unknown address sends nothing and answers alike
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 12 * 3600  # without a request; see SessionUseMiddleware
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if BEHIND_TLS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("VSM_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

GUEST_COOKIE_NAME = "__Host-guest" if BEHIND_TLS else "guest"
"""The key of a walk-up guest's browser: another cookie than the session's, so that a guest is never signed in."""
GUEST_COOKIE_AGE = 40 * 24 * 3600  # longer than any workshop; the server says when it ends

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("VSM_STATIC_ROOT", str(DATA_DIR / "static")))
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page needs them
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "vsm_site.lib.static_storage.ModuleManifestStorage"},
}

if email_url := env.str("EMAIL_URL", ""):
    vars().update(env.email_url_config(email_url))
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
MAIL_IS_LOCAL = not email_url
DEFAULT_FROM_EMAIL = env.str("VSM_FROM_EMAIL", "Value stream workshops <workshops@localhost>")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "vsm_site.lib.http.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "vsm_site.lib.http.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["vsm_site.lib.throttle.UserThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Value stream mapping workshops",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "OrganisationRoleEnum": "accounts.models.OrganisationRole",
        "WorkshopRoleEnum": "workshops.models.workshop.ROLE_CHOICES",
        "ReviewStatusEnum": "reviews.models.reviews.STATUS_CHOICES",
        "ActionStatusEnum": "actionplans.models.Action.Status",
        "ActionKindEnum": "actionplans.models.Action.Kind",
        "GradeEnum": "actionplans.models.Grade",
        "CaptureKindEnum": "workshops.api.captures.KIND_CHOICES",
        "CaptureStatusEnum": "workshops.api.captures.STATUS_CHOICES",
        "MeetingKindEnum": "workshops.api.preparation.KIND_CHOICES",
        "RoundKindEnum": "workshops.round_kinds.CHOICES",
    },
}

BROKER_FOLDERS = [] if REDIS_URL else [DATA_DIR / "broker" / "queue", DATA_DIR / "broker" / "control"]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 900,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "max_retries": 1,  # publishing fails at once when Redis is down; the worker has its own, endless, way to reconnect
        "interval_start": 0,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDERS[0]),
        "data_folder_out": str(BROKER_FOLDERS[0]),
        "control_folder": str(BROKER_FOLDERS[1]),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"redacted": {"()": "vsm_site.logs.Redacted"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["redacted"]}},
    "root": {"handlers": ["console"], "level": env.str("VSM_LOG_LEVEL", "WARNING")},
}
