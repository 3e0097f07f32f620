/* SPDX-License-Identifier: MIT
 * What the page of a report and its charts share: how texts and figures stand in HTML. */
#ifndef OUTPUT_HTML_H
#define OUTPUT_HTML_H

#include "output/tables.h"

#define HTML_NBSP "\xC2\xA0"     /* between a figure and its unit */
#define HTML_DASH "\xE2\x80\x93" /* where there is nothing */
#define HTML_WITHHELD "[c]"
#define HTML_NO_COLUMN SIZE_MAX

/* The column of that name, or HTML_NO_COLUMN. */
size_t html_column(const pm_table *t, const char *name);

/* Columns `i` and the next are the two ends of an interval. */
bool html_interval_at(const pm_table *t, size_t i);

/* Text columns in front, by which rows are told apart. */
size_t html_leading(const pm_table *t);

/* ---- Texts ----
 * What HTML and XML cannot hold becomes U+FFFD, line ends and tabs become spaces. */

/* The next code point of `s` as it may stand; 0: it is to be left out, as marks of direction are.
 */
uint32_t html_next(pm_str s, size_t *i);
void html_put(buffer *out, uint32_t cp); /* escaped for content and attributes */

void html_text(buffer *out, pm_str s);     /* for attributes, titles and drawings */
void html_isolated(buffer *out, pm_str s); /* for content; keeps marks of direction, inside <bdi> */

/* Holds the column words of planmark's own, such as "measure_given"? People read them with spaces.
 */
bool html_own_words(const pm_table_column *column);
/* Are these the same words of planmark's own, written one way or the other? */
bool html_same_words(pm_str a, const char *b);

/* ---- Figures ----
 * Rounded as in every format for people; thousands are parted by commas. */

void html_number(buffer *out, double x, int places);
/* A cell as people read it, without markup: "15.3 %"; a share or number that is not 0 but would
 * read so is told as "< 0.1 %". Texts are plain. */
void html_figure(buffer *out, const pm_table_column *column, const pm_cell *cell);
/* "12.6 to 18.4" of column `low` and the next; false, and nothing: an end is missing. */
bool html_interval(buffer *out, const pm_table *t, size_t row, size_t low);

/* ---- Charts (html_chart.c) ---- */

/* Draws the table as its `chart` says, as a <figure>, or not at all: where it has no values, or
 * negative ones. Where `all` has the shares of all actions, dots have these as a line. */
void html_chart(const pm_table *t, const tables *all, buffer *out);

#endif
