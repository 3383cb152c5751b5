/* The document: the plain structs that every stage fills, in the order of the data flow.
 * Ownership: all arrays and slices live in the document's arena or in static tables; nothing is freed singly.
 * Offsets: 32-bit byte offsets into doc->text unless a field says "source", then into the record's bytes.
 * A stage writes its own part only; what it needs of earlier parts it declares in pipe/stage.c. No behaviour here. */
#ifndef PLB_BASE_DOC_H
#define PLB_BASE_DOC_H
#include <polybius/polybius.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/ontology.h"
#include "base/slice.h"

typedef struct plb_span {
  uint32_t begin, end; /* end exclusive; begin == end: nothing */
} plb_span;

/* ---- acquire: one record as acquired ---- */
typedef enum plb_format { PLB_FORMAT_UNKNOWN, PLB_FORMAT_HTML, PLB_FORMAT_TEXT, PLB_FORMAT_FIELDS } plb_format;

/* What one record of a container said of itself (a JSON line's mapped fields, a WARC record's head). Empty slices: not
 * said. charset: of bytes, as the HTTP head names it; acquired: when it was fetched, ISO 8601; note: what a reader of
 * the article should know of how it was kept ("its archiver cut it short"). */
typedef struct plb_given {
  plb_slice id, url, title, text, html, outlet, author, published, language, charset, acquired, note;
} plb_given;

typedef struct plb_record {
  plb_slice source;  /* the name of the file as the user gave it, "-" for standard input */
  uint64_t offset;   /* where the record begins in the source's decompressed bytes */
  uint32_t number;   /* from 1 within its source */
  plb_format format; /* FIELDS: the article is given.text or given.html, bytes what they were read from */
  plb_slice part;    /* the member of an archive it stands in; n == 0: the source is none */
  plb_slice bytes;
  plb_given given;
} plb_record;

/* ---- extract: the article ---- */
typedef enum plb_block_kind {
  PLB_BLOCK_TITLE,
  PLB_BLOCK_STANDFIRST, /* the summary under the title */
  PLB_BLOCK_PARAGRAPH,
  PLB_BLOCK_HEADING,
  PLB_BLOCK_LIST,    /* a list item of the article */
  PLB_BLOCK_QUOTE,   /* a block quotation or pull quote */
  PLB_BLOCK_TABLE,   /* a row of a table of the article */
  PLB_BLOCK_CAPTION, /* of a picture: read, but set apart from the body */
  PLB_BLOCK_TEASER,  /* a pointer to another article: kept, not read */
  PLB_BLOCK_CREDIT,  /* byline, agency line, "Reporting by": kept, not read */
  PLB_BLOCK_KIND_COUNT
} plb_block_kind;

typedef struct plb_block {
  plb_span span; /* of doc->text; blocks are in order, do not overlap and are separated by "\n" or "\n\n" */
  uint8_t kind;
} plb_block;

/* text[text_begin .. +n) came from source bytes [source_begin .. +source_n). n == source_n: byte for byte. Runs are in
 * the order of the text; bytes of the text in no run (separators) came from nowhere. */
typedef struct plb_map_run {
  uint32_t text_begin, n, source_begin, source_n;
} plb_map_run;

/* One fact about the document and where it was read: origin is a short static word ("json-ld", "meta:og:title", "h1",
 * "url", "given", "byline", "dateline", ...). value.n == 0: unknown, and origin then says why. */
typedef struct plb_fact {
  plb_slice value;
  const char *origin;
} plb_fact;

typedef struct plb_meta {
  plb_fact title, outlet, url, language, wire; /* wire: agency credited ("Reuters"); language: ISO 639-1 */
  plb_fact published;                          /* ISO 8601 as found, normalised "YYYY-MM-DD[Thh:mm:ssZ]" */
  plb_fact kind;                               /* of page: article, live blog, gallery, video, stub, index */
  plb_date published_day;                      /* {0} when there is none: never today's date, never a file's time */
  plb_fact *author;
  uint32_t n_author;
} plb_meta;

