"""Prints a Messages request of exactly so many KB, with a nonce of 16 digits in its last turn."""

import json
import sys

NONCE = "0000000000000000"
PROSE = (
    "The build fails since yesterday: \"cannot find symbol\" in Gateway.java, line 118.\n"
    "I read the diff twice and see nothing that would move the class; on the other machine it "
    "compiles. Please look at the imports first, then at the module's dependencies — the "
    "café demo branch has the same change.\n\n"
    "\tif (plan.isEmpty()) {\n\t\tthrow new RefusalException(unknownModel(model));\n\t}\n"
)
TOOLS = [
    {
        "name": name,
        "description": text,
        "input_schema": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "pattern": {"type": "string"}},
            "required": ["path"],
        },
    }
    for name, text in [
        ("read_file", "Reads a file of the project and gives its text with line numbers."),
        ("search", "Searches the project's files for a regular expression."),
        ("run_tests", "Runs the tests of one module and gives the report."),
    ]
]


def request(size):
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 1024,
        "temperature": 1,
        "system": [{"type": "text", "text": "You help with code. Answer briefly."}],
        "messages": [],
    }
    if size > 4096:
        body["tools"] = TOOLS
    last = {"role": "user", "content": [{"type": "text", "text": f"Call {NONCE}. "}]}
    turns = body["messages"]
    while True:
        turn = [
            {"role": "user", "content": PROSE * 2},
            {"role": "assistant", "content": [{"type": "text", "text": PROSE}]},
        ]
        if length({**body, "messages": [*turns, *turn, last]}) > size:
            break
        turns += turn
    turns.append(last)
    # ASCII, so that a character is a byte.
    last["content"][0]["text"] += filler(size - length(body))
    assert length(body) == size
    return encode(body)


def filler(length):
    words = "and then the next file "
    return (words * (length // len(words) + 1))[:length]


def encode(body):
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def length(body):
    return len(encode(body))


if __name__ == "__main__":
    sys.stdout.buffer.write(request(int(sys.argv[1]) * 1024))
