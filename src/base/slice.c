/* Slice functions: plain byte loops over the C library's memory functions. */
#include "base/slice.h"

int plb_slice_cmp(plb_slice a, plb_slice b) {
  uint32_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  if (c) return c;
  return a.n < b.n ? -1 : a.n > b.n;
}

bool plb_slice_starts(plb_slice s, plb_slice prefix) {
  return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool plb_slice_ends(plb_slice s, plb_slice suffix) {
  return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

bool plb_slice_eq_nocase(plb_slice a, plb_slice b) {
  if (a.n != b.n) return false;
  for (uint32_t i = 0; i < a.n; i++)
    if (plb_lower(a.p[i]) != plb_lower(b.p[i])) return false;
  return true;
}

uint32_t plb_slice_find(plb_slice s, plb_slice needle, uint32_t from) {
  if (from > s.n || needle.n > s.n - from) return UINT32_MAX;
  if (needle.n == 0) return from;
  const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
  return hit ? (uint32_t)(hit - s.p) : UINT32_MAX;
}

uint32_t plb_slice_find_nocase(plb_slice s, plb_slice needle, uint32_t from) {
  if (from > s.n || needle.n > s.n - from) return UINT32_MAX;
  if (needle.n == 0) return from;
  char low = plb_lower(needle.p[0]), high = low >= 'a' && low <= 'z' ? (char)(low - 32) : low;
  for (uint32_t i = from; i + needle.n <= s.n; i++) {
    if (s.p[i] != low && s.p[i] != high) continue;
    if (plb_slice_eq_nocase(plb_slice_of(s.p + i, needle.n), needle)) return i;
  }
  return UINT32_MAX;
}

plb_slice plb_slice_trim(plb_slice s) {
  while (s.n && plb_is_space(s.p[0]))
    s.p++, s.n--;
  while (s.n && plb_is_space(s.p[s.n - 1]))
    s.n--;
  return s;
}

bool plb_slice_split(plb_slice *rest, char sep, plb_slice *part) {
  if (!rest->p) return false;
  const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
  if (!at) {
    *part = *rest;
    *rest = (plb_slice){NULL, 0};
    return true;
  }
  uint32_t n = (uint32_t)(at - rest->p);
  *part = plb_slice_of(rest->p, n);
  *rest = plb_slice_of(at + 1, rest->n - n - 1);
  return true;
}

bool plb_slice_word(plb_slice *rest, plb_slice *word) {
  uint32_t begin = 0;
  while (begin < rest->n && plb_is_space(rest->p[begin]))
    begin++;
  uint32_t end = begin;
  while (end < rest->n && !plb_is_space(rest->p[end]))
    end++;
  *word = plb_slice_sub(*rest, begin, end);
  *rest = plb_slice_sub(*rest, end, rest->n);
  return word->n > 0;
}

size_t plb_slice_index(plb_slice s, const char *const *names, size_t n) {
  size_t i = 0;
  while (i < n && !plb_slice_is(s, names[i]))
    i++;
  return i;
}

bool plb_slice_u64(plb_slice s, uint64_t *out) {
  uint64_t v = 0;
  if (s.n == 0 || s.n > 20) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    if (!plb_is_digit(s.p[i])) return false;
    uint64_t d = (uint64_t)(s.p[i] - '0');
    if (v > (UINT64_MAX - d) / 10) return false;
    v = v * 10 + d;
  }
  *out = v;
  return true;
}