/* ---- parse: words, sentences, chunks, quotation marks ---- */
/* Penn Treebank tags, coarse enough for a lexicon tagger. */
/* clang-format off */
#define PLB_TAG_MAP(X)                                                                            \
  X(NN) X(NNS) X(NNP) X(NNPS) X(VB) X(VBD) X(VBG) X(VBN) X(VBP) X(VBZ) X(MD) X(JJ) X(JJR) X(JJS)  \
  X(RB) X(RBR) X(RBS) X(IN) X(TO) X(DT) X(PDT) X(PRP) X(PRPS) X(WDT) X(WP) X(WPS) X(WRB) X(CC)    \
  X(CD) X(EX) X(RP) X(POS) X(UH) X(FW) X(LS) X(SYM) X(PUNCT) X(OPENQ) X(CLOSEQ) X(COMMA) X(STOP)  \
  X(COLON) X(LPAREN) X(RPAREN)
/* clang-format on */
typedef enum plb_tag {
#define PLB_X(name) PLB_TAG_##name,
  PLB_TAG_MAP(PLB_X)
#undef PLB_X
      PLB_TAG_COUNT
} plb_tag;

enum {                           /* plb_token.flags */
       PLB_TOK_CAPITAL = 1,      /* begins with an upper-case letter */
       PLB_TOK_ALLCAPS = 2,      /* two letters or more, all upper case */
       PLB_TOK_SPACE_BEFORE = 4, /* white space stands before it */
       PLB_TOK_IN_QUOTE = 8,     /* inside quotation marks */
       PLB_TOK_FIRST = 16,       /* first word of its sentence (quotation marks and brackets not counted) */
       PLB_TOK_GLUED = 32        /* split off a glued word ("TimesCiting") */
};

typedef struct plb_token {
  plb_span span;
  plb_slice lower, lemma; /* lower: case-folded surface with ' for any apostrophe; lemma: lower-case base form */
  uint32_t sentence;
  int32_t chunk; /* index of its noun phrase, -1: none */
  uint8_t tag;   /* plb_tag */
  uint8_t flags;
} plb_token;

typedef struct plb_sentence {
  uint32_t begin, end; /* tokens */
  plb_span span;
  uint32_t block;
} plb_sentence;

/* A base noun phrase: determiner to head, without what follows the head ("the Russian foreign minister Sergey Lavrov",
 * "China 's foreign minister" is two: possessor and possessed). */
typedef struct plb_chunk {
  uint32_t begin, end, head; /* tokens; head is the last noun */
} plb_chunk;

/* A run between quotation marks; may cross sentences. */
typedef struct plb_quote {
  uint32_t begin, end; /* tokens inside the marks */
  bool closed;         /* false: the mark was never closed; the run ends with its paragraph */
} plb_quote;

/* ---- resolve: who is meant ---- */
typedef enum plb_party_kind {
  PLB_PARTY_STATE,
  PLB_PARTY_ORGANISATION,
  PLB_PARTY_GROUP,
  PLB_PARTY_PERSON,
  PLB_PARTY_ROLE,  /* a described official or force: "the Chinese foreign minister", "US troops" */
  PLB_PARTY_OTHER, /* a name or noun phrase we cannot place */
  PLB_PARTY_KIND_COUNT
} plb_party_kind;

typedef struct plb_party {
  plb_slice name;  /* resolved: "China", "Sergey Lavrov", "NATO" */
  plb_slice code;  /* "CHN", "IGO:NATO", "---" */
  uint8_t sector;  /* plb_sector */
  uint8_t kind;    /* plb_party_kind */
  uint8_t certain; /* 0..100 */
  plb_slice rule;  /* what decided, for `explain`: "actors/states.tsv:12", "pronoun -> previous subject" */
} plb_party;

/* A phrase that points to one party, or to several ("the two countries"). */
typedef struct plb_mention {
  uint32_t begin, end, head; /* tokens */
  uint32_t sentence;
  uint32_t party, n_party; /* doc->party[party .. +n_party) */
  bool metonym;            /* a capital or building for its government */
  bool modifier;           /* stands inside a larger noun phrase as its modifier or possessor */
  bool pronoun;
} plb_mention;

typedef enum plb_granularity {
  PLB_GRAIN_NONE,
  PLB_GRAIN_DAY,
  PLB_GRAIN_WEEK,
  PLB_GRAIN_MONTH,
  PLB_GRAIN_QUARTER,
  PLB_GRAIN_YEAR,
  PLB_GRAIN_DECADE,
  PLB_GRAIN_CENTURY,
  PLB_GRAIN_RANGE /* seasons and halves of a year too */
} plb_granularity;

