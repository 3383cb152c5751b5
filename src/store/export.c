/* Exports: the walk of each.c with a writer at its end. What is printed of a document does not depend on whether it
 * came from a database. */
#include "base/error.h"
#include "store/internal.h"

typedef struct target {
  plb_writer writer;
  plb_export_format format;
} target;

static plb_export_format shape_of(plb_export_format format) {
  return (plb_export_format)((unsigned)format & ~(unsigned)PLB_EXPORT_NO_TEXT);
}

static void open_writer(plb_writer *w, plb_export_format format, FILE *out) {
  plb_writer_open(w, out);
  w->bare = ((unsigned)format & PLB_EXPORT_NO_TEXT) != 0;
}

static void write_document(plb_writer *w, const plb_document *document, plb_export_format format) {
  format = shape_of(format);
  if (w->bare) w->text_digest = plb_digest_of(document->text);
  if (format == PLB_EXPORT_CSV)
    plb_write_csv(w, document);
  else if (format == PLB_EXPORT_DOCUMENTS)
    plb_write_document(w, document);
  else
    plb_write_reports(w, document);
}

static plb_status check_format(plb_export_format format, const FILE *out, plb_error *err) {
  if (out && (unsigned)shape_of(format) <= PLB_EXPORT_DOCUMENTS) return PLB_OK;
  return plb_fail(err, PLB_USAGE, "store", "there is no such export format");
}

static bool add(void *user, const plb_document *document) {
  target *t = user;
  write_document(&t->writer, document, t->format);
  return !plb_writer_failed(&t->writer);
}

plb_status plb_store_export(plb_store *store, const plb_filter *filter, plb_export_format format, FILE *out,
                            plb_error *err) {
  target t = {.format = format};
  plb_status status = check_format(format, out, err);
  if (status) return status;
  open_writer(&t.writer, format, out);
  if (shape_of(format) == PLB_EXPORT_CSV) plb_write_csv_header(&t.writer);
  status = plb_store_each(store, filter, add, &t, err);
  plb_error lost;
  plb_status written = plb_writer_close(&t.writer, &lost);
  if (written && (status == PLB_OK || status == PLB_NOTFOUND)) {
    if (err) *err = lost;
    return written;
  }
  if (status == PLB_OK && t.writer.lines == 0) return plb_fail(err, PLB_NOTFOUND, "store", "no report matches");
  return status;
}

plb_status plb_document_print(const plb_document *document, plb_export_format format, FILE *out, plb_error *err) {
  plb_writer w;
  plb_status status = check_format(format, out, err);
  if (status) return status;
  if (!document && shape_of(format) != PLB_EXPORT_CSV)
    return plb_fail(err, PLB_USAGE, "store", "only CSV has a header row to print without a document");
  open_writer(&w, format, out);
  if (document)
    write_document(&w, document, format);
  else
    plb_write_csv_header(&w);
  return plb_writer_close(&w, err);
}
