/* SPDX-License-Identifier: MIT
 * What a command writes: text gathered and handed to a sink, as words for a person, CSV or JSON. */
#ifndef PROGRAM_PAGE_H
#define PROGRAM_PAGE_H

#include <stdbool.h>

#include "planmark/audit.h"

/* After a failure writing does nothing; page_end tells it. */
typedef struct page {
    pm_sink_fn sink;
    void *ctx;
    char *data;
    size_t len, cap;
    pm_status failed; /* PM_ERR_MEMORY, PM_ERR_IO */
    bool held;        /* nothing is handed on, so that all can be dropped */
} page;

void page_begin(page *p, pm_sink_fn sink, void *ctx);
/* Hands on what is left and frees the page: PM_OK, or the first failure. */
pm_status page_end(page *p);
/* Forgets what was not handed on yet. */
void page_drop(page *p);

void page_put(page *p, pm_str s);
void page_text(page *p, const char *s);
void page_format(page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The code point at s.data[*i], which moves on, as it may be shown to a person: what drives a
 * terminal, or turns or hides the text around it, is a space (line ends too), and what is no UTF-8
 * is U+FFFD. */
pm_str page_point(pm_str s, size_t *i);
/* For a person: all of `s`, by page_point, so that a cell cannot drive the terminal. */
void page_plain(page *p, pm_str s);
/* A CSV cell, quoted where it must be; the comma or line end behind it is the caller's. */
void page_csv(page *p, pm_str s);
/* A JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void page_json(page *p, pm_str s);

/* A figure with `places` decimals; `none` where it is NaN. */
void page_figure(page *p, double figure, int places, const char *none);

pm_str page_str(const char *s); /* a view; NULL is empty */
bool page_equal(pm_str a, pm_str b);

#endif
