/* acquire: any bytes as a feed, a sitemap, a file of sentences or JSON objects: behind a beginning of each form, chosen
 * by the first byte. Every cursor must be one to go on at; fields must be UTF-8 without NUL; and where extract says
 * that a field stands in the record, there it stands. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const heads[] = {
      "",
      "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Post</title><item>",
      "<?xml version='1.0' encoding='windows-1250'?><rss><channel><item>",
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>",
      "<urlset xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><n:news>",
      "<Sentences><Sentence date=\"20150105\" id=\"A_1\" sentence=\"True\"><Text>",
      "[\n  {\"text\": ",
      "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [",
      "{\n  \"text\":"};
  if (size == 0) return 0;
  records_check(heads[data[0] % (sizeof heads / sizeof *heads)], (const char *)data + 1, size - 1);
  return 0;
}
