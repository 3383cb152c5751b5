/* Where in the page the article stands. */
#ifndef PLB_EXTRACT_ARTICLE_H
#define PLB_EXTRACT_ARTICLE_H
#include "extract/page.h"

/* Flags what is not of the article with PLB_NODE_DROP (menus, asides, comments, ...) and returns the smallest element
 * that holds the article's body. Sums are up to date afterwards. */
uint32_t plb_article_find(plb_page *page);
#endif
