#!/usr/bin/env python3
"""Measures flixir against its goals, side by side in one run, and prints a table in Markdown.

    cargo build --release --locked
    python3 benches/run.py                  # everything; about fifteen minutes
    python3 benches/run.py cached imports   # some
    python3 benches/run.py --write          # put what people wait for into README.md as well

Whole processes are timed, from their start to their end. What is compared runs in turn, pair by pair, so that a busy moment
hits both; told are medians, with the quartiles in brackets. Needs Python 3, curl, and a Unix; only the loopback interface is
used, and a home of its own. See README.md beside this file.
"""

import argparse
import atexit
import contextlib
import datetime
import json
import os
import platform
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from multiprocessing import Process
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import titles  # noqa: E402
import waits  # noqa: E402
from table import Row, quartiles, ratio, table, told  # noqa: E402
from tmdb import requests_of  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "target"
TOOLS = TARGET / "release"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"


# ---- the other side of the wire ----


def page(number):
    """A page of a search as TMDB gives it: 20 rows, 11 kB."""
    rows = []
    for index in range(20):
        film = number * 20 + index
        rows.append(
            {
                "adult": False,
                "backdrop_path": f"/{film:027d}.jpg",
                "id": film + 1,
                "title": f"A film with the number {film}",
                "original_language": "en",
                "original_title": f"A film with the number {film}",
                "overview": "Somebody wants something, and somebody else is in the way. " * 5,
                "poster_path": f"/{film:027d}.jpg",
                "media_type": "movie",
                "genre_ids": [28, 878, 12],
                "popularity": 12.345,
                "release_date": "1999-03-31",
                "video": False,
                "vote_average": 7.1,
                "vote_count": 1234,
            }
        )
    return json.dumps({"page": number, "results": rows, "total_pages": 500, "total_results": 10_000}).encode()


def serve(listener, latency, exports):
    """Answers searches after `latency` seconds, and exports at once."""
    pages = {number: page(number) for number in range(1, 31)}

    def answer(connection):
        with connection:
            for head, _ in requests_of(connection):
                path = head.split(b" ", 2)[1].decode()
                if "/exports/" in path:
                    name = path.rsplit("/", 1)[1].rsplit("_", 3)[0]
                    body, kind = exports[name], "application/gzip"
                else:
                    asked = [part for part in path.split("?")[-1].split("&") if part.startswith("page=")]
                    body, kind = pages[int(asked[0][5:]) if asked else 1], "application/json;charset=utf-8"
                    time.sleep(latency)
                start = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(start.encode() + body)

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


class Server:
    """A server in a process of its own."""

    def __init__(self, latency=0.0, exports=None):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.process = Process(target=serve, args=(listener, latency, exports or {}), daemon=True)
        self.process.start()
        listener.close()

    def stop(self):
        self.process.terminate()
        self.process.join()


# ---- measuring ----


class Run:
    """How a process went: wall and CPU time in milliseconds."""

    def __init__(self, wall, cpu):
        self.wall, self.cpu = wall, cpu


