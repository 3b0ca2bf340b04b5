#!/usr/bin/env python3
"""The queue's speed with a long history, measured from outside: needs Python 3.11 and a built flixir, nothing else.

    cargo build --release --locked
    benches/queue.py target/release/flixir

It starts `flixir sandbox`, makes lists through the program, multiplies their operations in the database of a throw-away
home by SQL, and then times whole commands, the claims of a delivery (from its log), and one fsync of the same disk to
compare with. Nothing outside its own temporary folder is touched; `--folder` says where that is made.
"""

import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

LISTS = 60
DUE_LISTS = 20
HOUR = 3600 * 1000


class Machine:
    """A sandbox, and a home with a login in it."""

    def __init__(self, program, home, latency, api="v3"):
        self.program, self.home = program, home
        self.sandbox = subprocess.Popen(
            [program, "sandbox", "--port", "0", "--latency", str(latency)],
            stdout=subprocess.PIPE, text=True)
        said = {}
        while "TMDB_API_KEY" not in said:
            line = self.sandbox.stdout.readline()
            if line.startswith("export"):
                said |= dict(re.findall(r"(\w+)=(\S+)", line))
        self.base = said["TMDB_BASE_URL"]
        login = self.control("POST", "login", b"{}")
        said["TMDB_SESSION_ID"] = login["session_id"]
        if api == "v4":
            said["TMDB_USER_TOKEN"] = login["user_token"]
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "FLIXIR_DATA_DIR": str(home / "data"),
            "FLIXIR_CACHE_DIR": str(home / "cache"), **said}

    def end(self):
        self.sandbox.terminate()
        self.sandbox.wait()

    def control(self, method, what, body=None):
        address = self.base.removesuffix("/3") + "/sandbox/" + what
        asked = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)

    def requests(self):
        return len(self.control("GET", "log"))

    def films(self):
        _, done = self.run("movies", "popular", "--all", "--jsonl", "--fields", "id")
        return [json.loads(line)["id"] for line in done.stdout.splitlines()]

    def run(self, *arguments, may_fail=False):
        began = time.perf_counter()
        done = subprocess.run([self.program, *arguments], env=self.environment, capture_output=True, text=True)
        took = time.perf_counter() - began
        if done.returncode and not may_fail:
            raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return took, done

    def database(self):
        [path] = (self.home / "data").rglob("state.db")
        return sqlite3.connect(path, isolation_level=None)


def in_ms(values):
    values = sorted(values)
    high = values[min(len(values) - 1, round(len(values) * 0.99))]
    return f"median {statistics.median(values) * 1000:8.2f} ms   p99 {high * 1000:8.2f} ms   n={len(values)}"


def say(name, values):
    print(f"{name:<44} {in_ms(values)}", flush=True)


