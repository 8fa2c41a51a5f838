"""Does one thing with message batches by Anthropic's SDK and prints what it saw as JSON."""

import json
import sys
import time

import anthropic


def request(custom_id, model, text):
    return {
        "custom_id": custom_id,
        "params": {"model": model, "max_tokens": 50, "messages": [{"role": "user", "content": text}]},
    }


def create(batches, model, count):
    requests = [request(f"item-{i}", model, f"say number {i}") for i in range(int(count))]
    return batches.create(requests=requests).to_dict(mode="json")


def retrieve(batches, batch_id):
    return batches.retrieve(batch_id).to_dict(mode="json")


def finish(batches, batch_id):
    deadline = time.monotonic() + 60
    batch = batches.retrieve(batch_id)
    while batch.processing_status != "ended" and time.monotonic() < deadline:
        time.sleep(0.05)
        batch = batches.retrieve(batch_id)
    results = [result.to_dict(mode="json") for result in batches.results(batch_id)]
    return {"batch": batch.to_dict(mode="json"), "results": results}


def cancel(batches, batch_id):
    return batches.cancel(batch_id).to_dict(mode="json")


def change_mind(batches, model, count):
    """All within the time that the first requests take."""
    batch_id = create(batches, model, count)["id"]
    early = refusal(batches, "delete", batch_id)
    canceling = cancel(batches, batch_id)
    return {"id": batch_id, "early": early, "canceling": canceling, **finish(batches, batch_id)}


def delete(batches, batch_id):
    return batches.delete(batch_id).to_dict(mode="json")


def pages(batches, limit):
    return [batch.id for batch in batches.list(limit=int(limit))]


def refusal(batches, step, *arguments):
    try:
        STEPS[step](batches, *arguments)
    except anthropic.APIStatusError as error:
        return {"class": type(error).__name__, "body": error.body, "request_id": error.request_id}
    return {"class": "none"}


STEPS = {
    step.__name__: step for step in (create, retrieve, finish, change_mind, delete, pages, refusal)
}


def main(base_url, step, *arguments):
    client = anthropic.Anthropic(base_url=base_url, api_key="a-placeholder", max_retries=0, timeout=60)
    print(json.dumps(STEPS[step](client.messages.batches, *arguments)))


main(*sys.argv[1:])
