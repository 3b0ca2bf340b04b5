-- What files of a list said: the common versions of `lists apply`. Each is named by the hash in the `# base:` line of a
-- file: as it was exported, and as the list was last applied to from a file with that line.
CREATE TABLE list_version(
  list TEXT NOT NULL REFERENCES list(uid) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK(role IN ('exported', 'applied')),
  name TEXT, description TEXT, public INTEGER CHECK(public IN (0, 1)),
  items TEXT NOT NULL,     -- JSON: ["movie:603", …]
  kept_at INTEGER NOT NULL,
  PRIMARY KEY(list, hash, role)
) STRICT, WITHOUT ROWID;
