-- Polybius database, schema 2: when a document was acquired, which revision of its page it is, and the page's kind.
-- A page is told by its address, or by the id it was given; documents of one page are ordered by when they were first
-- acquired or, when nobody said so, published, then by id.

ALTER TABLE run ADD COLUMN passed INTEGER;
ALTER TABLE acquisition ADD COLUMN acquired TEXT;
ALTER TABLE acquisition ADD COLUMN note TEXT;
ALTER TABLE document ADD COLUMN page TEXT;
ALTER TABLE document ADD COLUMN acquired TEXT;
ALTER TABLE document ADD COLUMN seen TEXT;
UPDATE document SET page = url, seen = ifnull(published, '');
CREATE INDEX document_page ON document (page, seen, document_id) WHERE page IS NOT NULL;

DROP VIEW v_document;
DROP VIEW v_report;

-- A page's kind is a fact too.
CREATE TABLE fact_with_kind (
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (name IN ('title', 'outlet', 'url', 'language', 'wire', 'published', 'kind', 'author')),
  value TEXT,
  origin TEXT,
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
INSERT INTO fact_with_kind SELECT document, position, name, value, origin FROM fact;
DROP TABLE fact;
ALTER TABLE fact_with_kind RENAME TO fact;

CREATE VIEW v_revision AS
SELECT page,
  row_number() OVER (PARTITION BY page ORDER BY seen, document_id) AS revision,
  count(*) OVER (PARTITION BY page) AS revisions,
  document_id, acquired, published, title
FROM document WHERE page IS NOT NULL;

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
  d.text, d.acquired,
  1 + (SELECT count(*) FROM document e WHERE e.page = d.page
     AND (e.seen, e.document_id) < (d.seen, d.document_id))
    AS revision,
  max(1, (SELECT count(*) FROM document e WHERE e.page = d.page)) AS revisions
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
  r.sentence_begin, r.sentence_end,
  1 + (SELECT count(*) FROM document e WHERE e.page = d.page
     AND (e.seen, e.document_id) < (d.seen, d.document_id))
    AS revision,
  max(1, (SELECT count(*) FROM document e WHERE e.page = d.page)) AS revisions
FROM report r
JOIN document d ON d.id = r.document
JOIN event_type t ON t.name = r.type
LEFT JOIN party a ON a.report = r.id AND a.side = 'actor' AND a.position = 0
LEFT JOIN party b ON b.report = r.id AND b.side = 'recipient' AND b.position = 0;
