#!/usr/bin/env python3
"""Makes daily exports like TMDB's, of made-up titles: as many, as long, in as many scripts, and as unevenly popular.

    python3 benches/titles.py FOLDER [--titles 1200000] [--seed 1]

writes FOLDER/movie_ids.json.gz and FOLDER/tv_series_ids.json.gz. The same seed gives the same bytes. A few famous titles
are among them, so that one knows what to search for. Nothing here comes from TMDB but the form.
"""

import argparse
import gzip
import itertools
import json
import os
import random

FAMOUS = [
    ("movie", 603, "The Matrix", 120.5),
    ("movie", 238, "The Godfather", 160.2),
    ("movie", 129, "千と千尋の神隠し", 95.7),
    ("movie", 194, "Le Fabuleux Destin d'Amélie Poulain", 48.3),
    ("movie", 593, "Солярис", 14.9),
    ("movie", 335984, "Blade Runner 2049", 88.0),
    ("movie", 557, "Spider-Man", 101.1),
    ("movie", 155, "The Dark Knight", 140.0),
    ("tv", 1399, "Game of Thrones", 340.0),
    ("tv", 95396, "Severance", 150.0),
]

# About as many different words as TMDB's titles have.
VOCABULARY = 170_000
SMALL_WORDS = ["the", "of", "a", "la", "el", "le", "der", "die", "das", "de", "and", "in", "to", "no", "my", "love"]
ACCENTS = {"a": "àáâäãå", "e": "éèêë", "i": "íîï", "o": "óôöõø", "u": "úùûü", "c": "ç", "n": "ñ", "s": "š", "z": "ž"}
CYRILLIC = "абвгдежзиклмнопрстуфхцчшыэюя"
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
KANA = [chr(code) for code in range(0x3042, 0x3094)] + [chr(code) for code in range(0x30A2, 0x30F4)]
HANGUL = [chr(code) for code in range(0xAC00, 0xAC00 + 2000)]


def make_words(rng):
    """Words of two to four syllables, commonest first; some with accents, some Cyrillic."""
    onsets = ["b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st"]
    onsets += ["t", "tr", "v", "w", "z", ""]
    cores = ["a", "e", "i", "o", "u", "ea", "ou", "ai"]
    ends = ["", "", "n", "r", "s", "l", "t", "nd", "m"]
    words = dict.fromkeys(SMALL_WORDS)
    while len(words) < VOCABULARY:
        count = rng.choices([1, 2, 3, 4], weights=[18, 52, 24, 6])[0]
        if rng.random() < 0.04:
            word = "".join(rng.choices(CYRILLIC, k=rng.randint(3, 9)))
        else:
            word = "".join(rng.choice(onsets) + rng.choice(cores) + rng.choice(ends) for _ in range(count))
            if rng.random() < 0.12:
                at = rng.randrange(len(word))
                word = word[:at] + rng.choice(ACCENTS.get(word[at], word[at])) + word[at + 1 :]
        words[word] = None
    return list(words)


def make_titles(rng, count):
    words = make_words(rng)
    # Zipf's law, flattened a little at the top: no title has "the" five times.
    weights = list(itertools.accumulate(1 / (rank + 6) for rank in range(len(words))))
    lengths = rng.choices(range(1, 10), weights=[26, 31, 20, 10, 6, 4, 2, 1, 0.3], k=count)
    pool = iter(rng.choices(words, cum_weights=weights, k=sum(lengths)))
    for length in lengths:
        title = " ".join(itertools.islice(pool, length)).title()
        kind = rng.random()
        if kind < 0.07:
            title = "".join(rng.choices(HAN, k=rng.randint(2, 8)))
        elif kind < 0.12:
            title = "".join(rng.choices(KANA, k=rng.randint(3, 12)))
        elif kind < 0.15:
            title = "".join(rng.choices(HANGUL, k=rng.randint(2, 8)))
        elif kind < 0.19:
            title += f" {rng.randint(2, 2026)}"
        elif kind < 0.24:
            title = title.replace(" ", ": ", 1)
        yield title


def popularity(rng):
    """Half of all titles have less than 1, one in a thousand more than 20."""
    return round(min(rng.lognormvariate(-0.4, 1.1), 900.0), 4)


def write(folder, count, seed):
    rng = random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    films = count * 5 // 6
    famous = {(kind, number) for kind, number, _, _ in FAMOUS}
    titles = make_titles(rng, count)
    for kind, name, wanted in [("movie", "movie_ids", films), ("tv", "tv_series_ids", count - films)]:
        lines = []
        number = 1
        for kind_of, known, title, figure in FAMOUS:
            if kind_of == kind:
                lines.append(line(kind, known, title, figure))
        while len(lines) < wanted:
            number += rng.randint(1, 2)
            if (kind, number) not in famous:
                lines.append(line(kind, number, next(titles), popularity(rng)))
        with gzip.GzipFile(os.path.join(folder, f"{name}.json.gz"), "wb", compresslevel=6, mtime=0) as out:
            out.write("".join(lines).encode())


def line(kind, number, title, figure):
    if kind == "movie":
        row = {"adult": False, "id": number, "original_title": title, "popularity": figure, "video": False}
    else:
        row = {"id": number, "original_name": title, "popularity": figure}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Make daily exports of made-up titles.")
    parser.add_argument("folder")
    parser.add_argument("--titles", type=int, default=1_200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, options.titles, options.seed)


if __name__ == "__main__":
    main()
