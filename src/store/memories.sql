-- The three memories of a list (docs/three-memories-of-a-list.md): `seen` is TMDB's newest answer, `agreed` is what the
-- person and TMDB last agreed on, `wished` is the live operations in `op`.

-- A payload that can't be read stops the migration: guessing what was wished could delete what nobody meant.
CREATE TEMP TABLE readable(id TEXT, ok INTEGER CHECK(ok = 1));
INSERT INTO readable SELECT id, json_type(payload) = 'object'
  AND coalesce(json_type(payload, '$.name'), 'text') = 'text'
  AND coalesce(json_type(payload, '$.description'), 'text') = 'text'
  AND coalesce(json_type(payload, '$.public'), 'true') IN ('true', 'false')
  AND coalesce(json_type(payload, '$.seen'), 'array') = 'array' FROM op;
DROP TABLE readable;

ALTER TABLE list RENAME COLUMN base_name TO seen_name;
ALTER TABLE list RENAME COLUMN base_description TO seen_description;
ALTER TABLE list RENAME COLUMN base_public TO seen_public;
ALTER TABLE list RENAME COLUMN base_sort_by TO seen_sort_by;
ALTER TABLE list RENAME COLUMN base_count TO seen_count;
ALTER TABLE list RENAME COLUMN base_created_at TO seen_created_at;
ALTER TABLE list RENAME COLUMN base_updated_at TO seen_updated_at;
ALTER TABLE list RENAME COLUMN base_as_of TO seen_items_as_of;     -- 0 where the items are known to be outdated
ALTER TABLE list RENAME COLUMN summary_as_of TO seen_fields_as_of;
ALTER TABLE list ADD COLUMN seen_gone INTEGER NOT NULL DEFAULT 0 CHECK(seen_gone IN (0, 1));
ALTER TABLE list ADD COLUMN seen_skipped INTEGER NOT NULL DEFAULT 0;  -- rows of the newest answer that can't be read
-- A total that does not fit its rows, whatever is tried: such a list is read once until one of the two changes.
ALTER TABLE list ADD COLUMN misfit_total INTEGER;
ALTER TABLE list ADD COLUMN misfit_rows INTEGER;
-- When TMDB confirmed our own write of a field: an older answer must not undo it.
ALTER TABLE list ADD COLUMN wrote_name_at INTEGER;
ALTER TABLE list ADD COLUMN wrote_description_at INTEGER;
ALTER TABLE list ADD COLUMN wrote_public_at INTEGER;
ALTER TABLE list ADD COLUMN wrote_sort_by_at INTEGER;

ALTER TABLE list ADD COLUMN agreed_fields INTEGER NOT NULL DEFAULT 0 CHECK(agreed_fields IN (0, 1)); -- whether known
ALTER TABLE list ADD COLUMN agreed_name TEXT;
ALTER TABLE list ADD COLUMN agreed_description TEXT;
ALTER TABLE list ADD COLUMN agreed_public INTEGER CHECK(agreed_public IN (0, 1));
ALTER TABLE list ADD COLUMN agreed_sort_by TEXT;
ALTER TABLE list ADD COLUMN agreed_items INTEGER NOT NULL DEFAULT 0 CHECK(agreed_items IN (0, 1));   -- whether known
ALTER TABLE list ADD COLUMN agreed_at INTEGER;                     -- when all of it was last agreed on
ALTER TABLE list ADD COLUMN diverged INTEGER NOT NULL DEFAULT 0 CHECK(diverged IN (0, 1));
ALTER TABLE list ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0 CHECK(deleted IN (0, 1));             -- by the person

UPDATE list SET deleted = state = 'gone', seen_gone = state = 'remote_deleted';
ALTER TABLE list DROP COLUMN state;
UPDATE list SET agreed_fields = 1, agreed_name = seen_name, agreed_description = seen_description,
    agreed_public = seen_public, agreed_sort_by = seen_sort_by
  WHERE shelf = 'list' AND writable = 1 AND seen_name IS NOT NULL;
UPDATE list SET agreed_items = 1, agreed_at = max(seen_items_as_of, coalesce(seen_fields_as_of, 0))
  WHERE shelf = 'list' AND writable = 1 AND seen_items_as_of IS NOT NULL;

ALTER TABLE base_item RENAME TO seen_item;
CREATE TABLE agreed_item(
  list TEXT NOT NULL REFERENCES list(uid) ON DELETE CASCADE,
  media TEXT NOT NULL CHECK(media IN ('movie', 'tv')), media_id INTEGER NOT NULL,
  pos INTEGER NOT NULL, added_at INTEGER, comment TEXT,
  PRIMARY KEY(list, media, media_id)
) STRICT, WITHOUT ROWID;
INSERT INTO agreed_item(list, media, media_id, pos, added_at, comment)
  SELECT s.list, s.media, s.media_id, s.pos, s.added_at, s.comment
  FROM seen_item s JOIN list l ON l.uid = s.list WHERE l.agreed_items = 1;

-- What a list held, or (`fields`) a name or description of TMDB's that ours replaced.
ALTER TABLE snapshot ADD COLUMN kind TEXT NOT NULL DEFAULT 'items' CHECK(kind IN ('items', 'fields'));

-- A number for people, given once: `seq` changes where a failed operation is tried again.
ALTER TABLE op ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE op SET number = n FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) AS n FROM op) WHERE id = numbered;
CREATE UNIQUE INDEX op_number ON op(number);
INSERT INTO counter(name, n) SELECT 'number', count(*) FROM op;
-- The operation of another list that must be done before this one (`lists move`).
ALTER TABLE op ADD COLUMN after_op TEXT;
CREATE INDEX op_after ON op(after_op) WHERE after_op IS NOT NULL;
-- What an update changes: until now that was the mirror's value.
UPDATE op SET payload = json_set(payload, '$.from', (SELECT json_object('name', l.seen_name, 'description',
    coalesce(l.seen_description, ''), 'public', json(CASE l.seen_public WHEN 1 THEN 'true' WHEN 0 THEN 'false' END),
    'sort_by', l.seen_sort_by) FROM list l WHERE l.uid = op.list))
  WHERE kind = 'update' AND status IN ('pending', 'processing', 'failed')
    AND EXISTS (SELECT 1 FROM list l WHERE l.uid = op.list AND l.seen_name IS NOT NULL);
-- That a list is gone is seen, and the hold follows from it.
UPDATE op SET hold = NULL, reason = NULL WHERE hold = 'conflict' AND reason = 'the list is gone on TMDB';

-- Never read.
DROP TABLE run;
ALTER TABLE account DROP COLUMN probe_token;

-- A wish about one item meets only what is queued on that item, and nothing before the last claimed operation.
CREATE INDEX op_of_item ON op(list, media, media_id) WHERE status IN ('pending', 'processing') AND media_id IS NOT NULL;
CREATE INDEX op_touched ON op(list, seq) WHERE status IN ('pending', 'processing') AND tries > 0;
