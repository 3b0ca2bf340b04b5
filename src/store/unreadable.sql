-- Operations whose status no version up to this one writes: they stand in the way of what comes after them, and have to be found.
CREATE INDEX op_unknown ON op(list, seq) WHERE status NOT IN ('pending', 'processing', 'completed', 'failed', 'cancelled');
