"""Calls that are refused for their key, path, or the shape of the request."""

from __future__ import annotations

from fakeannot.settings import DEFAULT_API_KEY, DEFAULT_PAT
from tests.testing.refused_calls import APP, HEADER, ITEM, OWN_KEY, OWNER, SENT, Refused, one

PATCH = one(id="first")
NEEDED = "Annotations_Add, Apps_Get, Concepts_Get, Inputs_Get, Models_Get, Workflows_Get"
STRICT = {"strict": True}

REQUESTS = (
    Refused(
        "access.header_malformed",
        "GET inputs",
        HEADER,
        (f"""Authorization: "'key' where 'Key' belongs, in just this case" -> "{OWN_KEY}\"""",),
        header="key any",
    ),
    Refused(
        "access.key_none",
        "GET inputs",
        HEADER,
        (f'Authorization: "as it was sent" -> "{OWN_KEY}"',),
        header="Key None",
    ),
    Refused(
        "access.key_format",
        "GET inputs",
        HEADER,
        (f'Authorization: "as it was sent" -> "{OWN_KEY}"',),
        header="Key short",
        options=STRICT,
    ),
    Refused(
        "access.key_unknown",
        "GET inputs",
        HEADER,
        (f'Authorization: "Key $CLARIFAI_PAT" -> "{OWN_KEY}"',),
        header=f"Key {'a' * 32}",
        options=STRICT,
    ),
    Refused(
        "access.key_expired",
        "GET inputs",
        HEADER,
        ('Authorization: "Key $CLARIFAI_PAT" -> "Key $CLARIFAI_PAT (one that has not expired)"',),
        header="Key old",
    ),
    Refused(
        "access.key_of_another_app",
        "GET /v2/users/fake-user/apps/other/inputs",
        HEADER,
        ('path: "other" -> "fake-app"',),
        header=f"Key {DEFAULT_API_KEY}",
    ),
    Refused(
        "access.pat_needs_app",
        "GET annotations",
        "user_app_id.app_id",
        (f'path: "/v2/annotations" -> "{APP}"',),
        header=f"Key {DEFAULT_PAT}",
    ),
    Refused(
        "access.scopes",
        "POST annotations",
        HEADER,
        (f'Authorization: "{SENT}" -> "{SENT} (a key with {NEEDED} besides)"',),
        one(),
        header="Key reader",
    ),
    Refused(
        "access.app_unknown",
        "GET /v2/users/fake-user/apps/fake-ap/inputs",
        "user_app_id.app_id",
        ('path: "fake-ap" -> "fake-app"',),
        options={"strict": "apps"},
    ),
    Refused(
        "access.user_unknown",
        "GET /v2/users/nobody/apps/a/inputs",
        "user_app_id.user_id",
        ('path: "nobody" -> "guest"',),
        options={"strict": "users"},
    ),
    Refused(
        "access.strangers",
        f"GET {APP}",
        HEADER,
        (f'Authorization: "Key $CLARIFAI_PAT" -> "{OWNER}"',),
        header="Key stranger",
    ),
    Refused(
        "bulk.not_empty",
        "POST annotations",
        "annotations",
        ('annotations: nothing -> [{"input_id": "street"}]',),
        {},
    ),
    Refused(
        "bulk.at_most_128",
        "POST annotations",
        "annotations",
        ('annotations[128]: {"input_id": "street"} -> nothing',),
        {"annotations": [{"input_id": "street"}] * 129},
    ),
    Refused(
        "lists.at_most_1000",
        "GET annotations?per_page=2000",
        "per_page",
        ('query per_page: "2000" -> "1000"',),
    ),
    Refused(
        "task_status.overwrite_only",
        "PATCH /v2/users/fake-user/apps/fake-app/task/t/annotations/status",
        "action",
        ('action: "merge" -> "overwrite"',),
        {"action": "merge", "status_code": 24151},
    ),
    Refused(
        "patch.actions",
        "PATCH annotations",
        "action",
        ('action: "merges" -> "merge"',),
        {**PATCH, "action": "merges"},
    ),
    Refused(
        "json.unknown_field",
        "POST annotations",
        f"{ITEM}.concepts",
        (f"{ITEM}.concepts: goes to {ITEM}.data.concepts",),
        {"annotations": [{"inputId": "street", "concepts": [{"id": "a"}]}]},
    ),
    Refused(
        "json.wrong_value",
        "POST annotations",
        "annotations",
        ('annotations: {"input_id": "street"} -> [{"input_id": "street"}]',),
        {"annotations": one()["annotations"][0]},
    ),
    Refused(
        "json.broken",
        "POST annotations",
        "the body",
        (
            """body: "{'annotations': [{'input_id': 'street'}]}" -> """
            """{"annotations": [{"input_id": "street"}]}""",
        ),
        b"{'annotations': [{'input_id': 'street'}]}",
    ),
    Refused(
        "http.unknown_path",
        "GET annotatons",
        "the path",
        ('path: "/v2/annotatons" -> "/v2/annotations"',),
    ),
    Refused("http.wrong_method", "PUT inputs", "the method", ('method: "PUT" -> "GET"',)),
    Refused(
        "http.body_limit",
        "POST annotations",
        "the body",
        None,
        one({"text": {"raw": 99 * "a"}}),
        options={"max_body_bytes": 64},
    ),
    Refused("api.not_built", "GET label_orders", "the request", None),
)
