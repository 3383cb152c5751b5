/* pipe/job: the writer's parts. One process, one thread, one poll loop; the only one with a database handle.
 *   window  records in input order, from the reader's frame to the commit: a ring with a stated size
 *   feed    opens the files, drives the reader process
 *   pool    worker processes: who does what, deadlines, deaths
 *   commit  takes finished records off the window in order and writes them in batches
 * Ownership: struct job owns all of it. Errors: a status other than PLB_OK ends the run; what is wrong with one record
 * stands in its slot. Limits: WINDOW_* below; the frames' maxima follow from plb_limits. */
#ifndef PLB_PIPE_JOB_H
#define PLB_PIPE_JOB_H
#include "acquire/acquire.h"
#include "acquire/walk.h"
#include "base/buf.h"
#include "base/doc.h"
#include "pipe/own.h"
#include "pipe/spawn.h"
#include "store/store.h"

enum {
  WINDOW_SLOTS = 256,      /* records between reader and commit */
  WINDOW_BYTES = 64 << 20, /* of frames held; one record may exceed it */
  WORKER_QUEUE = 2,        /* one at work, one waiting in its socket */
  WORKERS_MAX = 256,
  BATCH_DOCUMENTS = 64,
  BATCH_MS = 200,
  TICK_MS = 100,        /* progress, deadlines */
  STARTUP_SECONDS = 60, /* a worker may take to load its tables */
  STARTUP_DEATHS = 3,   /* in a row, before the run is given up */
  CPU_FACTOR = 3,       /* times worker_seconds: the processor time after which the system ends a child by itself */
  WALL_FACTOR = 5       /* a process that sleeps may take so many times worker_seconds */
};

/* ---- window ---- */
typedef enum slot_state { SLOT_FREE, SLOT_QUEUED, SLOT_SENT, SLOT_DONE } slot_state;

typedef struct slot {
  slot_state state;
  plb_buf frame;     /* RECORD, until the result is there */
  plb_buf result;    /* RESULT; empty: there is the problem only */
  plb_error problem; /* code PLB_OK: none */
  bool known;        /* the database has the document */
  size_t source;     /* walk item */
  uint64_t offset, bytes_done;
  uint32_t number;
  plb_format format;
  plb_cursor after;
  plb_id id;
  bool note;         /* no record: problem holds what a source has to say of those it passed over, number how many */
  char acquired[24]; /* what the record's container said of it */
  char given_id[136], said[96];
} slot;

typedef struct window {
  slot at[WINDOW_SLOTS];
  uint64_t first, next; /* sequence numbers: at[i % WINDOW_SLOTS] for first <= i < next */
  size_t bytes;         /* of all frames and results held */
} window;

static inline slot *window_slot(window *w, uint64_t i) {
  return &w->at[i % WINDOW_SLOTS];
}
static inline bool window_has_room(const window *w) {
  return w->next - w->first < WINDOW_SLOTS && (w->bytes < WINDOW_BYTES || w->next == w->first);
}
slot *window_push(window *w);
/* Takes the frame out of *frame into *into (a slot's), counted; *frame gets an empty buffer of the same maximum. */
void window_take(window *w, plb_buf *into, plb_buf *frame);
/* Gives back what a slot holds of frames. */
void window_drop(window *w, plb_buf *held);
void window_pop(window *w);
void window_free(window *w);

/* ---- feed ---- */
typedef struct feed {
  plb_child child;
  plb_buf in, out;
  size_t next;    /* walk item to open next */
  size_t current; /* walk item at the reader, when busy */
  bool busy;
  int file;                   /* our copy of its descriptor: they share one offset, which shows where the reader is */
  plb_cursor after;           /* of the last record of the current item */
  uint64_t taken, base_bytes; /* bytes read of the current item; sizes of those before */
  off_t seen_at;              /* file offset, processor and awake seconds at the last sign of life */
  double seen_seconds, seen_awake;
  bool ready;
} feed;

/* ---- pool ---- */
typedef struct worker {
  plb_child child;
  plb_buf in;
  uint64_t queue[WORKER_QUEUE]; /* sequence numbers, oldest first */
  unsigned n, n_sent;           /* in the queue; of these sent whole */
  size_t sent;                  /* bytes of the one after those */
  bool ready, timed_out;
  double since, since_seconds; /* awake and processor time when it began the oldest */
} worker;

typedef struct pool {
  worker *at;
  unsigned n, most;
  uint64_t queued_from; /* no slot before this one is QUEUED */
  unsigned deaths;      /* of workers that never got ready, in a row */
  plb_buf setup;        /* with the user's tables */
} pool;

/* ---- the job ---- */
typedef struct mark { /* a record in the open transaction, to be told after the commit */
  size_t source;
  uint32_t number; /* 0: not a record */
} mark;

typedef struct job {
  const plb_job_options *options;
  plb_limits limits;
  plb_job_result *result;
  plb_store *store; /* NULL: documents go to on_document */
  plb_walk walk;
  window window;
  feed feed;
  pool pool;
  plb_arena arena; /* of the document that is being handed on */
  plb_arena own_arena;
  plb_own_text *own;
  mark marks[BATCH_DOCUMENTS];
  unsigned n_marks;
  double awake, awake_at;          /* seconds this process was running its loop: the wall clock of deadlines */
  double began, batch_since, told; /* seconds: start, first record of the batch, last progress */
  plb_job_progress progress;
  uint64_t batch_documents, batch_reports, batch_problems;
  bool halted;  /* on_document said stop */
  bool noticed; /* on_notice was called */
} job;

double job_now(void);
bool job_stopped(const job *j);
void job_problem(const job *j, const plb_error *problem);
void job_notice(const job *j, const plb_error *notice);
/* Tells once a run when a child is not locked up as it should be. */
void job_notice_sandbox(job *j, const plb_sandbox *got);
/* A problem of a walk item, as a slot in its turn; record (or NULL) says where in it. */
void job_push_problem(job *j, size_t source, const plb_record *record, const plb_error *problem);

plb_status feed_step(job *j, plb_error *err);    /* opens the next file when the reader is idle */
plb_status feed_receive(job *j, plb_error *err); /* while the socket has frames and the window room */
plb_status feed_check(job *j, plb_error *err);   /* deadline */
bool feed_done(const job *j);
void feed_end(job *j);

plb_status pool_dispatch(job *j, plb_error *err);
void pool_push(job *j, unsigned i);                          /* sends what waits */
plb_status pool_receive(job *j, unsigned i, plb_error *err); /* takes results, sees deaths */
plb_status pool_check(job *j, plb_error *err);
bool pool_wants_write(const worker *w);
void pool_end(job *j);

plb_status commit_ready(job *j, plb_error *err);         /* all finished records at the window's front */
plb_status commit_due(job *j, bool now, plb_error *err); /* ends the batch when it is full or old, or now */
#endif
