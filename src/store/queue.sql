-- What the queue's frequent questions are answered from, so that a long history doesn't slow them down.
-- Counts by status and type; also what `op_of_list` served.
DROP INDEX op_of_list;
CREATE INDEX op_by_list ON op(list, status, kind, media, created_at);
-- What is in a run's hands, by claim and by run.
CREATE INDEX op_claimed ON op(token) WHERE status = 'processing';
CREATE INDEX op_of_run ON op(run) WHERE status = 'processing';
-- Creations that are not resolved, of which one at a time may have been sent.
CREATE INDEX op_creation ON op(account) WHERE kind = 'create' AND status IN ('pending', 'processing');
-- What may have been sent and waits for the proof.
CREATE INDEX op_unsure ON op(list) WHERE status = 'pending' AND maybe_sent = 1;
-- What waits for more than time.
CREATE INDEX op_held ON op(hold) WHERE hold IS NOT NULL;
