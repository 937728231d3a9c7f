"""What well-known programs send to a webhook, written anew after their documentation, and what has to be seen of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sent:
    """One program's payload. ``shown``: words of the message it becomes; ``links``: addresses that it leads to."""

    program: str
    payload: dict[str, Any]
    shown: tuple[str, ...]
    links: tuple[str, ...] = ()
    is_form: bool = False


ALERTMANAGER = Sent(
    "Alertmanager",
    {
        "channel": "#ops",
        "username": "Alertmanager",
        "attachments": [
            {
                "title": "[FIRING:2] HighLatency (api production)",
                "title_link": "https://alerts.example.org/#/alerts?receiver=ops",
                "text": "*Alert:* p99 over 500 ms &amp; rising\n*Runbook:* <https://runbooks.example.org/latency|runbook>"
                "\n • instance: `api-1:9090` is at ~480~ 612 ms",
                "fallback": "[FIRING:2] HighLatency (api production) | https://alerts.example.org",
                "callback_id": "",
                "fields": [
                    {"title": "Severity", "value": "critical", "short": True},
                    {"title": "Cluster", "value": "eu-1", "short": True},
                ],
                "actions": [
                    {"type": "button", "text": "Silence :no_bell:", "url": "https://alerts.example.org/#/silences/new"}
                ],
                "footer": "",
                "color": "danger",
                "mrkdwn_in": ["fallback", "pretext", "text"],
            }
        ],
    },
    (
        "[FIRING:2] HighLatency",
        "p99 over 500 ms & rising",
        "api-1:9090",
        "Severity",
        "critical",
        "Cluster",
        "eu-1",
        "🔴",
    ),
    (
        "https://alerts.example.org/#/alerts?receiver=ops",
        "https://runbooks.example.org/latency",
        "https://alerts.example.org/#/silences/new",
    ),
)
GRAFANA = Sent(
    "Grafana",
    {
        "channel": "ops",
        "text": "[FIRING:1] Disk almost full",
        "attachments": [
            {
                "title": "[FIRING:1] Disk almost full (db-1)",
                "title_link": "https://grafana.example.org/alerting/list",
                "text": "**Firing**\n\nValue: B=92.4, C=1\nLabels:\n - alertname = Disk almost full\n - host = db-1\n"
                "Annotations:\n - summary = 92 % of /var is used\nSource: https://grafana.example.org/alerting/grafana/d1/view\n",
                "fallback": "[FIRING:1] Disk almost full (db-1)",
                "image_url": "https://grafana.example.org/render/d-solo/abc.png",
                "footer": "Grafana v11.2.0",
                "footer_icon": "https://grafana.com/static/assets/img/fav32.png",
                "color": "#D63232",
                "ts": 1764408000,
            }
        ],
    },
    ("Disk almost full (db-1)", "host = db-1", "92 % of /var is used", "Grafana v11.2.0", "B=92.4", "🔴"),
    ("https://grafana.example.org/alerting/list", "https://grafana.example.org/render/d-solo/abc.png"),
)
SENTRY = Sent(
    "Sentry",
    {
        "parse": "none",
        "username": "Sentry",
        "attachments": [
            {
                "fallback": "[api] ZeroDivisionError: division by zero",
                "title": "ZeroDivisionError: division by zero",
                "title_link": "https://sentry.example.org/organizations/acme/issues/42/",
                "text": "orders.views in total",
                "fields": [
                    {"title": "Project", "value": "api", "short": True},
                    {"title": "Level", "value": "error", "short": True},
                    {"title": "environment", "value": "production", "short": True},
                ],
                "color": "#f43f20",
            }
        ],
    },
    ("ZeroDivisionError: division by zero", "orders.views in total", "Project", "api", "environment", "production"),
    ("https://sentry.example.org/organizations/acme/issues/42/",),
    is_form=True,
)
GITHUB = Sent(
    "GitHub Actions",
    {
        "text": "GitHub Action build result: failure",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Build failed: acme/api", "emoji": True}},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "GitHub Action build result: *failure*\n"
                    "<https://github.com/acme/api/actions/runs/7|Run #7> of `main` by &lt;ada&gt;",
                },
                "accessory": {
                    "type": "button",
                    "text": {"type": "plain_text", "text": "Open the run"},
                    "url": "https://github.com/acme/api/actions/runs/7",
                    "action_id": "open",
                },
            },
            {
                "type": "section",
                "fields": [
                    {"type": "mrkdwn", "text": "*Repository:*\nacme/api"},
                    {"type": "mrkdwn", "text": "*Commit:*\n3f9c2ab"},
                ],
            },
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "pushed 29 November, 10:42"}]},
        ],
    },
    (
        "Build failed: acme/api",
        "failure",
        "by <ada>",
        "Repository",
        "acme/api",
        "Commit",
        "3f9c2ab",
        "pushed 29 November",
    ),
    ("https://github.com/acme/api/actions/runs/7",),
)
KUMA_SLACK = Sent(
    "Uptime Kuma (Slack)",
    {
        "text": "Uptime Kuma Alert",
        "channel": None,
        "username": "Uptime Kuma",
        "icon_emoji": ":bear:",
        "attachments": [
            {
                "color": "#e01e5a",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Uptime Kuma Alert"}},
                    {
                        "type": "section",
                        "fields": [
                            {
                                "type": "mrkdwn",
                                "text": "*Message*\n[shop] [🔴 Down] timeout of 48000ms exceeded",
                            },
                            {"type": "mrkdwn", "text": "*Time (Europe/Berlin)*\n2026-11-29 11:42:07"},
                        ],
                    },
                    {
                        "type": "actions",
                        "elements": [
                            {
                                "type": "button",
                                "text": {"type": "plain_text", "text": "Visit Uptime Kuma"},
                                "value": "Uptime-Kuma",
                                "url": "https://status.example.org/dashboard/3",
                            },
                            {
                                "type": "button",
                                "text": {"type": "plain_text", "text": "Visit site"},
                                "value": "Site",
                                "url": "https://shop.example.org/",
                            },
                        ],
                    },
                ],
            }
        ],
    },
    ("Uptime Kuma Alert", "timeout of 48000ms exceeded", "Time (Europe/Berlin)", "2026-11-29 11:42:07"),
    ("https://status.example.org/dashboard/3", "https://shop.example.org/"),
)
KUMA_DISCORD = Sent(
    "Uptime Kuma (Discord)",
    {
        "username": "Uptime Kuma",
        "content": "On call: please look",
        "embeds": [
            {
                "title": "✅ Your service shop.example.org is up! ✅",
                "color": 65280,
                "timestamp": "2026-11-29 10:44:11.000",
                "fields": [
                    {"name": "Service Name", "value": "shop.example.org"},
                    {"name": "Service URL", "value": "https://shop.example.org/"},
                    {"name": "Time (Europe/Berlin)", "value": "2026-11-29 11:44:11"},
                    {"name": "Ping", "value": "87 ms"},
                ],
            }
        ],
    },
    ("On call: please look", "shop.example.org is up!", "Service Name", "Ping", "87 ms", "🟢"),
    (),
)
HEALTHCHECKS = Sent(
    "Healthchecks",
    {
        "username": "Healthchecks",
        "icon_url": "https://healthchecks.io/static/img/logo.png",
        "attachments": [
            {
                "color": "danger",
                "fallback": 'The check "Nightly backup" is DOWN.',
                "mrkdwn_in": ["fields"],
                "title": '"Nightly backup" is DOWN (success signal did not arrive on time, grace time passed).',
                "title_link": "https://healthchecks.example.org/checks/7d/details/",
                "fields": [
                    {"title": "Project", "value": "Acme", "short": True},
                    {"title": "Tags", "value": "`backup` `prod`", "short": True},
                    {"title": "Period", "value": "1 day", "short": True},
                    {"title": "Last Ping", "value": "Success, 26 hours ago", "short": True},
                    {"title": "Total Pings", "value": 214, "short": True},
                    {"title": "Last Ping Body", "value": "```\ndone &lt;ok&gt;\n```", "short": False},
                ],
                "footer": "Healthchecks",
            }
        ],
    },
    ('"Nightly backup" is DOWN', "Project", "Acme", "backup prod", "26 hours ago", "214", "done <ok>", "🔴"),
    ("https://healthchecks.example.org/checks/7d/details/",),
)
PLAIN = Sent("A script", {"text": "Backup *done*: 12 GB in 4 min :tada:"}, ("Backup **done**: 12 GB",))
SENDERS = (ALERTMANAGER, GRAFANA, SENTRY, GITHUB, KUMA_SLACK, KUMA_DISCORD, HEALTHCHECKS, PLAIN)
