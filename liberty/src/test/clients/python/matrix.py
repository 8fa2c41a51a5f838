"""Runs a client's cases over a plan's routes and prints one JSON line for each.

A client is a module with NAME, connect(plan) and one function case_<name>(client, route, plan, ask) per case; ask(text)
makes the text that tells this client, case and route from all others, in the journal and in the cache.
"""

import json
import re
import sys
import traceback


def equal(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, was {actual!r}")


def holds(what, condition, seen):
    if not condition:
        raise AssertionError(f"{what}: was {seen!r}")


def text_of(route, case, actual):
    """The text is the one the plan knows, or any where the plan knows none."""
    expected = route.get("texts", {}).get(case)
    if expected is None:
        holds("text is not empty", actual and actual.strip(), actual)
        return
    equal("text", actual, expected)


def usage_of(route, case, counted):
    """Input and output tokens are those the plan knows, or more than none."""
    expected = route.get("usage", {}).get(case)
    if expected is None:
        holds("tokens are counted", all(isinstance(n, int) and n > 0 for n in counted), counted)
        return
    equal("usage", list(counted), expected)


def retry_after_of(route, headers):
    actual = headers.get("retry-after")
    expected = route.get("retryAfter")
    if expected is None:
        holds("retry-after", actual is not None and re.fullmatch(r"\d+", actual), actual)
        return
    equal("retry-after", actual, expected)


def refused(error_class, call):
    try:
        call()
    except error_class as error:
        return error
    except Exception as error:
        raise AssertionError(f"expected {error_class.__name__}, was {type(error).__name__}: {error}") from error
    raise AssertionError(f"expected {error_class.__name__}, was an answer")


def run(client_module):
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    client = client_module.connect(plan)
    for route in plan["routes"]:
        for case in plan["cases"]:
            print(json.dumps(outcome(client_module, client, route, case, plan)), flush=True)


def outcome(client_module, client, route, case, plan):
    row = {"client": client_module.NAME, "case": case, "route": route["name"]}
    function = getattr(client_module, "case_" + case.replace("-", "_"), None)
    if function is None:
        return row | {"outcome": "failed", "detail": "the client has no such case"}

    def ask(text):
        return f"{text} [{case}] ({client_module.NAME}, {route['name']})"

    try:
        detail = function(client, route, plan, ask)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        return row | {"outcome": "failed", "detail": f"{type(error).__name__}: {error} ({where})"[:1500]}
    return row | {"outcome": "passed", "detail": detail or ""}
