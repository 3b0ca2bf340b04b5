-- Which rule decided what a row of an imported file means; nothing for a person, and for what was decided before rules had
-- names.
ALTER TABLE match_decision ADD COLUMN rule TEXT;
