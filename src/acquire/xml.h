/* acquire/xml: XML as tokens and elements, enough to cut feeds into records and to read the values in one. No entities
 * but the five and numbers, no DTD (it is passed over), nothing is fetched: what a document declares has no effect.
 * Ownership: everything borrows the bytes given. Pure functions, any thread. Limits: the bytes given; no recursion. */
#ifndef PLB_ACQUIRE_XML_H
#define PLB_ACQUIRE_XML_H
#include "base/buf.h"

typedef enum plb_xml_kind {
  PLB_XML_TEXT,
  PLB_XML_CDATA,
  PLB_XML_START,
  PLB_XML_EMPTY, /* <a/> */
  PLB_XML_END,
  PLB_XML_OTHER, /* a comment, an instruction, a DTD */
  PLB_XML_BAD,   /* no XML; goes on behind it */
  PLB_XML_CUT    /* the bytes end in it */
} plb_xml_kind;

typedef struct plb_xml_token {
  plb_xml_kind kind;
  uint32_t begin, end;
  plb_slice name;   /* of a tag, with its prefix */
  plb_slice inside; /* TEXT, CDATA: the characters; START, EMPTY: the attributes */
} plb_xml_token;

/* The token at byte `at` (< s.n). last: no more bytes follow these: what they end in is BAD. */
plb_xml_kind plb_xml_token_at(plb_slice s, uint32_t at, bool last, plb_xml_token *t);
/* The raw value of the attribute, {NULL,0} when it is not there. */
plb_slice plb_xml_attribute(plb_slice attributes, const char *name);

typedef struct plb_xml_element {
  plb_slice name, attributes, content;
} plb_xml_element;
/* The next element at or after *at, which goes past it. PLB_NOTFOUND: none; PLB_DAMAGED: *at is where. */
plb_status plb_xml_next(plb_slice content, uint32_t *at, plb_xml_element *out);
/* Is there an element in it? */
bool plb_xml_has_elements(plb_slice content);
/* The characters of content without tags, references replaced, appended to b. upper: code points of the bytes from 0x80
 * on, NULL: UTF-8, whose wrong bytes become U+FFFD, as NUL does. */
void plb_xml_text(plb_slice content, const uint16_t *upper, plb_buf *b);
#endif
