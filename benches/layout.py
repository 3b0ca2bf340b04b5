#!/usr/bin/env python3
"""Writes src/main.ld: the functions that quick commands call, which the linker then puts side by side.

    CARGO_PROFILE_RELEASE_STRIP=none cargo build --release --locked
    python3 benches/layout.py

A command that answers from the cache calls one function in forty. Strewn over the program they cost a page fault each, side by
side a dozen together; that is a fifth of such a command's time. The list holds patterns, because symbols bear numbers of the
compiler and the crate: names that a later program hasn't got do nothing, and what is new stands where the linker puts it. So
it is worth writing again when the start gets slow (run.py cached), and harmless to forget.

Needs valgrind, and what run.py needs.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import run  # noqa: E402

# In order of importance: the functions of the first stand first, and so on.
COMMANDS = [
    ["search", "matrix", "--json"],
    ["search", "matrix", "--offline", "--json"],
    ["status", "--short"],
    ["lists", "ls", "--json"],
    ["search", "matrix"],
]

# Generic code that is there in many copies under names that the pattern can't tell apart is left where it is.
MOST_BYTES = 60_000


def pattern(symbol):
    """A symbol without the numbers that change with the compiler, the crate's place and the build."""
    symbol = re.sub(r"17h[0-9a-f]{16}E(\.llvm\.\d+)?$", "17h*", symbol)
    return re.sub(r"Cs[0-9A-Za-z]+_", "Cs*_", symbol)


def called(flixir, words, environment, folder):
    """The symbols of the functions that a command calls."""
    out = folder / "callgrind.out"
    tool = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out}"]
    subprocess.run([*tool, flixir, *words], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    names = re.findall(r"^c?fn=\(\d+\) (\S+)$", out.read_text(), re.MULTILINE)
    return [name.split("'")[0] for name in names]


def sizes(flixir):
    """Bytes of code by symbol."""
    listing = subprocess.run(["nm", "-S", flixir], check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = (line.split() for line in listing.splitlines())
    return {row[3]: int(row[1], 16) for row in rows if len(row) == 4 and row[2] in "tTwW"}


def main():
    flixir = str(run.ROOT / "target/release/flixir")
    known = sizes(flixir)
    if not known:
        sys.exit("no symbols: build it with CARGO_PROFILE_RELEASE_STRIP=none")
    bytes_of = {}
    for symbol, size in known.items():
        bytes_of[pattern(symbol)] = bytes_of.get(pattern(symbol), 0) + size
    patterns = {}
    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder, "exports")
        run.titles.write(exports, 20_000, seed=1)
        server = run.Server(exports={file.name.split(".")[0]: file.read_bytes() for file in exports.iterdir()})
        environment = {
            "HOME": folder,
            "PATH": os.environ["PATH"],
            "TMDB_BASE_URL": server.url,
            "TMDB_EXPORTS_URL": server.url,
            "TMDB_API_KEY": "0123456789abcdef0123456789abcdef",
            "TMDB_SESSION_ID": "0123456789abcdef0123456789abcdef01234567",
        }
        for words in (["search", "matrix"], ["lists", "create", "Films", "--offline"], ["catalog", "update"]):
            run.spawn([flixir, *words, "-q"], environment)
        for words in COMMANDS:
            # Sorted, so that writing it again changes only what has changed.
            for symbol in sorted(called(flixir, words, environment, Path(folder))):
                if symbol in known and bytes_of[pattern(symbol)] <= max(MOST_BYTES, known[symbol]):
                    patterns.setdefault(pattern(symbol))
        server.stop()
    # Some of the standard library's stand under .text.unlikely.
    lines = [f'    *(".text*.{one}")' for one in patterns]
    head = "/* Made by benches/layout.py, which says why; build.rs hands it to the linker. */"
    text = "\n".join([head, "SECTIONS", "{", "  .text.first :", "  {", *lines, "  }", "}", "INSERT BEFORE .text;", ""])
    (run.ROOT / "src/main.ld").write_text(text)
    print(f"{len(patterns)} patterns, {sum(bytes_of[one] for one in patterns)} bytes of code")


if __name__ == "__main__":
    main()
