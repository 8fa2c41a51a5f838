"""Asks for each case plain and streamed through both SDKs, and prints whether the two answers are the same."""

import json
import sys

import anthropic
import openai


def message(answer):
    """What a message says, without the id that is made for each answer."""
    said = answer.model_dump(exclude_none=True)
    return {name: said.get(name) for name in ("type", "role", "model", "content", "stop_reason", "stop_sequence", "usage")}


def completion(answer):
    """What a completion says in the vendor's own words; the first choice is the only one."""
    choice = answer.choices[0]
    calls = [[c.id, c.type, c.function.name, c.function.arguments] for c in choice.message.tool_calls or []]
    return {
        "object": answer.object,
        "model": answer.model,
        "role": choice.message.role,
        "content": choice.message.content or None,
        "refusal": choice.message.refusal,
        "calls": calls,
        "finish": choice.finish_reason,
        "usage": answer.usage.model_dump(exclude_none=True),
    }


def ask_anthropic(client, case):
    request = {"model": case["model"], "max_tokens": 200, "messages": [{"role": "user", "content": case["name"]}]}
    with client.messages.stream(**request) as stream:
        streamed = stream.get_final_message()
    return message(client.messages.create(**request)), message(streamed)


def ask_openai(client, case):
    request = {"model": case["model"], "messages": [{"role": "user", "content": case["name"]}]}
    with client.chat.completions.stream(stream_options={"include_usage": True}, **request) as stream:
        stream.until_done()
        try:
            streamed = stream.get_final_completion()
        except (openai.ContentFilterFinishReasonError, openai.LengthFinishReasonError):
            # The SDK refuses to finish such an answer, but has collected it.
            streamed = stream.current_completion_snapshot
    return completion(client.chat.completions.create(**request)), completion(streamed)


def row(client, case, ask):
    try:
        plain, streamed = ask(case)
        same = plain == streamed
        detail = "" if same else f"plain {json.dumps(plain)} but streamed {json.dumps(streamed)}"
    except Exception as error:
        same, detail = False, f"{type(error).__name__}: {error}"
    print(json.dumps({"client": client, "case": case["name"], "same": same, "detail": detail}), flush=True)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    messages = anthropic.Anthropic(base_url=plan["baseUrl"], api_key="test", max_retries=0, timeout=60)
    chat = openai.OpenAI(base_url=plan["baseUrl"] + "/v1", api_key="test", max_retries=0, timeout=60)
    for case in plan["cases"]:
        row("anthropic-python", case, lambda each: ask_anthropic(messages, each))
        row("openai-python", case, lambda each: ask_openai(chat, each))


if __name__ == "__main__":
    main()
