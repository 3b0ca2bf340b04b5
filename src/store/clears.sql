-- A `clear` says which items it means, or that it means all of them. Until now the second was said by saying nothing, so that a
-- payload that got lost would have removed everything.
UPDATE op SET payload = '{"all":true}' WHERE kind = 'clear' AND json_extract(payload, '$.seen') IS NULL;
