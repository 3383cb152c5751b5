-- Polybius database, schema 1. Every table, column and view is explained in docs/formats.md.
-- *_begin and *_end are byte offsets into document.text (UTF-8), end exclusive; equal means there are no such words.
-- A column that is NULL was not said or not found. The integer ids are internal: they are never exported.

CREATE TABLE event_type (
  name TEXT PRIMARY KEY NOT NULL,
  quad TEXT NOT NULL,
  cameo TEXT NOT NULL,
  goldstein REAL NOT NULL,
  meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  ended TEXT,
  status TEXT,
  version TEXT NOT NULL,
  tables TEXT NOT NULL,
  options TEXT,
  records INTEGER,
  added INTEGER,
  known INTEGER,
  reports INTEGER,
  skipped INTEGER,
  failed INTEGER,
  seconds REAL
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  offset INTEGER NOT NULL DEFAULT 0 CHECK (offset >= 0),
  number INTEGER NOT NULL DEFAULT 0 CHECK (number >= 0),
  hash INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL UNIQUE CHECK (length(document_id) = 32),
  run INTEGER NOT NULL REFERENCES run (id),
  title TEXT,
  outlet TEXT,
  url TEXT,
  language TEXT,
  wire TEXT,
  published TEXT,
  sentences INTEGER NOT NULL CHECK (sentences >= 0),
  tokens INTEGER NOT NULL CHECK (tokens >= 0),
  text TEXT NOT NULL,
  map BLOB NOT NULL
) STRICT;
CREATE INDEX document_outlet ON document (outlet COLLATE NOCASE);
CREATE INDEX document_run ON document (run);

