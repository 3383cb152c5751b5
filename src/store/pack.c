/* Map runs as LEB128 varints: for each run the gap of text bytes since the run before, the text bytes, the source bytes
 * between (zigzag: may go back), and source bytes minus text bytes (zigzag: 0 for a run that is the same byte for
 * byte). An article has some hundreds of runs, always read together with its text and never one by one: packed they
 * take 4 to 8 bytes each, a twentieth of rows with an index. */
#include "base/error.h"
#include "store/internal.h"

static void put_varint(plb_buf *b, uint64_t v) {
  do {
    plb_buf_char(b, (char)((v & 0x7f) | (v > 0x7f ? 0x80 : 0)));
    v >>= 7;
  } while (v);
}

static bool get_varint(plb_slice *in, uint64_t *v) {
  *v = 0;
  for (unsigned shift = 0; shift < 63 && in->n; shift += 7) {
    unsigned char c = (unsigned char)*in->p;
    in->p++, in->n--;
    *v |= (uint64_t)(c & 0x7f) << shift;
    if (!(c & 0x80)) return true;
  }
  return false;
}

static uint64_t zigzag(int64_t v) {
  return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t v) {
  return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

void plb_map_pack(plb_buf *out, const plb_map_run *run, uint32_t n) {
  int64_t text = 0, source = 0;
  for (uint32_t i = 0; i < n; i++) {
    const plb_map_run *m = &run[i];
    put_varint(out, (uint64_t)(m->text_begin - text));
    put_varint(out, m->n);
    put_varint(out, zigzag((int64_t)m->source_begin - source));
    put_varint(out, zigzag((int64_t)m->source_n - (int64_t)m->n));
    text = (int64_t)m->text_begin + m->n;
    source = (int64_t)m->source_begin + m->source_n;
  }
}

static bool unpack_run(plb_slice *in, uint32_t text_n, uint64_t *text, int64_t *source, plb_map_run *m) {
  uint64_t gap, n, back, more;
  if (!get_varint(in, &gap) || !get_varint(in, &n) || !get_varint(in, &back) || !get_varint(in, &more)) return false;
  if (gap > text_n || n > text_n || back > UINT64_C(1) << 34 || more > UINT64_C(1) << 34) return false;
  int64_t begin = *source + unzigzag(back), source_n = (int64_t)n + unzigzag(more);
  if (begin < 0 || source_n < 0 || begin + source_n > UINT32_MAX || *text + gap + n > text_n) return false;
  *m = (plb_map_run){(uint32_t)(*text + gap), (uint32_t)n, (uint32_t)begin, (uint32_t)source_n};
  *text += gap + n;
  *source = begin + source_n;
  return true;
}

plb_status plb_map_unpack(plb_slice in, uint32_t text_n, plb_arena *arena, plb_map_run **run, uint32_t *n,
                          plb_error *err) {
  uint64_t text = 0;
  int64_t source = 0;
  PLB_VEC(plb_map_run) runs = {0};
  while (in.n) {
    plb_map_run m;
    if (!unpack_run(&in, text_n, &text, &source, &m))
      return plb_fail(err, PLB_DAMAGED, "store", "the map to source bytes is broken");
    plb_map_run *to = plb_vec_push(arena, &runs, PLB_STORE_MAP_BYTES);
    if (!to) return plb_fail(err, PLB_NOMEM, "store", "the document's arena is full");
    *to = m;
  }
  *run = runs.at;
  *n = runs.n;
  return PLB_OK;
}
