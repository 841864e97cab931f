"""The product's settings as tests use them: cheap hashing, plain static files, mail in memory; the database from the environment."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VSM_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("VSM_DATA_DIR", tempfile.mkdtemp(prefix="vsm-tests-"))

from vsm_site.settings import *  # noqa: F403
from vsm_site.settings import DATA_DIR, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"].setdefault("TEST", {})
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"]["NAME"] = str(Path(DATA_DIR) / "test.sqlite3")
else:
    DATABASES["default"]["OPTIONS"].pop("pool", None)
CELERY_TASK_ALWAYS_EAGER = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # pages of the browser tests get static files as they are in the tree
WHITENOISE_MAX_AGE = 3600  # as with hashed names: a browser asks for a file once
