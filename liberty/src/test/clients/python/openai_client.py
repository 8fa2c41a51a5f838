import json
import sys

import openai

import matrix
from matrix import equal, holds, refused, retry_after_of, text_of, usage_of

NAME = "openai-python"
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
            "required": ["city", "unit"],
            "additionalProperties": False,
        },
    },
}


def connect(plan):
    return openai.OpenAI(base_url=plan["baseUrl"] + "/v1", api_key=plan["apiKey"], max_retries=0, timeout=60)


def user(content):
    return {"role": "user", "content": content}


def finished(completion, route, case, finish="stop"):
    equal("object", completion.object, "chat.completion")
    equal("model", completion.model, route["model"])
    holds("id", completion.id, completion.id)
    holds("created", completion.created > 1_500_000_000, completion.created)
    equal("choices", len(completion.choices), 1)
    equal("role", completion.choices[0].message.role, "assistant")
    equal("finish_reason", completion.choices[0].finish_reason, finish)
    usage = completion.usage
    usage_of(route, case, [usage.prompt_tokens, usage.completion_tokens])
    equal("total tokens", usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)


def streamed(client, **request):
    """The SDK's own accumulation, and how many pieces of content it was made of."""
    deltas = 0
    with client.chat.completions.stream(stream_options={"include_usage": True}, **request) as stream:
        for event in stream:
            deltas += event.type == "content.delta"
        return stream.get_final_completion(), deltas


def case_create(client, route, plan, ask):
    completion = client.chat.completions.create(model=route["model"], messages=[user(ask("Say hello."))])

    finished(completion, route, "create")
    text_of(route, "create", completion.choices[0].message.content)
    holds("request id", completion._request_id, completion._request_id)
    return completion._request_id


def case_stream(client, route, plan, ask):
    completion, deltas = streamed(client, model=route["model"], messages=[user(ask("Say hello."))])

    finished(completion, route, "stream")
    text_of(route, "stream", completion.choices[0].message.content)
    holds("more than one delta", deltas > 1, deltas)
    return f"{deltas} deltas"


def case_stream_without_usage(client, route, plan, ask):
    chunks = list(
        client.chat.completions.create(
            model=route["model"], messages=[user(ask("Say hello [stream]."))], stream=True
        )
    )

    text_of(route, "stream", "".join(chunk.choices[0].delta.content or "" for chunk in chunks))
    holds("nobody asked for usage", all(chunk.usage is None for chunk in chunks), chunks[-1])
    equal("finish_reason", chunks[-1].choices[0].finish_reason, "stop")


def weather_round_trip(route, ask, call):
    question = user(ask("Please call get_weather for Paris."))
    first = call(tools=[WEATHER], messages=[question])

    finished(first, route, "tools", "tool_calls")
    message = first.choices[0].message
    equal("tool calls", len(message.tool_calls), 1)
    made = message.tool_calls[0]
    equal("tool", made.function.name, "get_weather")
    holds("tool id", made.id, made.id)
    arguments = json.loads(made.function.arguments)
    if "toolInput" in route:
        equal("tool arguments", arguments, route["toolInput"])
        equal("text before the call", message.content, "Let me look.")
    holds("tool arguments", isinstance(arguments, dict), arguments)
    if "toolId" in route:
        equal("tool id", made.id, route["toolId"])

    result = {"role": "tool", "tool_call_id": made.id, "content": "18 degrees and sunny"}
    answer = {
        "role": "assistant",
        "content": message.content,
        "tool_calls": [
            {
                "id": made.id,
                "type": "function",
                "function": {"name": made.function.name, "arguments": made.function.arguments},
            }
        ],
    }
    last = call(tools=[WEATHER], messages=[question, answer, result])

    finished(last, route, "tool-result")
    text_of(route, "tool-result", last.choices[0].message.content)
    return made.id


def case_tools(client, route, plan, ask):
    return weather_round_trip(
        route, ask, lambda **rest: client.chat.completions.create(model=route["model"], **rest)
    )


def case_tools_stream(client, route, plan, ask):
    return weather_round_trip(route, ask, lambda **rest: streamed(client, model=route["model"], **rest)[0])


def case_image(client, route, plan, ask):
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + plan["image"]}}
    completion = client.chat.completions.create(
        model=route["model"], messages=[user([{"type": "text", "text": ask("What is this?")}, image])]
    )

    finished(completion, route, "image")
    text_of(route, "image", completion.choices[0].message.content)


def case_models(client, route, plan, ask):
    models = list(client.models.list())

    holds("the model is listed", route["model"] in [model.id for model in models], [model.id for model in models][:40])
    for model in models:
        equal("object", model.object, "model")
        holds("owner", model.owned_by, model)
    return f"{len(models)} models"


