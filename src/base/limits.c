/* Limits: the public header's X-macro as a table of name, offset, default and cap. */
#include "base/error.h"
#include "base/slice.h"

typedef struct limit_row {
  const char *name;
  size_t offset;
  uint32_t initial, cap;
} limit_row;

static const limit_row rows[] = {
#define PLB_X(name, def, cap, unit, text) {#name, offsetof(plb_limits, name), def, cap},
    PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
};

static uint32_t *field(plb_limits *limits, const limit_row *row) {
  return (uint32_t *)(void *)((char *)limits + row->offset);
}

void plb_limits_default(plb_limits *limits) {
  limits->size = sizeof *limits;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    *field(limits, &rows[i]) = rows[i].initial;
}

plb_status plb_limits_set(plb_limits *limits, const char *name, uint64_t value, plb_error *err) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (strcmp(rows[i].name, name) != 0) continue;
    if (value == 0 || value > rows[i].cap)
      return plb_fail(err, PLB_USAGE, "limits", "limit %s must be from 1 to %u", name, rows[i].cap);
    *field(limits, &rows[i]) = (uint32_t)value;
    return PLB_OK;
  }
  return plb_fail(err, PLB_USAGE, "limits", "there is no limit called '%s'", name);
}
