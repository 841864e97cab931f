import accounts.models.users
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import vsm_site.lib.ids
import vsm_site.lib.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_guests"),
        ("accounts", "0003_outbox_calendar"),
        ("accounts", "0004_outbox_attachment"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        vsm_site.lib.migrations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("time_zone", models.CharField(default="UTC", max_length=64)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SetupLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                        (
                            "display_name",
                            models.CharField(help_text="How others see you in a workshop.", max_length=80, verbose_name="name"),
                        ),
                        (
                            "time_zone",
                            models.CharField(default="UTC", max_length=64, validators=[accounts.models.users.validate_time_zone]),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[("auto", "As the system"), ("light", "Light"), ("dark", "Dark")], default="auto", max_length=5
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_guest", models.BooleanField(default=False, editable=False)),
                        ("is_staff", models.BooleanField(default=False, verbose_name="may open the Django admin")),
                        ("date_joined", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="user_email_any_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="api_tokens", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=80)),
                        ("prefix", models.CharField(max_length=8)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("expires_at", models.DateTimeField()),
                        ("last_used_on", models.DateField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="notifications", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("text", models.CharField(max_length=300)),
                        ("url", models.CharField(blank=True, max_length=300)),
                        ("workshop_id", models.UUIDField(null=True)),
                        ("dedupe_key", models.CharField(max_length=200)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("read_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "indexes": [models.Index(fields=["user", "read_at"], name="accounts_no_user_id_780bd6_idx")],
                        "constraints": [models.UniqueConstraint(fields=("user", "dedupe_key"), name="told_once")],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationPreference",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("by_mail", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="one_preference_per_kind")],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="accounts.organisation"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "role",
                            models.CharField(choices=[("admin", "Administrator"), ("member", "Member")], default="member", max_length=10),
                        ),
                        (
                            "about",
                            models.CharField(
                                blank=True,
                                help_text="What it is for, in words, where it is for more than the organisation.",
                                max_length=200,
                            ),
                        ),
                        (
                            "grants",
                            models.JSONField(
                                blank=True,
                                help_text="What the apps above give on acceptance, like a role in a workshop; read by receivers of invitation_accepted.",
                                null=True,
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "actor",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        ("action", models.CharField(max_length=60)),
                        ("object_kind", models.CharField(max_length=40)),
                        ("object_id", models.CharField(max_length=64)),
                        ("details", models.JSONField(default=dict)),
                        (
                            "previous_hash",
                            models.CharField(blank=True, help_text="Unique, so that the chain cannot fork.", max_length=64, unique=True),
                        ),
                        ("entry_hash", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "verbose_name_plural": "audit entries",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationMembership",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="accounts.organisation"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "role",
                            models.CharField(choices=[("admin", "Administrator"), ("member", "Member")], default="member", max_length=10),
                        ),
                        ("joined_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ],
                    options={
                        "ordering": ["joined_at", "id"],
                        "constraints": [models.UniqueConstraint(fields=("organisation", "user"), name="one_membership_per_person")],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        ("id", models.UUIDField(default=vsm_site.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("to", models.EmailField(max_length=254)),
                        (
                            "user",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        ("calendar", models.TextField(blank=True)),
                        ("attachment", models.CharField(blank=True, max_length=200)),
                        ("attachment_name", models.CharField(blank=True, max_length=120)),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "holds_secret",
                            models.BooleanField(default=False, help_text="The body holds a link that opens a door: forgotten once sent."),
                        ),
                        (
                            "message_id",
                            models.CharField(help_text="Stays the same when the mail is sent again.", max_length=200, unique=True),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")], default="queued", max_length=10
                            ),
                        ),
                        ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("sent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [models.Index(fields=["state", "not_before"], name="accounts_ou_state_7abda7_idx")],
                    },
                ),
            ],
        ),
    ]