def case_limited(client, route, plan, ask):
    error = refused(
        openai.RateLimitError,
        lambda: client.chat.completions.create(model=route["limitedModel"], messages=[user(ask("Say hello."))]),
    )

    equal("status", error.status_code, 429)
    holds("type or code", "rate_limit" in f"{error.type} {error.code}", error.body)
    retry_after_of(route, error.response.headers)


def case_unknown(client, route, plan, ask):
    error = refused(
        openai.NotFoundError,
        lambda: client.chat.completions.create(model=route["unknownModel"], messages=[user(ask("Say hello."))]),
    )

    equal("status", error.status_code, 404)
    equal("code", error.code, "model_not_found")
    equal("type", error.type, "invalid_request_error")


def responded(response, route, case, status="completed"):
    equal("object", response.object, "response")
    equal("model", response.model, route["model"])
    equal("status", response.status, status)
    holds("id", response.id, response.id)
    usage = response.usage
    usage_of(route, case, [usage.input_tokens, usage.output_tokens])
    equal("total tokens", usage.total_tokens, usage.input_tokens + usage.output_tokens)


def case_responses(client, route, plan, ask):
    response = client.responses.create(model=route["model"], input=ask("Say hello."))

    responded(response, route, "create")
    text_of(route, "create", response.output_text)
    holds("request id", response._request_id, response._request_id)
    return response._request_id


def case_responses_stream(client, route, plan, ask):
    kinds = []
    deltas = []
    with client.responses.stream(model=route["model"], input=[user(ask("Say hello."))]) as stream:
        for event in stream:
            kinds.append(event.type)
            if event.type == "response.output_text.delta":
                deltas.append(event.delta)
        response = stream.get_final_response()

    equal("first event", kinds[0], "response.created")
    equal("last event", kinds[-1], "response.completed")
    responded(response, route, "stream")
    text_of(route, "stream", response.output_text)
    equal("deltas", "".join(deltas), response.output_text)
    holds("more than one delta", len(deltas) > 1, deltas)
    return f"{len(deltas)} deltas"


def case_responses_tools(client, route, plan, ask):
    tool = {"type": "function"} | WEATHER["function"]
    conversation = [user(ask("Please call get_weather for Paris."))]
    first = client.responses.create(model=route["model"], input=conversation, tools=[tool], store=False)

    responded(first, route, "tools")
    calls = [item for item in first.output if item.type == "function_call"]
    equal("function calls", len(calls), 1)
    equal("tool", calls[0].name, "get_weather")
    arguments = json.loads(calls[0].arguments)
    holds("tool arguments", isinstance(arguments, dict), arguments)
    if "toolInput" in route:
        equal("tool arguments", arguments, route["toolInput"])
        equal("text before the call", first.output_text, "Let me look.")
    if "toolId" in route:
        equal("call id", calls[0].call_id, route["toolId"])

    conversation += first.output
    conversation.append(
        {"type": "function_call_output", "call_id": calls[0].call_id, "output": "18 degrees and sunny"}
    )
    with client.responses.stream(model=route["model"], input=conversation, tools=[tool], store=False) as stream:
        last = stream.until_done().get_final_response()

    responded(last, route, "tool-result")
    text_of(route, "tool-result", last.output_text)
    return calls[0].call_id


def embedded(answer, route):
    equal("object", answer.object, "list")
    equal("model", answer.model, route["model"])
    equal("indexes", [(item.object, item.index) for item in answer.data], [("embedding", 0), ("embedding", 1)])
    for item in answer.data:
        holds("numbers", len(item.embedding) > 3 and all(isinstance(n, float) for n in item.embedding), item.embedding)
    holds("tokens", answer.usage.prompt_tokens > 0, answer.usage)
    equal("total tokens", answer.usage.total_tokens, answer.usage.prompt_tokens)


def case_embeddings(client, route, plan, ask):
    """The SDK asks for base64 by itself and decodes it."""
    texts = [ask("Hello."), ask("Hello again.")]
    answer = client.embeddings.create(model=route["model"], input=texts)
    numbers = client.embeddings.create(model=route["model"], input=texts, encoding_format="float")

    embedded(answer, route)
    embedded(numbers, route)
    for decoded, given in zip(answer.data, numbers.data):
        close = all(abs(a - b) < 1e-6 for a, b in zip(decoded.embedding, given.embedding, strict=True))
        holds("the same numbers", close, decoded.embedding[:4])
    return f"{len(answer.data[0].embedding)} dimensions"


def case_embeddings_refused(client, route, plan, ask):
    none = refused(
        openai.BadRequestError,
        lambda: client.embeddings.create(model=route["unknownModel"], input="Hello."),
    )
    empty = refused(openai.BadRequestError, lambda: client.embeddings.create(model=route["model"], input=[]))

    equal("param", none.param, "model")
    holds("the model is named", route["unknownModel"] in none.message, none.message)
    equal("param", empty.param, "input")


if __name__ == "__main__":
    matrix.run(sys.modules[__name__])
