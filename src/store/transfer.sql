-- What rows of imported files turned out to mean, so that a second run asks for the rest only. Swept after six months:
-- TMDB's terms allow no longer.
CREATE TABLE match_decision(
  key TEXT PRIMARY KEY,
  media TEXT NOT NULL CHECK(media IN ('movie', 'tv')), media_id INTEGER NOT NULL,
  by_person INTEGER NOT NULL CHECK(by_person IN (0, 1)),
  decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What `lists apply` last made of a file: the base of its three-way comparison.
CREATE TABLE applied(
  list TEXT PRIMARY KEY REFERENCES list(uid) ON DELETE CASCADE,
  source TEXT NOT NULL,
  name TEXT, description TEXT, public INTEGER CHECK(public IN (0, 1)),
  items TEXT NOT NULL,     -- JSON: ["movie:603", …]
  applied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX applied_source ON applied(source);
