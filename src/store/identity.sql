-- One random id for the life of the file: `state.id` beside it repeats it, so that a lost database can be distinguished from a new one.
CREATE TABLE identity(one INTEGER PRIMARY KEY CHECK(one = 1), id TEXT NOT NULL) STRICT;
INSERT INTO identity(one, id) VALUES (1, lower(hex(randomblob(16))));
