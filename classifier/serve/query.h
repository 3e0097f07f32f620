/* SPDX-License-Identifier: MIT
 * What a query says: keys that a table knows, each with its values. */
#ifndef SERVE_QUERY_H
#define SERVE_QUERY_H

#include "serve/answer.h"

typedef enum query_kind {
    QUERY_TEXT,
    QUERY_CHOICE, /* one of the words of `choices` */
    QUERY_SWITCH  /* yes, no; nothing: yes */
} query_kind;

typedef struct query_key {
    const char *name;
    query_kind kind;
    const char *choices; /* "a|b|c" */
    bool many;           /* it may be given several times */
} query_key;

enum { QUERY_MOST = 32 };

typedef struct query {
    struct {
        const query_key *key;
        const char *value; /* without its escapes, and with a NUL */
        int choice;        /* which of the choices; of a switch 0 or 1 */
    } item[QUERY_MOST];
    size_t count;
    char *text;
} query;

/* Reads "a=b&c=d". A key or value that is not known is a refusal, and false. Free it in any case.
 */
bool query_read(query *q, pm_str text, const query_key *keys, size_t key_count, answer *a);
void query_free(query *q);

/* The value, or NULL. */
const char *query_text(const query *q, const char *name);
/* The choice, or `none`. */
int query_choice(const query *q, const char *name, int none);

#endif
