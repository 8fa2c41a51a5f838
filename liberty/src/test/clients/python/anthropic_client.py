import sys

import anthropic

import matrix
from matrix import equal, holds, refused, retry_after_of, text_of, usage_of

NAME = "anthropic-python"
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
        "required": ["city"],
    },
}


def connect(plan):
    return anthropic.Anthropic(base_url=plan["baseUrl"], api_key=plan["apiKey"], max_retries=0, timeout=60)


def user(content):
    return {"role": "user", "content": content}


def finished(message, route, case, stop="end_turn"):
    equal("type", message.type, "message")
    equal("role", message.role, "assistant")
    equal("model", message.model, route["model"])
    holds("id", message.id and message.id.startswith("msg"), message.id)
    equal("stop_reason", message.stop_reason, stop)
    usage_of(route, case, [message.usage.input_tokens, message.usage.output_tokens])


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


def case_create(client, route, plan, ask):
    message = client.messages.create(model=route["model"], max_tokens=200, messages=[user(ask("Say hello."))])

    finished(message, route, "create")
    text_of(route, "create", text(message))
    holds("request id", message._request_id, message._request_id)
    return message._request_id


def case_stream(client, route, plan, ask):
    kinds = []
    with client.messages.stream(
        model=route["model"], max_tokens=200, messages=[user(ask("Say hello."))]
    ) as stream:
        for event in stream:
            kinds.append(event.type)
        message = stream.get_final_message()

    finished(message, route, "stream")
    text_of(route, "stream", text(message))
    equal("first event", kinds[0], "message_start")
    equal("last event", kinds[-1], "message_stop")
    deltas = kinds.count("content_block_delta")
    holds("more than one delta", deltas > 1, deltas)
    return f"{deltas} deltas"


def weather_round_trip(client, route, ask, call):
    question = user(ask("Please call get_weather for Paris."))
    first = call(tools=[WEATHER], messages=[question])

    finished(first, route, "tools", "tool_use")
    uses = [block for block in first.content if block.type == "tool_use"]
    equal("tool calls", len(uses), 1)
    equal("tool", uses[0].name, "get_weather")
    holds("tool id", uses[0].id, uses[0].id)
    if "toolInput" in route:
        equal("tool input", uses[0].input, route["toolInput"])
        equal("text before the call", text(first), "Let me look.")
    holds("tool input", isinstance(uses[0].input, dict), uses[0].input)
    if "toolId" in route:
        equal("tool id", uses[0].id, route["toolId"])

    result = {"type": "tool_result", "tool_use_id": uses[0].id, "content": "18 degrees and sunny"}
    answer = [block.model_dump(exclude_none=True) for block in first.content]
    last = call(tools=[WEATHER], messages=[question, {"role": "assistant", "content": answer}, user([result])])

    finished(last, route, "tool-result")
    text_of(route, "tool-result", text(last))
    return uses[0].id


def case_tools(client, route, plan, ask):
    return weather_round_trip(
        client, route, ask, lambda **rest: client.messages.create(model=route["model"], max_tokens=200, **rest)
    )


def case_tools_stream(client, route, plan, ask):
    def call(**rest):
        with client.messages.stream(model=route["model"], max_tokens=200, **rest) as stream:
            return stream.get_final_message()

    return weather_round_trip(client, route, ask, call)


def case_image(client, route, plan, ask):
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": plan["image"]}}
    message = client.messages.create(
        model=route["model"],
        max_tokens=200,
        messages=[user([image, {"type": "text", "text": ask("What is this?")}])],
    )

    finished(message, route, "image")
    text_of(route, "image", text(message))


def case_models(client, route, plan, ask):
    models = list(client.models.list(limit=1000))

    holds("the model is listed", route["model"] in [model.id for model in models], [model.id for model in models][:40])
    for model in models:
        equal("type", model.type, "model")
        holds("display name", model.display_name, model)
    return f"{len(models)} models"


def case_limited(client, route, plan, ask):
    error = refused(
        anthropic.RateLimitError,
        lambda: client.messages.create(
            model=route["limitedModel"], max_tokens=200, messages=[user(ask("Say hello."))]
        ),
    )

    equal("status", error.status_code, 429)
    equal("type", error.body["error"]["type"], "rate_limit_error")
    retry_after_of(route, error.response.headers)


def case_unknown(client, route, plan, ask):
    error = refused(
        anthropic.NotFoundError,
        lambda: client.messages.create(
            model=route["unknownModel"], max_tokens=200, messages=[user(ask("Say hello."))]
        ),
    )

    equal("status", error.status_code, 404)
    equal("envelope", error.body["type"], "error")
    equal("type", error.body["error"]["type"], "not_found_error")
    holds("message", error.body["error"]["message"], error.body)


if __name__ == "__main__":
    matrix.run(sys.modules[__name__])
