-- A pause that TMDB asked for holds beside a missing login and an outage: it is over when its time is, whatever else begins or ends.
ALTER TABLE account ADD COLUMN paused_until INTEGER;
ALTER TABLE account ADD COLUMN pause_ms INTEGER NOT NULL DEFAULT 0;
UPDATE account SET paused_until = hold_until, pause_ms = hold_delay_ms, hold = NULL, hold_until = NULL, hold_delay_ms = 0
WHERE hold = 'rate_limit';
