/* SPDX-License-Identifier: MIT
 * Keeps true: what malloc gives is the C library's, and is counted. Under the address sanitizer it
 * is the sanitizer's, which counts for itself. */
#define _GNU_SOURCE /* dladdr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>

#include "tests/failing.h"

#ifdef PLANMARK_SANITIZED
#define REAL(name) __interceptor_##name
enum { COUNTS = false };
#else
#define REAL(name) __libc_##name
enum { COUNTS = true };
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *p, size_t size);
void *REAL(memalign)(size_t alignment, size_t size);
void REAL(free)(void *p);

static struct {
    bool ends;    /* the call at hand is looked at */
    bool for_all; /* what comes behind the failed request fails too */
    size_t requests, fail_at;
    bool theirs;            /* it was not planmark that asked for it */
    ptrdiff_t pieces;       /* that are out */
    const failing_case *of; /* for whoever looks with a debugger: break no_memory if
                               $_streq(memory.of->name, "pm_score") && memory.fail_at == 7 */
} memory;

/* Did planmark ask, not a library from outside? */
static bool is_own(const void *caller) {
    Dl_info info;
    return dladdr(caller, &info) != 0 && strstr(info.dli_fname, "planmark") != NULL;
}

static bool refused(const void *caller) {
    if (!memory.ends) {
        return false;
    }
    memory.requests++;
    memory.theirs |= memory.requests == memory.fail_at && !is_own(caller);
    return memory.requests == memory.fail_at ||
           (memory.for_all && memory.fail_at != 0 && memory.requests > memory.fail_at);
}

#define REFUSED refused(__builtin_return_address(0))

static void *given(void *p) {
    memory.pieces += p != NULL;
    return p;
}

static void *no_memory(void) {
    errno = ENOMEM;
    return NULL;
}

#pragma GCC visibility push(default) /* seen by the libraries */

void *malloc(size_t size) {
    return REFUSED ? no_memory() : given(REAL(malloc)(size));
}

void *calloc(size_t count, size_t size) {
    return REFUSED ? no_memory() : given(REAL(calloc)(count, size));
}

void *realloc(void *p, size_t size) {
    if (REFUSED) {
        return no_memory();
    }
    void *moved = REAL(realloc)(p, size);
    return p == NULL ? given(moved) : moved;
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) {
    return REFUSED ? no_memory() : given(REAL(memalign)(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size);
int posix_memalign(void **out, size_t alignment, size_t size) {
    void *p = memalign(alignment, size);
    if (p == NULL) {
        return ENOMEM;
    }
    *out = p;
    return 0;
}

void free(void *p) {
    memory.pieces -= p != NULL;
    REAL(free)(p);
}

#pragma GCC visibility pop

void memory_ends(void) {
    memory.ends = true;
}

void memory_lasts(void) {
    memory.ends = false;
}

pm_status memory_lasts_with(pm_status status) {
    memory.ends = false;
    return status;
}

void failing_must(pm_status status, const char *call) {
    if (status != PM_OK) {
        fail_msg("%s: status %d", call, (int)status);
    }
}

/* ---- cases ---- */

/* Is it as it should be? Every fault is told. */
static bool fails_well(const failing_case *c, size_t n, bool for_all) {
    ptrdiff_t before = memory.pieces;
    memory.requests = 0;
    memory.fail_at = n;
    memory.theirs = false;
    memory.for_all = for_all;
    pm_status status = c->run();
    memory.fail_at = 0;
    bool failed = memory.requests >= n, unmoved = status == PM_OK && c->kind == MAY_DO;
    bool well = unmoved || status == (failed ? PM_ERR_MEMORY : PM_OK);
    /* What a library kept of an earlier fault may go. */
    bool kept = memory.pieces == before || (c->kind == OTHERS && memory.pieces < before) ||
                !COUNTS || (c->kind == OTHERS && memory.theirs);
    if (!well || !kept) {
        print_error("%s, request %zu of %zu%s: status %d, %td pieces left\n", c->name, n,
                    memory.requests, for_all ? " and all behind it" : "", (int)status,
                    memory.pieces - before);
        return false;
    }
    return true;
}

static bool each_fails_well(const failing_case *c) {
    bool well = true;
    memory.of = c;
    /* What libraries keep for good they ask for once; no request fails. */
    if (c->run() != PM_OK) {
        fail_msg("%s does not do what it is to do where there is memory", c->name);
    }
    for (int for_all = 0; for_all < 2; for_all++) {
        size_t n = 0;
        do {
            well = fails_well(c, ++n, for_all != 0) && well;
        } while (memory.requests >= n);
        if ((n > 1) != (c->kind != NEVER)) {
            fail_msg("%s asks for memory %zu times", c->name, n - 1);
        }
    }
    return well;
}

/* ---- the list ---- */

/* All cases of this name; how many there are. */
static size_t run_cases(const failing_case *cases, size_t count, const char *name, bool *well) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(cases[i].name, name) == 0) {
            *well = each_fails_well(&cases[i]) && *well;
            found++;
        }
    }
    if (found == 0) {
        fail_msg("there is no case for %s", name);
    }
    return found;
}

void failing_run(const failing_case *cases, size_t count, const char *exports) {
    char name[128];
    size_t run = 0;
    bool well = true;
    FILE *list = fopen(exports, "r");
    assert_non_null(list);
    while (fgets(name, sizeof name, list) != NULL) {
        name[strcspn(name, "\n")] = '\0';
        if (name[0] != '#' && name[0] != '\0') {
            run += run_cases(cases, count, name, &well);
        }
    }
    fclose(list);
    assert_int_equal(run, count); /* there is none for what is not exported */
    assert_true(well);
}
