"""Measures how long the first event of a stream takes, one stream at a time.

Arguments: a count and base URLs, which take turns. Prints a line for each: median and 99th
percentile in milliseconds.
"""

import http.client
import itertools
import statistics
import sys
import time
import urllib.parse

from request import NONCE, request

WARMUP = 300
HEADERS = {
    "Content-Type": "application/json",
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "benchmark-stream",
    "x-api-key": "benchmark",
}


def first_event(connection, body):
    """Seconds from sending a request to having read its answer's first event; reads the rest."""
    start = time.perf_counter()
    connection.request("POST", "/v1/messages", body, HEADERS)
    answer = connection.getresponse()
    lines = list(iter(answer.readline, b"\n"))
    seconds = time.perf_counter() - start
    assert answer.status == 200, (answer.status, lines)
    assert lines[0] == b"event: message_start\n", lines
    rest = answer.read()
    assert rest.rstrip().endswith(b'{"type":"message_stop"}'), rest
    return seconds


def main(count, urls):
    template = request(1024).replace(b'"model"', b'"stream":true,"model"')
    nonces = itertools.count(int(time.time()) * 1000000)
    connections = [http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc) for url in urls]
    delays = [[] for _ in urls]
    for turn in range(WARMUP + count):
        for connection, seen in zip(connections, delays):
            body = template.replace(NONCE.encode(), b"%016d" % next(nonces))
            seconds = first_event(connection, body)
            if turn >= WARMUP:
                seen.append(seconds * 1000)
    for seen in delays:
        print(f"{statistics.median(seen):.2f} {statistics.quantiles(seen, n=100)[98]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
