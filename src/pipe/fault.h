/* pipe/fault: planted faults for tests. Only programs compiled with PLB_FAULTS have them (tests/CMakeLists.txt); in all
 * others the function is empty. A text that holds one of the words crashes, hangs, puts to sleep or eats the memory of
 * the process that reads it. */
#ifndef PLB_PIPE_FAULT_H
#define PLB_PIPE_FAULT_H
#include "base/slice.h"

#ifdef PLB_FAULTS
#include <stdlib.h>
#include <unistd.h>

static inline bool plb_fault_says(plb_slice text, const char *word) {
  return plb_slice_find(text, plb_slice_str(word), 0) != UINT32_MAX;
}

/* True when the memory was eaten up. who: "" in the worker, "READER-" in the reader. */
static inline bool plb_fault(plb_slice text, const char *who) {
  char word[64];
  snprintf(word, sizeof word, "PLB-FAULT-%sCRASH", who);
  if (plb_fault_says(text, word)) abort();
  snprintf(word, sizeof word, "PLB-FAULT-%sHANG", who);
  if (plb_fault_says(text, word))
    for (volatile unsigned i = 0;; i++)
      continue;
  snprintf(word, sizeof word, "PLB-FAULT-%sSLEEP", who);
  while (plb_fault_says(text, word))
    pause();
  snprintf(word, sizeof word, "PLB-FAULT-%sMEMORY", who);
  if (!plb_fault_says(text, word)) return false;
  for (size_t n = 0; n < 1u << 16; n++) {
    char *p = malloc(1 << 20);
    if (!p) return true;
    for (size_t i = 0; i < 1 << 20; i += 4096)
      p[i] = 1;
  }
  abort(); /* 64 GiB and no limit: the test fails */
}
#else
static inline bool plb_fault(plb_slice text, const char *who) {
  (void)text;
  (void)who;
  return false;
}
#endif
#endif
