-- A collection's operations may be under way side by side, each on an item of its own; a list's one after another. The lane is
-- the item for a collection, empty for a list, and set by each claim.
ALTER TABLE op ADD COLUMN lane TEXT NOT NULL DEFAULT '';
DROP INDEX op_one_batch;
CREATE UNIQUE INDEX op_one_batch ON op(list, lane) WHERE status = 'processing' AND batch_pos = 0;
-- What a new wish meets is found by its item.
DROP INDEX op_touched;
