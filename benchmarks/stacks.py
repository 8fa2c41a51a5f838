"""Summarises the stack samples that jfr printed on standard input, and the CPU time of threads.

Arguments: two lists of thread number, name and CPU ticks. The samples of some threads are lost more
often than those of others, so each counts for its share of what its threads used by those lists.

A sample counts for the part whose code runs (own), for the part that called the JDK's code that
runs (with JDK), and for all parts on its stack (inclusive).
"""

import collections
import re
import sys

PARTS = [
    ("CCO web", r"dev\.cco\.web\."),
    ("CCO cache", r"dev\.cco\.gateway\.(cache\.|CacheDesk)"),
    ("CCO ledger", r"dev\.cco\.ledger\."),
    ("CCO protocol", r"dev\.cco\.protocol\."),
    ("CCO kit and provider", r"dev\.cco\.(kit|provider)\."),
    ("CCO gateway, rest", r"dev\.cco\.gateway\."),
    ("RESTEasy", r"(io\.openliberty\.)?org\.jboss\.resteasy\.|io\.openliberty\.restfulWS"),
    ("Weld, CDI", r"org\.jboss\.weld\.|com\.ibm\.ws\.cdi|io\.openliberty\.cdi"),
    ("Liberty", r"com\.ibm\.|io\.openliberty\."),
    ("SmallRye", r"io\.smallrye\."),
    ("HttpClient", r"org\.apache\.hc\."),
    ("Ehcache", r"org\.ehcache\.|org\.terracotta\."),
    ("JPA, H2, Hikari", r"org\.eclipse\.persistence\.|org\.h2\.|com\.zaxxer\."),
    ("Micrometer", r"io\.micrometer\.|io\.prometheus\."),
    ("Jackson", r"com\.fasterxml\."),
]
MATCHERS = [(name, re.compile(pattern)) for name, pattern in PARTS]
JDK = re.compile(r"(java|javax|jdk|sun|com\.sun)\.")
FRAME = re.compile(r"^\s+([\w.$/<>-]+)\(.*")
THREAD = re.compile(r'^eventThread = "([^"]*)"')

# The threads that carry virtual ones, which have names of their own, or none.
CARRIERS = "ForkJoinPool-N-"


def part(frame):
    if JDK.match(frame):
        return "JDK"
    return next((name for name, pattern in MATCHERS if pattern.match(frame)), "other")


def pool(thread):
    """What the threads of one pool have in common; the kernel keeps 15 characters of a name."""
    return re.sub(r"\d+", "N", thread[:15])


def ticks_by_pool(before, after):
    start, used = read(before), collections.Counter()
    for thread, (name, ticks) in read(after).items():
        used[pool(name)] += ticks - start.get(thread, (name, 0))[1]
    return used


def read(path):
    rows = (line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8"))
    return {thread: (name, int(ticks)) for thread, name, ticks in rows}


def samples(lines):
    """Each sample's thread and frames, innermost first."""
    stack, thread = None, ""
    for line in lines:
        text = line.strip()
        named = THREAD.match(text)
        if stack is None and text.endswith("{"):
            thread = ""
        elif named:
            thread = named.group(1)
        elif text.startswith("stackTrace = ["):
            stack = []
        elif stack is not None and text == "]":
            if stack:
                yield thread, stack
            stack = None
        elif stack is not None:
            frame = FRAME.match(line)
            if frame:
                # Generated classes carry numbers that differ from run to run.
                stack.append(re.sub(r"(\$\$Lambda|/0x)[\w./+]*", r"\1", frame.group(1)))


def virtual(stack):
    return "java.lang.VirtualThread.run" in stack


def table(title, shares, rows):
    print(f"\n| {title} | share |\n| --- | ---: |")
    for name, share in shares.most_common(rows):
        if share >= 0.002:
            print(f"| {name} | {share:.1%} |")


def weighted(found, ticks, total):
    """The samples, each with its share of all CPU time."""
    pools = [CARRIERS if virtual(stack) else pool(thread) for thread, stack in found]
    count = collections.Counter(pools)
    for name, (_, stack) in zip(pools, found):
        yield ticks[name] / total / count[name], stack


def main(before, after):
    ticks = ticks_by_pool(before, after)
    total = sum(ticks.values())
    found = list(samples(sys.stdin))
    own, caller, inclusive = (collections.Counter() for _ in range(3))
    method, methods, callers = (collections.Counter() for _ in range(3))
    for weight, stack in weighted(found, ticks, total):
        parts = [part(frame) for frame in stack]
        outside = next((i for i, name in enumerate(parts) if name != "JDK"), None)
        own[parts[0]] += weight
        caller["JDK" if outside is None else parts[outside]] += weight
        method[stack[0]] += weight
        for name in set(parts):
            inclusive[name] += weight
        for frame in {frame for frame, name in zip(stack, parts) if name.startswith("CCO")}:
            methods[frame] += weight
        if outside is not None:
            callers[stack[outside]] += weight

    table("Threads", collections.Counter({k: v / total for k, v in ticks.items()}), 20)
    print(f"\n| Part ({len(found)} samples) | own | with JDK | inclusive |\n| --- | ---: | ---: | ---: |")
    for name, share in caller.most_common():
        print(f"| {name} | {own[name]:.1%} | {share:.1%} | {inclusive[name]:.1%} |")
    table("Method, own time", method, 25)
    table("Method outside the JDK, with the JDK's code it calls", callers, 30)
    table("Method of CCO, inclusive", methods, 50)


if __name__ == "__main__":
    main(*sys.argv[1:])
