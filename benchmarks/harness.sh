# What benchmarks/run and benchmarks/profile share: programs, processes, load, CPU seconds.

BENCHMARKS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
CHECKOUT=$(dirname -- "$BENCHMARKS")

WARMUP=${CCO_BENCH_WARMUP:-15}
MOST_ROUNDS=${CCO_BENCH_ROUNDS:-12}
MEASURE=${CCO_BENCH_MEASURE:-15}
CONNECTIONS=${CCO_BENCH_CONNECTIONS:-64}
SIZES=${CCO_BENCH_SIZES:-1 20 80}
JAR=${CCO_BENCH_JAR:-$CHECKOUT/liberty/target/cco.jar}
MEASURED_CORE=${CCO_BENCH_CORE:-0}
LOAD_CORE=${CCO_BENCH_LOAD_CORE:-1}

TICKS=$(getconf CLK_TCK)
WORK=

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "benchmark: $*"
  exit 1
}

require_programs() {
  local missing=() program
  PATH=$PATH:/usr/sbin:/sbin
  for program in nginx wrk taskset python3 curl; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  if ((${#missing[@]})); then
    fail "missing: ${missing[*]} (on Debian: apt-get install nginx-light wrk util-linux python3 curl)"
  fi
  local core
  for core in "$MEASURED_CORE" "$LOAD_CORE"; do
    taskset -c "$core" true 2>/dev/null || fail "there is no core $core to pin to; two cores are needed"
  done
}

# Sets JAVA to the newest Java on this machine, which must be 21 or newer.
find_java() {
  local candidate feature newest=0
  for candidate in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    [[ -x $candidate ]] || continue
    feature=$("$candidate" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p')
    if ((${feature:-0} > newest)); then
      newest=$feature
      JAVA=$candidate
    fi
  done
  ((newest >= 21)) || fail "missing: a JDK 21 or newer (looked at JAVA_HOME, PATH and /usr/lib/jvm)"
  JAVA_FEATURE=$newest
}

build_jar() {
  if [[ ! -f $JAR ]]; then
    [[ -z ${CCO_BENCH_JAR:-} ]] || fail "there is no $JAR"
    say "building $JAR"
    (cd "$CHECKOUT" && ./mvnw -q -Dquick -DskipTests package >&2)
  fi
}

open_workspace() {
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/cco-bench.XXXXXX")
  trap close_workspace EXIT
  trap 'exit 130' INT TERM
  # A copy: a build may replace the jar meanwhile.
  cp "$JAR" "$WORK/cco.jar"
  local size
  for size in $SIZES; do
    python3 "$BENCHMARKS/request.py" "$size" >"$WORK/request-$size.json"
  done
}

close_workspace() {
  local pid
  for pid in $(jobs -pr); do
    stop "$pid"
  done
  rm -rf -- "$WORK"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Starts a program on a core, its output in a file; sets PID.
start() {
  local core=$1 log=$2
  shift 2
  taskset -c "$core" "$@" >"$log" 2>&1 </dev/null &
  PID=$!
}

# Whether a process that this shell started still runs.
running() { [[ " $(jobs -pr | tr '\n' ' ') " == *" $1 "* ]]; }

# Ends what was started, if it still runs: the number of an ended process may be another's by now.
stop() {
  if running "$1"; then
    kill "$1"
    wait "$1" || true
  fi
}

await() {
  local what=$1 url=$2 seconds=$3 log=$4 pid=$5 deadline
  deadline=$((SECONDS + seconds))
  until curl -sf -o /dev/null "$url"; do
    if ((SECONDS > deadline)) || ! running "$pid"; then
      tail -n 20 "$log" >&2
      fail "$what did not start"
    fi
    sleep 0.2
  done
}

# Writes nginx's configuration from a template, starts it, and waits for it.
start_nginx() {
  local name=$1 core=$2 port=$3 user=
  # Started by root, nginx would serve as somebody who cannot enter the workspace.
  ((EUID)) || user="user root;"
  mkdir -p "$WORK/$name"
  sed -e "s|@USER@|$user|" -e "s|@DIRECTORY@|$WORK/$name|" -e "s|@PORT@|$port|" \
    -e "s|@UPSTREAM@|${UPSTREAM_PORT:-}|" "$BENCHMARKS/$name.conf" >"$WORK/$name.conf"
  start "$core" "$WORK/$name.log" nginx -p "$WORK/$name" -e "$WORK/$name.log" -c "$WORK/$name.conf"
  await "nginx as $name" "http://127.0.0.1:$port/up" 10 "$WORK/$name.log" "$PID"
}

start_upstream() {
  UPSTREAM_PORT=$(free_port)
  start_nginx upstream "$LOAD_CORE" "$UPSTREAM_PORT"
  UPSTREAM_URL=http://127.0.0.1:$UPSTREAM_PORT
}

start_proxy() {
  local port
  port=$(free_port)
  start_nginx proxy "$MEASURED_CORE" "$port"
  PROXY_PID=$PID
  PROXY_URL=http://127.0.0.1:$port
}

# Starts CCO with its defaults, a fresh data directory, and what further settings say (NAME=value).
start_cco() {
  local port data
  port=$(free_port)
  data=$(mktemp -d "$WORK/data.XXXXXX")
  start "$MEASURED_CORE" "$WORK/cco.log" env CCO_PORT="$port" CCO_HOME="$WORK/home" \
    CCO_CONFIG_DIR="$CHECKOUT/config" CCO_DATA_DIR="$data" CCO_PLUGINS_DIR="$WORK/home/plugins" \
    CCO_PROVIDER_ANTHROPIC_ENDPOINT="$UPSTREAM_URL" CCO_PROVIDER_ANTHROPIC_API_KEY=benchmark "$@" \
    "$JAVA" "-Duser.home=$WORK/home" -jar "$WORK/cco.jar"
  CCO_PID=$PID
  CCO_URL=http://127.0.0.1:$port
  await CCO "$CCO_URL/health/ready" 180 "$WORK/cco.log" "$CCO_PID"
}

# CPU time of a process and all its descendants, user and system, in clock ticks.
cpu_ticks() {
  # A process may end between being listed and being read.
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/(.*)/-/' | awk -v root="$1" '
    { parent[$1] = $4; ticks[$1] = $14 + $15 }
    END {
      for (pid in ticks) {
        for (p = pid; p in parent && p != root; p = parent[p]);
        if (p == root) sum += ticks[pid]
      }
      print sum + 0
    }'
}

# Waits until a process has done what it does behind its answers (the ledger's writer).
settle() {
  local before after deadline=$((SECONDS + 120))
  after=$(cpu_ticks "$1")
  while ((SECONDS < deadline)); do
    before=$after
    sleep 1
    after=$(cpu_ticks "$1")
    ((after - before > TICKS / 20)) || return 0
  done
  fail "the measured process does not come to rest"
}

# Loads a URL until the measured process has used so many CPU seconds; wrk's report goes to a file.
load() {
  local pid=$1 url=$2 mode=$3 size=$4 seconds=$5 report=$6
  local start deadline=$((SECONDS + 60 + 20 * seconds))
  start=$(cpu_ticks "$pid")
  taskset -c "$LOAD_CORE" wrk -t1 -c"$CONNECTIONS" -d3600 --timeout 60s -s "$BENCHMARKS/wrk.lua" \
    "$url/v1/messages" -- "$mode" "$WORK/request-$size.json" >"$report" 2>&1 &
  local wrk=$!
  while ((($(cpu_ticks "$pid") - start) < seconds * TICKS)); do
    ((SECONDS < deadline)) || fail "the measured process gets no CPU time; is the machine busy?"
    running "$wrk" || fail "wrk ended: $(cat "$report")"
    sleep 0.25
  done
  kill -INT "$wrk"
  wait "$wrk" || fail "wrk failed: $(cat "$report")"
  # Without its script wrk would go on and send something else.
  if grep -qE 'Non-2xx|Socket errors|wrk\.lua' "$report"; then
    fail "not all requests were answered ($mode, $size KB): $(grep -E 'Non-2xx|Socket errors|wrk\.lua' "$report")"
  fi
}

# Sets RATE_NOW to the requests that a process answers per CPU second under a load, and BUSY to the
# per cent of its core that it used meanwhile.
rate() {
  local pid=$1 url=$2 mode=$3 size=$4 seconds=$5 before started microseconds
  settle "$pid"
  before=$(cpu_ticks "$pid")
  started=${EPOCHREALTIME/[.,]/}
  load "$pid" "$url" "$mode" "$size" "$seconds" "$WORK/wrk.txt"
  microseconds=$((${EPOCHREALTIME/[.,]/} - started))
  BUSY=$((($(cpu_ticks "$pid") - before) * 100000000 / TICKS / microseconds))
  # What is done behind the answers is paid for by them.
  settle "$pid"
  RATE_NOW=$(awk -v used=$(($(cpu_ticks "$pid") - before)) -v ticks="$TICKS" \
    '/ requests in / { printf "%.0f", $1 / (used / ticks) }' "$WORK/wrk.txt")
}

# Lets a process and its children run on some cores.
confine() {
  local pid
  for pid in "$1" $(ps -o pid= --ppid "$1"); do
    taskset -a -c -p "$2" "$pid" >/dev/null 2>&1 || true
  done
}

# Loads a process in rounds until two in a row are hardly faster than the best before: the JIT
# compiler of one core needs minutes, so that it has both meanwhile.
warm_up() {
  confine "$1" "$MEASURED_CORE,$LOAD_CORE"
  rounds "$@"
  confine "$1" "$MEASURED_CORE"
}

rounds() {
  local seconds=$5 best=0 calm=0 round
  for ((round = 1; round <= MOST_ROUNDS; round++)); do
    rate "$1" "$2" "$3" "$4" "$seconds"
    say "  warming up, $3 $4 KB, round $round: $RATE_NOW per CPU second, core busy $BUSY %"
    if ((RATE_NOW * 100 > best * 103)); then
      best=$RATE_NOW
      calm=0
    else
      calm=$((calm + 1))
      ((calm < 2)) || return 0
    fi
  done
}