typedef enum plb_time_type { /* of TIMEX3 */
                             PLB_TIME_DATE,
                             PLB_TIME_TIME,     /* an hour or part of a day */
                             PLB_TIME_DURATION, /* an amount; it has days only where the words tie it to one ("the past
                                                   three months") */
                             PLB_TIME_SET,      /* again and again */
                             PLB_TIME_TYPE_COUNT
} plb_time_type;

/* A time expression. first == last for one day; day 0 or month 0 in both where the words allow no more. */
typedef struct plb_time {
  plb_span span;       /* its words */
  uint32_t begin, end; /* tokens */
  uint32_t sentence;
  plb_date first, last; /* {0}: the words name no day */
  uint8_t grain;
  uint8_t type;    /* plb_time_type */
  bool dateline;   /* of the article's dateline ("GENEVA, April 9 (Reuters) -"): when it was filed */
  plb_slice value; /* of TIMEX3: "2024-03-14", "2024-W11", "P3M", "PAST_REF" */
  /* "explicit", "publication", "weekday", "context" (another date of the text); for no day: why ("no publication
   * date", "vague", "long ago", "duration", "set") */
  const char *basis;
} plb_time;

/* ---- code: event reports ---- */
typedef struct plb_role_fill {
  plb_span span; /* the words; empty when the party is left out of the sentence */
  plb_party party;
} plb_role_fill;

typedef enum plb_claim_kind { PLB_CLAIM_MEDIUM, PLB_CLAIM_SPEAKER, PLB_CLAIM_KIND_COUNT } plb_claim_kind;

typedef struct plb_claim {
  uint8_t kind;
  plb_span span, cue; /* the claimant's words; the word of saying ("said", "according to") */
  plb_party party;
} plb_claim;

typedef struct plb_step {
  plb_slice rule, text; /* "triggers/ACCUSE.tsv:14" , "matched 'accused'"; "fold" , "future CONSULT -> AGREE" */
} plb_step;

typedef struct plb_report {
  plb_id id;
  uint32_t sentence;
  uint32_t rank; /* among reports of the same trigger span in this document */
  plb_span trigger;
  uint8_t type;   /* plb_type */
  uint8_t status; /* plb_act_status */
  plb_slice mode; /* "" when none */
  plb_role_fill *actor, *recipient;
  plb_claim *claim; /* outermost first; the outlet and wire stand in doc->meta */
  plb_step *step;
  uint32_t n_actor, n_recipient, n_claim, n_step;
  plb_date first, last;
  uint8_t grain;
  plb_span date_span;
  const char *date_basis;
  plb_span place_span;
  plb_slice place_name, place_code;
  uint32_t killed, injured, arrested; /* UINT32_MAX: not said */
  uint16_t confidence;                /* permille */
} plb_report;

/* Why something gave no report. trigger may be empty (the sentence had none). */
typedef struct plb_silence {
  uint32_t sentence;
  plb_span trigger;
  plb_slice why;
} plb_silence;

typedef struct plb_doc {
  plb_arena *arena;
  const plb_limits *limits;
  plb_record record;
  plb_id id;                    /* of the record's bytes and given fields */
  uint32_t revision, revisions; /* of its page, as the database has them; 0: it is in none */
  plb_slice text;
  plb_block *block;
  uint32_t n_block;
  plb_map_run *map;
  uint32_t n_map;
  plb_meta meta;
  plb_token *token;
  plb_sentence *sentence;
  plb_chunk *chunk;
  plb_quote *quote;
  uint32_t n_token, n_sentence, n_chunk, n_quote;
  plb_party *party;
  plb_mention *mention; /* by first token */
  plb_time *time;       /* by first token */
  uint32_t n_party, n_mention, n_time;
  plb_slice focus;    /* code of the state the document is most about, or empty */
  plb_party pair[2];  /* the two states it is about when no third is near them; codes empty otherwise */
  plb_report *report; /* by trigger, then rank */
  plb_silence *silence;
  uint32_t n_report, n_silence;
} plb_doc;

/* The text from token `begin` up to token `end`, which is not in it; end > begin. */
static inline plb_span plb_doc_tokens(const plb_doc *doc, uint32_t begin, uint32_t end) {
  return (plb_span){doc->token[begin].span.begin, doc->token[end - 1].span.end};
}
/* Is it somebody's code? "---" is nobody's. */
static inline bool plb_code_known(plb_slice code) {
  return code.n && !plb_slice_is(code, "---");
}
static inline plb_slice plb_doc_text(const plb_doc *doc, plb_span s) {
  return (plb_slice){doc->text.p + s.begin, s.end - s.begin};
}
#endif
