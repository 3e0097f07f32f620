/* SPDX-License-Identifier: MIT
 * Packs written inside a test: a few lists and settings that tests of the pack, the engine and the
 * library share, and what their diagnostics say. */
#ifndef TESTS_SMALL_PACK_H
#define TESTS_SMALL_PACK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "planmark.h"

#define FILE_OF(path, content)                                                                     \
    ((pm_pack_file){{(path), sizeof(path) - 1}, {(content), strlen(content)}})

#define SMALL_PACK_YAML                                                                            \
    "name: small\n"                                                                                \
    "version: 1.0.0\n"                                                                             \
    "criteria:\n"                                                                                  \
    "  actionable: {hint: \"H actionable\"}\n"                                                     \
    "  measure_given: {hint: \"H measure given\"}\n"                                               \
    "  measurable: {hint: \"H measurable\"}\n"                                                     \
    "  timeframe: {hint: \"H timeframe\"}\n"                                                       \
    "  owner: {hint: \"H owner\"}\n"                                                               \
    "columns: {who: owner, by_when: timeframe, measure: measure_given}\n"                          \
    "kinds: {owner: {lists: agents, else: somebody}, timeframe: {else: window}}\n"

/* Lists that every small pack has; a pack of a test adds pack.yaml and rules. */
enum { SMALL_LISTS = 8, SMALL_FILES = SMALL_LISTS + 2 };
static inline void small_lists(pm_pack_file files[SMALL_LISTS]) {
    files[0] = FILE_OF("lexicons/agents/school.txt", "school\nteacher\nhead of year\n");
    files[1] = FILE_OF("lexicons/agents/health.txt", "school nurse\ngp\n");
    files[2] = FILE_OF("lexicons/agents/parents.txt", "mum\nparents\n");
    files[3] = FILE_OF("lexicons/verbs/act.txt", "visit\nfill in\ngo\nsend\n");
    files[4] = FILE_OF("lexicons/docs.txt", "#: inflect noun\nassessment\npolicy\nsupport plan\n");
    files[5] =
        FILE_OF("lexicons/topics.txt", "#: match stem\nanxiety\nschool refusal\nexam stress\n");
    files[6] = FILE_OF("lexicons/grammar/determiners.txt", "the\na\nher\n");
    files[7] = FILE_OF("lexicons/irregular.txt", "go went gone going goes\nsend sent sent\n");
}

/* Every diagnostic as "file:line:column: severity: message | excerpt", one a line. */
typedef struct told {
    char text[32768];
    size_t len, errors, warnings;
} told;

static inline void told_note(void *ctx, const pm_diagnostic *d) {
    told *t = ctx;
    t->errors += d->severity == PM_ERROR;
    t->warnings += d->severity == PM_WARNING;
    int n =
        snprintf(t->text + t->len, sizeof t->text - t->len, "%.*s:%zu:%zu: %s: %.*s | %.*s\n",
                 (int)d->file.len, d->file.len != 0 ? d->file.data : "", d->line, d->column,
                 d->severity == PM_ERROR ? "error" : "warning", (int)d->message.len,
                 d->message.data, (int)d->excerpt.len, d->excerpt.len != 0 ? d->excerpt.data : "");
    if (n > 0 && (size_t)n < sizeof t->text - t->len) {
        t->len += (size_t)n;
    }
}

/* Compiles pack.yaml and rules.yaml with the small lists; `t` may be NULL. */
static inline pm_status small_pack(const pm_allocator *a, const char *pack, const char *rules,
                                   told *t, pm_pack **out) {
    pm_pack_file files[SMALL_FILES];
    pm_options options = {sizeof options, a, t != NULL ? told_note : NULL, t};
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("pack.yaml", pack);
    files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", rules);
    return pm_pack_compile(&options, STR("small"), files, SMALL_FILES, out);
}

/* An allocator that counts what is out and can fail: the `fail_at`-th request (from 1) and, when
 * `fail_on` is set, all behind it. The size stands in front of each piece. */
typedef struct counted {
    size_t requests, fail_at, bytes, pieces;
    bool fail_on;
} counted;

enum { COUNTED_HEADER = 16 };

static inline bool counted_refuses(counted *c) {
    c->requests++;
    return c->fail_at != 0 &&
           (c->requests == c->fail_at || (c->fail_on && c->requests > c->fail_at));
}

static inline void *counted_alloc(void *ctx, size_t size) {
    counted *c = ctx;
    char *p = counted_refuses(c) || size > SIZE_MAX - COUNTED_HEADER
                  ? NULL
                  : malloc(COUNTED_HEADER + size);
    if (p == NULL) {
        return NULL;
    }
    memcpy(p, &size, sizeof size);
    c->bytes += size;
    c->pieces++;
    return p + COUNTED_HEADER;
}

static inline void *counted_resize(void *ctx, void *old, size_t old_size, size_t new_size) {
    counted *c = ctx;
    size_t known;
    memcpy(&known, (char *)old - COUNTED_HEADER, sizeof known);
    if (known != old_size) { /* a caller that forgets how much it has would break a plain arena */
        abort();
    }
    bool refused = counted_refuses(c) || new_size > SIZE_MAX - COUNTED_HEADER;
    char *p = refused ? NULL : realloc((char *)old - COUNTED_HEADER, COUNTED_HEADER + new_size);
    if (p == NULL) {
        return NULL;
    }
    memcpy(p, &new_size, sizeof new_size);
    c->bytes = c->bytes - old_size + new_size;
    return p + COUNTED_HEADER;
}

static inline void counted_release(void *ctx, void *p) {
    counted *c = ctx;
    size_t size;
    if (p != NULL) {
        memcpy(&size, (char *)p - COUNTED_HEADER, sizeof size);
        c->bytes -= size;
        c->pieces--;
        free((char *)p - COUNTED_HEADER);
    }
}

static inline pm_allocator counted_allocator(counted *c) {
    return (pm_allocator){counted_alloc, counted_resize, counted_release, c};
}

#endif
