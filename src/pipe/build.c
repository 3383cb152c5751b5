/* What the program says of itself, and the check of all tables. */
#include <polybius/polybius.h>

#include "acquire/export.h"
#include "acquire/fields.h"
#include "acquire/format.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "pipe/stage.h"

void plb_build(plb_build_info *out) {
  *out = (plb_build_info){.version = plb_version(), .tables_hash = plb_data_hash(), .libraries = PLB_LIBRARIES};
}

plb_status plb_tables_check(plb_error *err) {
  plb_stages *stages;
  plb_slice name;
  plb_fields fields;
  plb_exports *exports;
  plb_rows_tables *rows;
  plb_status s = plb_format_foreign(PLB_LIT("-"), &name, err);
  if (!s) s = plb_fields_open(NULL, &fields, err);
  if (!s) s = plb_exports_open(&exports, err);
  if (!s) plb_exports_close(exports);
  if (!s) s = plb_rows_tables_open(&rows, err);
  if (!s) plb_rows_tables_close(rows);
  if (!s) s = plb_stages_open(&stages, err);
  if (!s) plb_stages_close(stages);
  return s;
}

plb_slice plb_builtin(const char *path) {
  return plb_data(path);
}

plb_slice plb_builtin_at(size_t i, const char **path) {
  return plb_data_at(i, path);
}
