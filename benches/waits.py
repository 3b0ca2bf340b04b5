"""What people sit and wait for: many lists, a far server, big files. Each against a TMDB of its own (`tmdb.py`), in a home of
its own.

The floor beside a figure is computed: what the rules of the traffic leave, if flixir itself took no time. Those rules are at
most eight connections (fourteen for look-ups of an import), 40 requests in any second, an order where one request needs the
answer to another, and one creation after the other.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import Row
from tmdb import Tmdb, user_token

RATE, CONNECTIONS, LOOKS = 40, 8, 14
APPLICATION = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJiZW5jaCJ9.c2lnbmF0dXJl"


def floor(requests, latency, connections=CONNECTIONS):
    """The least seconds for requests of which none needs another's answer."""
    by_rate = math.ceil(max(0, requests - RATE) / RATE) + latency
    return max(by_rate, math.ceil(requests / connections) * latency)


class Home:
    """A home in which a person is logged in by the environment, with v4 or v3."""

    def __init__(self, world, server, v4=True):
        self.folder = Path(tempfile.mkdtemp(dir=world.folder))
        self.world, self.server = world, server
        login = (
            {"TMDB_ACCESS_TOKEN": APPLICATION, "TMDB_USER_TOKEN": user_token()}
            if v4
            else {"TMDB_API_KEY": "0123456789abcdef0123456789abcdef", "TMDB_SESSION_ID": "0" * 40}
        )
        self.environment = {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "TMDB_BASE_URL": server.url if server else "http://127.0.0.1:9",
            **login,
        }

    def run(self, *words, ok=(0,)):
        """Runs flixir; returns seconds and what the server counted meanwhile."""
        if self.server:
            self.server.facts()
        started = time.perf_counter()
        done = subprocess.run(
            [self.world.flixir, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
        if done.returncode not in ok:
            sys.exit(f"exit code {done.returncode}: flixir {' '.join(words)}\n{done.stderr}")
        return seconds, self.server.facts() if self.server else {}

    def rest(self):
        """Every flixir of a machine keeps to one limit: what is timed must not wait for what was done before."""
        time.sleep(1.1)


def repeated(world, measure):
    """Measures a few times, each in a new home; returns the median in seconds, and what was counted in the last."""
    runs = [measure() for _ in range(world.repeats)]
    return statistics.median(seconds for seconds, _ in runs), runs[-1][1]


def row(what, seconds, facts, least, goal):
    counted = f"{facts['requests']} requests, {facts['most_open']} at once"
    if facts.get("refusals"):
        counted += f", {facts['refusals']} refused"
    return Row(what, f"{seconds:.2f} s ({counted})", f"{least:.2f} s", f"{goal:g} s", seconds <= goal, is_felt=True)


def some_lists(count, each):
    return {8000 + n: (f"List {n}", range(1000 * n, 1000 * n + each)) for n in range(1, count + 1)}


def syncs(world):
    """25 lists of 10 items, 300 ms away: copied for the first time, and looked at when nothing changed."""
    latency = 0.3

    def both():
        server = Tmdb(latency, lists=some_lists(25, 10))
        home = Home(world, server)
        first = home.run("lists", "sync")
        home.rest()
        again = home.run("lists", "sync")
        server.stop()
        return first, again

    runs = [both() for _ in range(world.repeats)]
    # Two pages of the list of lists, one after the other; then the lists.
    least = 2 * latency + floor(25, latency)
    for at, what, goal in [(0, "for the first time", 2.5), (1, "nothing changed", 2)]:
        seconds = statistics.median(run[at][0] for run in runs)
        yield row(f"lists sync, 25 lists of 10, 300 ms away, {what}", seconds, runs[-1][at][1], least, goal)


def creations(world):
    """25 lists of 10 items made offline, then sent, 300 ms away."""
    latency = 0.3
    for v4, goal, name in [(True, 16, "v4"), (False, 22, "v3")]:

        def send(v4=v4):
            server = Tmdb(latency)
            home = Home(world, server, v4)
            home.run("lists", "ls")
            for number in range(1, 26):
                home.run("lists", "create", f"List {number}", "--offline", "-q")
                items = [f"movie:{1000 * number + item}" for item in range(10)]
                home.run("lists", "add", f"List {number}", *items, "--offline", "-q")
            home.rest()
            done = home.run("queue", "retry", "-q")
            server.stop()
            return done

        seconds, facts = repeated(world, send)
        # One creation after the other, each with the look that guards it; the items of the last list come after it.
        least = 25 * 2 * latency + (1 if v4 else 10) * latency
        yield row(f"25 lists of 10 made offline, then queue retry, 300 ms away, {name}", seconds, facts, least, goal)


def additions(world):
    """10 items onto each of 25 lists with v3, one request an item, 300 ms away."""
    latency = 0.3

    def send():
        server = Tmdb(latency, lists=some_lists(25, 0))
        home = Home(world, server, v4=False)
        home.run("lists", "sync")
        for number in range(1, 26):
            items = [f"movie:{1000 * number + item}" for item in range(10)]
            home.run("lists", "add", f"List {number}", *items, "--offline", "-q")
        home.rest()
        done = home.run("queue", "retry", "-q")
        server.stop()
        return done

    seconds, facts = repeated(world, send)
    yield row("10 items onto each of 25 lists, v3, 300 ms away", seconds, facts, floor(250, latency), 11)


def watchlist(world):
    """200 titles put on the watchlist, 50 ms away."""

    def add():
        server = Tmdb(0.05)
        home = Home(world, server, v4=False)
        home.run("watchlist", "ls")
        home.rest()
        done = home.run("watchlist", "add", *[f"movie:{number}" for number in range(1, 201)], "-q")
        server.stop()
        return done

    seconds, facts = repeated(world, add)
    yield row("watchlist add, 200 titles, 50 ms away", seconds, facts, floor(200, 0.05), 5.5)


def imdb_file(home, count):
    """A file like IMDb's own export."""
    path = home.folder / "imdb.csv"
    with path.open("w") as file:
        file.write("Position,Const,Title,URL,Title Type,Year\n")
        for number in range(1000, 1000 + count):
            const = f"tt{number:07d}"
            url = f"https://www.imdb.com/title/{const}/"
            file.write(f"{number},{const},Film {number},{url},Movie,1999\n")
    return str(path)


def imports(world):
    """500 rows of an IMDb export, put on a list that is there."""
    cases = [(0.3, None, 14), (0.05, None, 14), (0.05, (50, 10), 25)]
    for latency, limit, goal in cases:

        def read(latency=latency, limit=limit):
            server = Tmdb(latency, limit, lists={8001: ("Imported", [])})
            home = Home(world, server)
            done = home.run("lists", "import", imdb_file(home, 500), "--to", "Imported", "-q")
            server.stop()
            return done

        seconds, facts = repeated(world, read)
        # The list of lists and the list itself; the look-ups, during which the first titles are written; the last write.
        least = 2 * latency + floor(500 + 4, latency, LOOKS) + latency
        what = f"import of 500 IMDb rows, {latency * 1000:.0f} ms away"
        if limit:
            what += f", at most {limit[0]} a second allowed"
        yield row(what, seconds, facts, least, goal)


def offline_import(world):
    """Rows with TMDB's own numbers, queued offline: the time must grow with their number, and no faster."""
    times = {}
    for count in (40_000, 100_000):
        home = Home(world, None)
        path = home.folder / "rows.csv"
        path.write_text("media_type,tmdb_id\n" + "".join(f"movie,{number}\n" for number in range(1, count + 1)))
        command = [world.flixir, "lists", "import", str(path), "--to", "Big", "--create", "--offline", "-q"]
        started = time.perf_counter()
        peak = subprocess.run([world.peak, *command], env=home.environment, stdout=subprocess.PIPE, check=True)
        times[count] = time.perf_counter() - started
    seconds, peak = times[100_000], int(peak.stdout) / 1000
    linear = times[40_000] * 2.5
    yield Row("import of 100,000 rows offline", f"{seconds:.1f} s", f"linear: {linear:.1f} s", "5 s", seconds <= 5, True)
    yield Row("import of 100,000 rows offline: memory", f"{peak:.0f} MB", "", "150 MB", peak <= 150, is_felt=True)


def first_command(world):
    """The first command of a home with tokens from the environment, 300 ms away."""
    latency = 0.3

    def first():
        server = Tmdb(latency, lists=some_lists(3, 10))
        home = Home(world, server)
        done = home.run("lists", "ls")
        server.stop()
        return done

    seconds, facts = repeated(world, first)
    yield row("the first lists ls with tokens from the environment, 300 ms away", seconds, facts, latency, 2 * latency)


BENCHMARKS = [syncs, creations, additions, watchlist, imports, offline_import, first_command]
