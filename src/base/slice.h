/* Slices: bytes of somebody else's buffer. No allocation, no NUL. Pure functions, any thread. */
#ifndef PLB_BASE_SLICE_H
#define PLB_BASE_SLICE_H
#include <polybius/polybius.h>
#include <string.h>

static inline plb_slice plb_slice_of(const char *p, size_t n) {
  return (plb_slice){p, (uint32_t)n};
}
static inline plb_slice plb_slice_str(const char *s) {
  return (plb_slice){s, s ? (uint32_t)strlen(s) : 0};
}
#define PLB_LIT(s) ((plb_slice){"" s, (uint32_t)(sizeof(s) - 1)})
static inline bool plb_slice_eq(plb_slice a, plb_slice b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool plb_slice_is(plb_slice a, const char *s) {
  return plb_slice_eq(a, plb_slice_str(s));
}
static inline plb_slice plb_slice_sub(plb_slice s, uint32_t begin, uint32_t end) {
  return (plb_slice){begin ? s.p + begin : s.p, end - begin}; /* an empty slice may have no bytes at all */
}
/* Byte order; shorter first on a tie. */
int plb_slice_cmp(plb_slice a, plb_slice b);
bool plb_slice_starts(plb_slice s, plb_slice prefix);
bool plb_slice_ends(plb_slice s, plb_slice suffix);
/* ASCII case folded. */
bool plb_slice_eq_nocase(plb_slice a, plb_slice b);
/* First place of needle at or after `from`, or UINT32_MAX. */
uint32_t plb_slice_find(plb_slice s, plb_slice needle, uint32_t from);
uint32_t plb_slice_find_nocase(plb_slice s, plb_slice needle, uint32_t from);
/* Without ASCII white space at both ends. */
plb_slice plb_slice_trim(plb_slice s);
/* Takes the part before the next `sep` off *rest; false when *rest is used up. An empty slice yields one empty part. */
bool plb_slice_split(plb_slice *rest, char sep, plb_slice *part);
/* Takes the next word between ASCII white space off *rest; false when there is none left. */
bool plb_slice_word(plb_slice *rest, plb_slice *word);
/* First place of s among the n names, or n. */
size_t plb_slice_index(plb_slice s, const char *const *names, size_t n);
/* Is s one of an array of names? The array, not a pointer to it. */
#define PLB_AMONG(s, names) \
  (plb_slice_index(s, names, sizeof(names) / sizeof *(names)) < sizeof(names) / sizeof *(names))
/* Unsigned decimal of the whole slice; false on anything else or overflow. */
bool plb_slice_u64(plb_slice s, uint64_t *out);
static inline bool plb_is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool plb_is_digit(char c) {
  return c >= '0' && c <= '9';
}
static inline bool plb_is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
static inline bool plb_is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
static inline bool plb_is_alpha(char c) {
  return plb_is_upper(c) || plb_is_lower(c);
}
static inline char plb_lower(char c) {
  return plb_is_upper(c) ? (char)(c + 32) : c;
}
#endif
