/* tag scan: a look at the page's start tags before libxml2 sees them. libxml2 compares each attribute of a tag with all
 * before it, so that one tag of a megabyte takes minutes. Pure function, any thread; one pass. */
#ifndef PLB_EXTRACT_TAG_SCAN_H
#define PLB_EXTRACT_TAG_SCAN_H
#include <polybius/polybius.h>

enum { PLB_TAG_ATTRIBUTES = 400 }; /* most that a tag may have */

/* Where the first start tag with more than `most` attributes begins, or UINT32_MAX. */
uint32_t plb_tag_scan(plb_slice html, uint32_t most);
#endif