def spawn(command, environment, ok=(0,)):
    null = os.open(os.devnull, os.O_RDWR)
    streams = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=streams)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    os.close(null)
    if os.waitstatus_to_exitcode(status) not in ok:
        sys.exit(f"exit code {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Run(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def in_turn(rounds, *makers, pause=0.0):
    """Runs each maker's command once a round; which begins changes. Makers are called with the round's number.

    `pause` is for what asks the network: every flixir of a machine keeps to 40 requests a second together, and a run must not
    wait for the one before it."""
    runs = [[] for _ in makers]
    for number in range(rounds):
        order = list(enumerate(makers))
        for place, make in order if number % 2 else reversed(order):
            time.sleep(pause)
            runs[place].append(spawn(*make(number)))
    return runs


def peak_mb(command, environment, rounds=5):
    """The most memory that a process had, the median of some."""
    peaks = []
    for _ in range(rounds):
        told = subprocess.run([str(TOOLS / "peak"), *command], env=environment, stdout=subprocess.PIPE, check=True)
        peaks.append(int(told.stdout) / 1000)
    return statistics.median(peaks)


class World:
    """A home of its own, and commands in it."""

    def __init__(self, options):
        self.rounds = options.rounds
        self.repeats = options.repeats
        self.titles = options.titles
        self.folder = Path(tempfile.mkdtemp(prefix="flixir-bench-"))
        self.flixir = str(Path(options.flixir).resolve())
        self.peak = str(TOOLS / "peak")
        self.catalog_facts = None
        self.prepared = set()

    def environment(self, server, home="home"):
        folder = self.folder / home
        folder.mkdir(exist_ok=True)
        return {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "TMDB_BASE_URL": server,
            "TMDB_EXPORTS_URL": server,
            "TMDB_API_KEY": "0123456789abcdef0123456789abcdef",
            "TMDB_SESSION_ID": "0123456789abcdef0123456789abcdef01234567",
        }

    def command(self, *words):
        return [self.flixir, *words]

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


# ---- the benchmarks: each takes the world and returns rows; a new one goes into BENCHMARKS below ----


def cached(world):
    """A search that the cache answers, and the version, against opening SQLite and reading a row."""
    server = Server()
    environment = world.environment(server.url)
    search = world.command("search", "matrix", "--json")
    spawn(search, environment)
    server.stop()
    cache = Path(environment["HOME"], ".cache/flixir/profiles/default/cache.db")
    floor, ours, version = in_turn(
        world.rounds,
        lambda _: ([str(TOOLS / "floor"), str(cache)], environment),
        lambda _: (search, environment),
        lambda _: (world.command("--version"), environment),
    )
    smallest = f"the smallest program that reads an SQLite row, {told(floor)}"
    for what, runs, limit in [("cached search", ours, 1.75), ("--version", version, 1)]:
        found = ratio(runs, floor)
        yield Row(what, f"{told(runs)}, {found:.2f} x", smallest, f"{limit} x", found <= limit, is_felt=True)


def uncached(world):
    """A search that TMDB answers, against curl for the same address."""
    curl = shutil.which("curl")
    for latency in (0, 50):
        server = Server(latency / 1000)
        environment = world.environment(server.url, f"uncached-{latency}")
        address = f"{server.url}/3/search/multi?api_key=x&include_adult=false&language=en-US&page=1&query="
        base, ours = in_turn(
            world.rounds,
            lambda n: ([curl, "-s", "-f", "--compressed", "-o", os.devnull, f"{address}q{n}"], environment),
            lambda n: (world.command("search", f"q{n}", "--json"), environment),
            pause=0.02,
        )
        server.stop()
        found = ratio(ours, base)
        floor = f"curl, {told(base)}"
        yield Row(f"uncached search, {latency} ms away", f"{told(ours)}, {found:.2f} x", floor, "1.15 x", found <= 1.15)


def pages(world):
    """25 pages of a search against one, 50 ms away."""
    server = Server(0.05)
    environment = world.environment(server.url, "pages")
    one, many = in_turn(
        max(10, world.rounds // 4),
        lambda n: (world.command("search", f"one{n}", "--json"), environment),
        lambda n: (world.command("search", f"many{n}", "--json", "--pages", "25"), environment),
        pause=1.1,
    )
    server.stop()
    found = ratio(many, one)
    yield Row("25 pages, 50 ms away", f"{told(many)}, {found:.2f} x", f"one page, {told(one)}", "4 x", found <= 4)


def load_catalog(world):
    """Builds the catalogue once; returns the environment it is in."""
    environment = world.environment("http://127.0.0.1:9", "catalog")
    if world.catalog_facts is None:
        exports = world.folder / "exports"
        titles.write(exports, world.titles, seed=1)
        bodies = {name.split(".")[0]: (exports / name).read_bytes() for name in os.listdir(exports)}
        server = Server(exports=bodies)
        loading = {**environment, "TMDB_EXPORTS_URL": server.url}
        started = time.perf_counter()
        command = [str(TOOLS / "peak"), *world.command("catalog", "update", "-q")]
        peak = subprocess.run(command, env=loading, stdout=subprocess.PIPE, check=True)
        seconds = time.perf_counter() - started
        server.stop()
        size = Path(environment["HOME"], ".cache/flixir/catalog.db").stat().st_size
        world.catalog_facts = (seconds, int(peak.stdout) / 1000, size / 1e6)
    return environment


def catalog(world):
    """Loading the offline index, and searching in it."""
    environment = load_catalog(world)
    seconds, peak, size = world.catalog_facts
    count = f"{world.titles / 1e6:g} M titles"
    yield Row(f"catalog of {count}: built", f"{seconds:.1f} s", "", "15 s", seconds <= 15)
    yield Row(f"catalog of {count}: memory while built", f"{peak:.0f} MB", "", "300 MB", peak <= 300)
    yield Row(f"catalog of {count}: size", f"{size:.0f} MB", "", "130 MB", size <= 130)
    right = ["matrix", "the", "the god", "blade runner 2049", "t", "la m", "spider man", "солярис", "千と", "amelie"]
    wrong = ["godfahter", "matirx", "blade runnr 2049", "severence", "spyder man", "teh godfather", "thrnes"]
    for what, queries, limit in [("", right, 5), (" with a typing error", wrong, 15)]:
        (runs,) = in_turn(
            max(world.rounds, 2 * len(queries)),
            lambda n, queries=queries: (
                world.command("search", queries[n % len(queries)], "--offline", "--json"),
                environment,
            ),
        )
        middle = statistics.median(run.wall for run in runs)
        yield Row(f"offline search{what}", told(runs), "", f"{limit} ms", middle <= limit, is_felt=True)


def memory(world):
    """The most memory that searches take."""
    server = Server()
    environment = world.environment(server.url, "memory")
    uncached = peak_mb(world.command("search", "memory", "--json", "--refresh"), environment)
    cached = peak_mb(world.command("search", "memory", "--json"), environment)
    server.stop()
    offline = peak_mb(world.command("search", "the god", "--offline", "--json"), load_catalog(world))
    for what, peak in [("uncached", uncached), ("cached", cached), ("offline", offline)]:
        yield Row(f"memory of a search, {what}", f"{peak:.1f} MB", "", "20 MB", peak <= 20, is_felt=True)


def prompt(world):
    """What a shell's prompt and its completion wait for."""
    environment = load_catalog(world)
    spawn(world.command("lists", "create", "Bench", "--offline", "-q"), environment)
    (runs,) = in_turn(world.rounds, lambda _: (world.command("status", "--short"), environment))
    yield Row("status --short", told(runs), "", "10 ms", statistics.median(run.wall for run in runs) <= 10)
    for what, words in [("a list's name", ["lists", "show", "Be"]), ("a title", ["info", "godf"])]:
        completing = {**environment, "FLIXIR_COMPLETE": "fish"}
        (runs,) = in_turn(world.rounds, lambda _, words=words: (world.command("--", "flixir", *words), completing))
        middle = statistics.median(run.wall for run in runs)
        yield Row(f"completion of {what}", told(runs), "", "20 ms", middle <= 20)


class Sandbox:
    """`flixir sandbox` with somebody logged in, and made-up titles."""

    def __init__(self, world, titles):
        command = world.command("sandbox", "--port", "0", "--logged-in", "--titles", str(titles), "--rate-limit", "off")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        # Also where the benchmark breaks off.
        atexit.register(self.stop)
        self.variables = {}
        while "TMDB_SESSION_ID" not in self.variables:
            line = self.process.stdout.readline()
            if line.startswith("export "):
                self.variables.update(part.split("=", 1) for part in line.split()[1:])

    def make_list(self, name, items):
        """Makes a list as another client of the same account would."""
        body = json.dumps({"do": "create", "name": name, "items": items}).encode()
        address = self.variables["TMDB_WEB_URL"] + "/sandbox/lists"
        request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request).close()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def filters(world):
    """A list of 5,000 movies, filtered by what its rows tell, and by details that are stored."""
    movies = [number for number in range(5_000_001, 5_006_251) if number % 5][:5000]
    sandbox = Sandbox(world, 6250)
    environment = {**world.environment(sandbox.variables["TMDB_BASE_URL"], "filters"), **sandbox.variables}
    sandbox.make_list("Long", [f"movie:{number}" for number in movies])
    spawn(world.command("lists", "show", "Long", "--refresh", "--all", "-q"), environment)
    spawn(world.command("providers", "--region", "US"), environment)
    spawn(world.command("discover", "movie", "--genre", "drama"), environment)
    # What 10,000 requests would bring at TMDB's pace, in more than four minutes.
    path = Path(environment["HOME"], ".cache/flixir/profiles/default/cache.db")
    now = int(time.time() * 1000)
    rows = []
    for number in movies:
        for region in ("", "US"):
            key = f"{environment['TMDB_BASE_URL'].removesuffix('/3')} facts movie:{number} {region}"
            body = json.dumps({"minutes": 80 + number % 80, "providers": [9001] if region and number % 3 else []}).encode()
            rows.append((key, now, len(key) + len(body), body))
    database = sqlite3.connect(path)
    database.executemany("INSERT INTO answer VALUES (?, 'facts', NULL, ?, 0, ?, ?)", rows)
    database.commit()
    database.close()
    for what, words, limit in [
        ("genre and year", ["--genre", "drama", "--year", "1990..1999"], 50),
        ("running time", ["--runtime", "100..110"], 200),
        ("streaming service", ["--provider", "9001", "--region", "US"], 200),
    ]:
        show = world.command("lists", "show", "Long", *words, "--offline", "--json")
        told_of = subprocess.run(show, env=environment, stdout=subprocess.PIPE, check=True).stdout
        meta = json.loads(told_of)["meta"]
        if not meta["total_results"] or (what != "genre and year" and meta["unknown"]):
            sys.exit(f"the list isn't filtered by {what}: {meta}")
        (runs,) = in_turn(world.rounds // 2, lambda _, show=show: (show, environment))
        middle = statistics.median(run.wall for run in runs)
        yield Row(f"5,000 items filtered by {what}", told(runs), "", f"{limit} ms", middle <= limit)
    sandbox.stop()


def queued(world):
    """100,000 changes queued by one command, and what another that writes waits for meanwhile."""
    environment = world.environment("http://127.0.0.1:9", "queued")
    for name in ("Big", "Other"):
        spawn(world.command("lists", "create", name, "--offline", "-q"), environment)
    items = "".join(f"movie:{number}\n" for number in range(1_000_000, 1_100_000)).encode()
    started = time.perf_counter()
    big = subprocess.Popen(
        world.command("lists", "add", "Big", "-", "--offline", "-q"),
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    threading.Thread(target=lambda: (big.stdin.write(items), big.stdin.close()), daemon=True).start()
    waits = []
    while big.poll() is None:
        add = world.command("lists", "add", "Other", str(603 + len(waits)), "--offline", "-q")
        waits.append(spawn(add, environment).wall)
    seconds = time.perf_counter() - started
    if big.returncode != 0:
        sys.exit("100,000 changes were not queued")
    yield Row("100,000 changes queued", f"{seconds:.1f} s", "", "5 s", seconds <= 5)
    longest = max(waits)
    what = f"the slowest of {len(waits)} other writes meanwhile"
    yield Row(what, f"{longest:.0f} ms", "", "500 ms", longest <= 500)


BENCHMARKS = [cached, uncached, pages, catalog, memory, prompt, filters, queued, *waits.BENCHMARKS]


# ---- the table ----


def machine():
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    load = os.getloadavg()[0]
    return (
        f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"{datetime.date.today():%B %Y}; load before the run {load:.1f}"
    )


def put_into_readme(text):
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def main():
    # What was started ends with this, whatever ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    known = {bench.__name__: bench for bench in BENCHMARKS}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", nargs="*", metavar="NAME", help=f"some of: {', '.join(known)}")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--rounds", type=int, default=60, help="how often each command runs")
    parser.add_argument("--repeats", type=int, default=3, help="how often each command runs that takes seconds")
    parser.add_argument("--titles", type=int, default=1_200_000, help="titles of the made-up exports")
    parser.add_argument("--flixir", default=ROOT / "target/release/flixir", help="the program to measure")
    options = parser.parse_args()
    unknown = set(options.benchmarks) - set(known)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    if options.write and options.benchmarks:
        parser.error("--write needs all of them")
    if not Path(options.flixir).exists():
        parser.error("build it first: cargo build --release --locked")
    build = ["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", ROOT / "benches/floor/Cargo.toml"]
    subprocess.run([*build, "--target-dir", TARGET], check=True)
    where = machine()
    world = World(options)
    rows = []
    try:
        for bench in [known[name] for name in options.benchmarks] or BENCHMARKS:
            for row in bench(world):
                rows.append(row)
                print(row, flush=True)
    finally:
        world.close()
    print(f"\n{table(rows)}\n\nMeasured on: {where}.")
    if options.write:
        put_into_readme(f"{table([row for row in rows if row.is_felt])}\n\nMeasured on: {where}.")


if __name__ == "__main__":
    main()