def multiply(machine, history, waiting, due):
    """Copies operations until there are `history` settled ones, `waiting` that aren't due yet and `due` that are."""
    database = machine.database()
    lists = [uid for (uid,) in database.execute("SELECT uid FROM list WHERE shelf = 'list' ORDER BY rowid")]
    account, = database.execute("SELECT account FROM op LIMIT 1").fetchone()
    seq, = database.execute("SELECT n FROM counter WHERE name = 'seq'").fetchone()
    number, = database.execute("SELECT n FROM counter WHERE name = 'number'").fetchone()
    ahead = number - seq
    now = int(time.time() * 1000)
    films = machine.films() if due else []
    rows, attempts = [], []

    def add(uid, media_id, status, reason=None, tries=0, due_at=0, delay=0, at=now):
        nonlocal seq
        seq += 1
        name = str(uuid.UUID(int=(at << 80) | (7 << 76) | (2 << 62) | seq))
        finished = at if status == "completed" else None
        rows.append((name, seq, seq + ahead, account, uid, media_id, at, at, finished, status, reason, tries, due_at, delay))
        if tries:
            attempts.append((name, at, at))

    for number in range(history):
        at = now - 5 * 24 * HOUR + number * 4 * 24 * HOUR // max(history, 1)
        add(lists[number % LISTS], 1000 + number, "completed", "added", tries=1, at=at)
    for number in range(waiting):
        uid = lists[DUE_LISTS + number % (LISTS - DUE_LISTS)]
        add(uid, 200_000 + number, "pending", tries=1, due_at=now + 24 * HOUR, delay=25 * HOUR)
    for number in range(due):
        add(lists[number % DUE_LISTS], films[number // DUE_LISTS], "pending")
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        "INSERT INTO op(id, seq, number, account, list, kind, media, media_id, created_at, updated_at, finished_at, status, reason,"
        " tries, due_at, delay_ms) VALUES (?, ?, ?, ?, ?, 'add', 'movie', ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.executemany(
        "INSERT INTO attempt(op, n, run, started_at, ended_at, class) VALUES (?, 1, 'bench', ?, ?, 'done')", attempts)
    database.execute("UPDATE counter SET n = ? WHERE name = 'seq'", (seq,))
    database.execute("UPDATE counter SET n = ? WHERE name = 'number'", (seq + ahead,))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    total, = database.execute("SELECT count(*) FROM op").fetchone()
    database.close()
    return total


def fsyncs(folder, rounds=50):
    """What one durable write of a page costs here."""
    path = folder / "fsync"
    times = []
    with open(path, "wb", buffering=0) as file:
        file.write(b"\0" * 4096 * rounds)
        os.fsync(file.fileno())
        for number in range(rounds):
            began = time.perf_counter()
            os.pwrite(file.fileno(), os.urandom(4096), number * 4096)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    path.unlink()
    return times


def repeat(machine, rounds, *arguments):
    machine.run(*arguments)
    return [machine.run(*arguments)[0] for _ in range(rounds)]


def commands(machine, rounds):
    say("flixir --version (what a process costs)", repeat(machine, rounds, "--version"))
    say("queue retry, nothing due", repeat(machine, rounds, "queue", "retry", "-q"))
    say("queue stats", repeat(machine, rounds, "queue", "stats"))
    say("queue ls --list 'List 1'", repeat(machine, rounds, "queue", "ls", "--list", "List 1"))
    say("lists ls", repeat(machine, rounds, "lists", "ls"))
    say("lists show 'List 1'", repeat(machine, rounds, "lists", "show", "List 1"))
    say("status --short", repeat(machine, rounds, "status", "--short"))
    times = []
    for number in range(rounds):
        took, _ = machine.run("lists", "add", "List 1", str(2_000_000 + number), "--offline")
        times.append(took)
    say("lists add, kept durably (--offline)", times)
    database = machine.database()
    database.execute("DELETE FROM op WHERE media_id >= 2000000")
    database.close()


def claims(machine):
    """Delivers what is due, and reads from the log what each claim took."""
    took, done = machine.run("queue", "retry", "-vv", "--log-format", "json", "--timeout", "600", may_fail=True)
    times = []
    for line in done.stderr.splitlines():
        found = json.loads(line) if line.startswith("{") else {}
        if "claim_us" in found.get("fields", found):
            times.append(int(found.get("fields", found)["claim_us"]) / 1e6)
    say("claim, of a list's next operations", times)
    print(f"{'delivery of what was due':<44} {took:.2f} s")


def measure(program, folder, title, history, waiting, due, rounds):
    print(f"\n{title}")
    with tempfile.TemporaryDirectory(dir=folder) as home:
        machine = Machine(program, Path(home), 0)
        try:
            for number in range(LISTS):
                machine.run("lists", "create", f"List {number + 1}", "-q")
            machine.run("lists", "ls", "--refresh", "-q")
            multiply(machine, history, waiting, 0)
            commands(machine, rounds)
            total = multiply(machine, 0, 0, due)
            print(f"{'operations stored':<44} {total}")
            say("queue stats, with work due", repeat(machine, rounds, "queue", "stats"))
            claims(machine)
        finally:
            machine.end()


def drain(program, folder, latency):
    for api in ("v3", "v4"):
        with tempfile.TemporaryDirectory(dir=folder) as home:
            machine = Machine(program, Path(home), latency, api)
            try:
                items = [f"movie:{number}" for number in machine.films()]
                print(f"\n{len(items)} additions to one list by {api}, TMDB answering after {latency} ms")
                machine.run("lists", "create", "List 1", "-q")
                took, _ = machine.run("lists", "add", "List 1", *items, "--offline", "-q")
                print(f"{'kept durably':<44} {took * 1000:.0f} ms")
                asked = machine.requests()
                took, _ = machine.run("queue", "retry", "-q", "--timeout", "900")
                print(f"{'delivered':<44} {took:.2f} s, {machine.requests() - asked} requests")
            finally:
                machine.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default="target/release/flixir")
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where to work; the disk that is measured")
    parser.add_argument("--only", choices=["history", "waiting", "drain"])
    arguments = parser.parse_args()
    program = str(Path(arguments.program).resolve())
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        folder = Path(folder)
        say("one page written and fdatasync'ed here", fsyncs(folder))
        many, due, rounds = arguments.operations, arguments.due, arguments.rounds
        if arguments.only in (None, "history"):
            measure(program, folder, f"{many} settled operations", many, 0, due, rounds)
        if arguments.only in (None, "waiting"):
            measure(program, folder, f"{many} operations that aren't due yet", 0, many, due, rounds)
        if arguments.only in (None, "drain"):
            drain(program, folder, 50)


if __name__ == "__main__":
    main()
