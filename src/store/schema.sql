-- One file a profile. Times are milliseconds since 1970 UTC; `*_ms` are spans. See docs/how-the-queue-keeps-its-promises.md.

CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter(name, n) VALUES ('seq', 0);

-- An account is known by TMDB's number, or, before TMDB has confirmed the session, by the session's fingerprint.
CREATE TABLE account(
  id TEXT PRIMARY KEY,
  confirmed INTEGER NOT NULL CHECK(confirmed IN (0, 1)),
  object_id TEXT, username TEXT, name TEXT,
  hold TEXT CHECK(hold IN ('auth', 'rate_limit', 'outage')), hold_until INTEGER, hold_delay_ms INTEGER NOT NULL DEFAULT 0,
  breaker_opens INTEGER NOT NULL DEFAULT 0, probe_token TEXT,
  lists_as_of INTEGER, last_run_at INTEGER
) STRICT;

-- Sessions by fingerprint, never the session itself.
CREATE TABLE session(
  fingerprint TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id) ON UPDATE CASCADE ON DELETE CASCADE,
  first_used_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, ended_at INTEGER
) STRICT;

-- For display only: the truth about a run is its lock.
CREATE TABLE run(id TEXT PRIMARY KEY, pid INTEGER NOT NULL, started_at INTEGER NOT NULL) STRICT;

CREATE TABLE list(
  uid TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id) ON UPDATE CASCADE,
  shelf TEXT NOT NULL DEFAULT 'list' CHECK(shelf IN ('list', 'favorites', 'watchlist', 'ratings')),
  remote_id INTEGER,
  base_name TEXT, base_description TEXT, base_public INTEGER CHECK(base_public IN (0, 1)), base_sort_by TEXT,
  base_count INTEGER, base_created_at INTEGER, base_updated_at INTEGER,
  base_as_of INTEGER,      -- when the complete snapshot in base_item was current
  summary_as_of INTEGER,   -- when name, description and count were last read
  state TEXT NOT NULL DEFAULT 'live' CHECK(state IN ('live', 'remote_deleted', 'gone')),
  writable INTEGER NOT NULL DEFAULT 1 CHECK(writable IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE(account, remote_id)
) STRICT;
CREATE UNIQUE INDEX list_shelf ON list(account, shelf) WHERE shelf <> 'list';

CREATE TABLE base_item(
  list TEXT NOT NULL REFERENCES list(uid) ON DELETE CASCADE,
  media TEXT NOT NULL CHECK(media IN ('movie', 'tv')), media_id INTEGER NOT NULL,
  pos INTEGER NOT NULL, confirmed_at INTEGER NOT NULL,
  added_at INTEGER, comment TEXT, score REAL,
  PRIMARY KEY(list, media, media_id)
) STRICT, WITHOUT ROWID;

-- The staleness guard: what our own writes made true lately. Kept 24 h.
CREATE TABLE recent_write(
  list TEXT NOT NULL REFERENCES list(uid) ON DELETE CASCADE,
  media TEXT NOT NULL, media_id INTEGER NOT NULL, present INTEGER NOT NULL CHECK(present IN (0, 1)),
  confirmed_at INTEGER NOT NULL,
  PRIMARY KEY(list, media, media_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE op(
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account(id) ON UPDATE CASCADE,
  list TEXT NOT NULL REFERENCES list(uid),
  kind TEXT NOT NULL CHECK(kind IN ('create', 'update', 'delete', 'clear', 'add', 'remove')),
  media TEXT CHECK(media IN ('movie', 'tv')), media_id INTEGER,
  payload TEXT NOT NULL DEFAULT '{}' CHECK(json_valid(payload)),
  grp TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finished_at INTEGER,
  status TEXT NOT NULL DEFAULT 'pending' CHECK(status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  reason TEXT,
  hold TEXT CHECK(hold IN ('dependency', 'conflict', 'spam', 'cancel_requested')),
  tries INTEGER NOT NULL DEFAULT 0,      -- claims, never reset; 0 means that coalescing may still edit it
  attempts INTEGER NOT NULL DEFAULT 0, max_attempts INTEGER NOT NULL DEFAULT 5,
  due_at INTEGER NOT NULL DEFAULT 0, delay_ms INTEGER NOT NULL DEFAULT 0,
  maybe_sent INTEGER NOT NULL DEFAULT 0 CHECK(maybe_sent IN (0, 1)),
  run TEXT, token TEXT, batch_pos INTEGER NOT NULL DEFAULT 0,
  first_sent_at INTEGER, dispatched_at INTEGER, settle_until INTEGER, preimage TEXT, last_error TEXT,
  CHECK((status = 'processing') = (token IS NOT NULL)),
  CHECK(status <> 'processing' OR tries > 0),
  CHECK((status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK((kind IN ('add', 'remove')) = (media_id IS NOT NULL)),
  CHECK((media IS NULL) = (media_id IS NULL))
) STRICT;
-- The safety net: duplicates, a second sender of a list, and a second open creation are refused even against a bug.
CREATE UNIQUE INDEX op_dedup ON op(list, kind, ifnull(media, ''), ifnull(media_id, 0)) WHERE status = 'pending' AND tries = 0;
CREATE UNIQUE INDEX op_one_batch ON op(list) WHERE status = 'processing' AND batch_pos = 0;
CREATE UNIQUE INDEX op_one_create ON op(account) WHERE kind = 'create' AND maybe_sent = 1 AND status IN ('pending', 'processing');
CREATE INDEX op_live ON op(list, seq) WHERE status IN ('pending', 'processing');
CREATE INDEX op_failed ON op(list, seq) WHERE status = 'failed';
CREATE INDEX op_of_list ON op(list);
CREATE INDEX op_done ON op(status, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE attempt(
  op TEXT NOT NULL REFERENCES op(id) ON DELETE CASCADE, n INTEGER NOT NULL, run TEXT NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, class TEXT, http INTEGER, tmdb_code INTEGER, note TEXT,
  PRIMARY KEY(op, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE stat_day(
  day TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(day, name)
) STRICT, WITHOUT ROWID;

-- What a list held before something destructive was done to it.
CREATE TABLE snapshot(
  id INTEGER PRIMARY KEY, list TEXT NOT NULL REFERENCES list(uid) ON DELETE CASCADE,
  taken_at INTEGER NOT NULL, reason TEXT NOT NULL,
  name TEXT, description TEXT, public INTEGER, items TEXT NOT NULL CHECK(json_valid(items))
) STRICT;
CREATE INDEX snapshot_list ON snapshot(list, taken_at);

-- Titles of items, so that lists read well with no network. Swept after six months, as TMDB's terms ask.
CREATE TABLE title(
  media TEXT NOT NULL, media_id INTEGER NOT NULL, body TEXT NOT NULL CHECK(json_valid(body)), fetched_at INTEGER NOT NULL,
  PRIMARY KEY(media, media_id)
) STRICT, WITHOUT ROWID;
