/* acquire: any bytes as a table, behind a header row chosen by the first byte; what must hold is in fuzz_records.h. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const heads[] = {"", "id,text\n", "title;body;date\r\n", "id\ttext\thtml\n",
                                      "\xef\xbb\xbf\"id\",\"text\"\n1,"};
  if (size == 0) return 0;
  records_check(heads[data[0] % (sizeof heads / sizeof *heads)], (const char *)data + 1, size - 1);
  return 0;
}