CREATE TABLE acquisition (
  source INTEGER NOT NULL REFERENCES source (id),
  offset INTEGER NOT NULL CHECK (offset >= 0),
  number INTEGER NOT NULL CHECK (number >= 0),
  document INTEGER NOT NULL REFERENCES document (id),
  PRIMARY KEY (source, offset, number, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX acquisition_document ON acquisition (document);

CREATE TABLE fact (
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (name IN ('title', 'outlet', 'url', 'language', 'wire', 'published', 'kind', 'author')),
  value TEXT,
  origin TEXT,
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE block (
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text_begin INTEGER NOT NULL CHECK (text_begin >= 0),
  text_end INTEGER NOT NULL CHECK (text_end >= text_begin),
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL UNIQUE CHECK (length(report_id) = 32),
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  type TEXT NOT NULL REFERENCES event_type (name),
  mode TEXT,
  status TEXT NOT NULL CHECK (status IN ('actual', 'future', 'hypothetical', 'negated', 'historical')),
  sentence INTEGER NOT NULL,
  sentence_begin INTEGER NOT NULL CHECK (sentence_begin >= 0),
  sentence_end INTEGER NOT NULL CHECK (sentence_end >= sentence_begin),
  trigger_begin INTEGER NOT NULL CHECK (trigger_begin >= 0),
  trigger_end INTEGER NOT NULL CHECK (trigger_end >= trigger_begin),
  date_first TEXT,
  date_last TEXT,
  date_grain TEXT NOT NULL,
  date_basis TEXT,
  date_begin INTEGER NOT NULL CHECK (date_begin >= 0),
  date_end INTEGER NOT NULL CHECK (date_end >= date_begin),
  place_name TEXT,
  place_code TEXT,
  place_begin INTEGER NOT NULL CHECK (place_begin >= 0),
  place_end INTEGER NOT NULL CHECK (place_end >= place_begin),
  killed INTEGER,
  injured INTEGER,
  arrested INTEGER,
  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
  UNIQUE (document, position)
) STRICT;
CREATE INDEX report_type ON report (type);
CREATE INDEX report_date ON report (date_first);

CREATE TABLE party (
  report INTEGER NOT NULL REFERENCES report (id),
  side TEXT NOT NULL CHECK (side IN ('actor', 'recipient')),
  position INTEGER NOT NULL,
  text_begin INTEGER NOT NULL CHECK (text_begin >= 0),
  text_end INTEGER NOT NULL CHECK (text_end >= text_begin),
  name TEXT,
  code TEXT,
  sector TEXT NOT NULL,
  kind TEXT NOT NULL,
  certain INTEGER NOT NULL CHECK (certain BETWEEN 0 AND 100),
  rule TEXT,
  PRIMARY KEY (report, side, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_code ON party (code COLLATE NOCASE, side);

CREATE TABLE claim (
  report INTEGER NOT NULL REFERENCES report (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('medium', 'speaker')),
  text_begin INTEGER NOT NULL CHECK (text_begin >= 0),
  text_end INTEGER NOT NULL CHECK (text_end >= text_begin),
  cue_begin INTEGER NOT NULL CHECK (cue_begin >= 0),
  cue_end INTEGER NOT NULL CHECK (cue_end >= cue_begin),
  name TEXT,
  code TEXT,
  sector TEXT NOT NULL,
  party_kind TEXT NOT NULL,
  certain INTEGER NOT NULL CHECK (certain BETWEEN 0 AND 100),
  rule TEXT,
  PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
  report INTEGER NOT NULL REFERENCES report (id),
  position INTEGER NOT NULL,
  rule TEXT,
  text TEXT,
  PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE silence (
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  sentence_begin INTEGER NOT NULL CHECK (sentence_begin >= 0),
  sentence_end INTEGER NOT NULL CHECK (sentence_end >= sentence_begin),
  trigger_begin INTEGER NOT NULL CHECK (trigger_begin >= 0),
  trigger_end INTEGER NOT NULL CHECK (trigger_end >= trigger_begin),
  why TEXT,
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
  source INTEGER NOT NULL REFERENCES source (id),
  offset INTEGER NOT NULL CHECK (offset >= 0),
  number INTEGER NOT NULL CHECK (number >= 0),
  document_id TEXT,
  run INTEGER NOT NULL REFERENCES run (id),
  code TEXT NOT NULL,
  module TEXT,
  message TEXT,
  at INTEGER,
  retryable INTEGER NOT NULL CHECK (retryable IN (0, 1)),
  title TEXT,
  url TEXT,
  PRIMARY KEY (source, offset, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX problem_document ON problem (document_id);

CREATE VIRTUAL TABLE document_fts USING fts5 (
  title, text, content = 'document', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE VIEW v_document AS
SELECT d.document_id, d.title, d.outlet, d.url, d.language, d.wire, d.published,
  (SELECT f.origin FROM fact f WHERE f.document = d.id AND f.name = 'published') AS published_origin,
  (SELECT group_concat(value, ';') FROM (SELECT replace(f.value, ';', ',') AS value FROM fact f
     WHERE f.document = d.id AND f.name = 'author' AND f.value IS NOT NULL ORDER BY f.position)) AS authors,
  d.sentences, d.tokens,
  length(CAST(d.text AS BLOB)) AS text_bytes,
  (SELECT count(*) FROM report r WHERE r.document = d.id) AS reports,
  (SELECT count(*) FROM acquisition a WHERE a.document = d.id) AS acquisitions,
  (SELECT s.name FROM acquisition a JOIN source s ON s.id = a.source WHERE a.document = d.id
     ORDER BY s.name, a.offset, a.number LIMIT 1) AS source,
  d.text
FROM document d;

-- The columns are those of the CSV export, in its order.
CREATE VIEW v_report AS
SELECT r.report_id, d.document_id, d.outlet, d.wire, d.title, d.url, d.language, d.published,
  (SELECT f.origin FROM fact f WHERE f.document = d.id AND f.name = 'published') AS published_origin,
  r.type, t.quad, t.cameo, t.goldstein, r.mode, r.status,
  CASE WHEN EXISTS (SELECT 1 FROM claim c WHERE c.report = r.id) THEN 'claimed' ELSE 'outlet' END AS voice,
  a.code AS actor_code, a.sector AS actor_sector, a.kind AS actor_kind, a.name AS actor_name,
  CAST(substr(CAST(d.text AS BLOB), a.text_begin + 1, nullif(a.text_end - a.text_begin, 0)) AS TEXT) AS actor_text,
  b.code AS recipient_code, b.sector AS recipient_sector, b.kind AS recipient_kind, b.name AS recipient_name,
  CAST(substr(CAST(d.text AS BLOB), b.text_begin + 1, nullif(b.text_end - b.text_begin, 0)) AS TEXT) AS recipient_text,
  (SELECT group_concat(x, ';') FROM (SELECT replace(ifnull(p.code, ''), ';', ',') AS x FROM party p
     WHERE p.report = r.id AND p.side = 'actor' ORDER BY p.position)) AS actor_codes,
  (SELECT group_concat(x, ';') FROM (SELECT p.sector AS x FROM party p
     WHERE p.report = r.id AND p.side = 'actor' ORDER BY p.position)) AS actor_sectors,
  (SELECT group_concat(x, ';') FROM (SELECT replace(ifnull(p.name, ''), ';', ',') AS x FROM party p
     WHERE p.report = r.id AND p.side = 'actor' ORDER BY p.position)) AS actor_names,
  (SELECT group_concat(x, ';') FROM (SELECT replace(ifnull(p.code, ''), ';', ',') AS x FROM party p
     WHERE p.report = r.id AND p.side = 'recipient' ORDER BY p.position)) AS recipient_codes,
  (SELECT group_concat(x, ';') FROM (SELECT p.sector AS x FROM party p
     WHERE p.report = r.id AND p.side = 'recipient' ORDER BY p.position)) AS recipient_sectors,
  (SELECT group_concat(x, ';') FROM (SELECT replace(ifnull(p.name, ''), ';', ',') AS x FROM party p
     WHERE p.report = r.id AND p.side = 'recipient' ORDER BY p.position)) AS recipient_names,
  (SELECT group_concat(x, ' > ') FROM (
     SELECT d.outlet AS x, -2 AS at WHERE d.outlet IS NOT NULL
     UNION ALL SELECT d.wire, -1 WHERE d.wire IS NOT NULL
     UNION ALL SELECT ifnull(c.name, '?'), c.position FROM claim c WHERE c.report = r.id
     ORDER BY at)) AS claim,
  (SELECT c.code FROM claim c WHERE c.report = r.id ORDER BY c.position LIMIT 1) AS claimant_code,
  (SELECT c.name FROM claim c WHERE c.report = r.id ORDER BY c.position LIMIT 1) AS claimant_name,
  r.date_first, r.date_last, r.date_grain, r.date_basis,
  CAST(substr(CAST(d.text AS BLOB), r.date_begin + 1, nullif(r.date_end - r.date_begin, 0)) AS TEXT) AS date_text,
  r.place_name, r.place_code,
  CAST(substr(CAST(d.text AS BLOB), r.place_begin + 1, nullif(r.place_end - r.place_begin, 0)) AS TEXT) AS place_text,
  r.killed, r.injured, r.arrested, r.confidence / 1000.0 AS confidence,
  CAST(substr(CAST(d.text AS BLOB), r.trigger_begin + 1, r.trigger_end - r.trigger_begin) AS TEXT) AS trigger_text,
  r.trigger_begin, r.trigger_end,
  CAST(substr(CAST(d.text AS BLOB), r.sentence_begin + 1, r.sentence_end - r.sentence_begin) AS TEXT) AS sentence,
  r.sentence_begin, r.sentence_end
FROM report r
JOIN document d ON d.id = r.document
JOIN event_type t ON t.name = r.type
LEFT JOIN party a ON a.report = r.id AND a.side = 'actor' AND a.position = 0
LEFT JOIN party b ON b.report = r.id AND b.side = 'recipient' AND b.position = 0;

CREATE VIEW v_party AS
SELECT r.report_id, d.document_id, p.side, p.position, p.name, p.code, p.sector, p.kind, p.certain, p.rule,
  CAST(substr(CAST(d.text AS BLOB), p.text_begin + 1, nullif(p.text_end - p.text_begin, 0)) AS TEXT) AS text,
  p.text_begin, p.text_end, r.type, r.status
FROM party p JOIN report r ON r.id = p.report JOIN document d ON d.id = r.document;

CREATE VIEW v_claim AS
SELECT r.report_id, d.document_id, c.position, c.kind, c.name, c.code, c.sector, c.party_kind, c.certain, c.rule,
  CAST(substr(CAST(d.text AS BLOB), c.text_begin + 1, nullif(c.text_end - c.text_begin, 0)) AS TEXT) AS text,
  c.text_begin, c.text_end,
  CAST(substr(CAST(d.text AS BLOB), c.cue_begin + 1, nullif(c.cue_end - c.cue_begin, 0)) AS TEXT) AS cue,
  c.cue_begin, c.cue_end, r.type, r.status
FROM claim c JOIN report r ON r.id = c.report JOIN document d ON d.id = r.document;

CREATE VIEW v_problem AS
SELECT s.name AS source, p.offset, p.number, p.document_id, p.code, p.module, p.message, p.at, p.retryable, p.title, p.url,
  u.started AS run_started
FROM problem p JOIN source s ON s.id = p.source JOIN run u ON u.id = p.run;
