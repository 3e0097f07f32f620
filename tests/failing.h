/* SPDX-License-Identifier: MIT
 * Memory that ends in the whole process: a program that is linked with failing.c has a malloc of
 * its own, which the libraries from outside use too. One case for each exported function. */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include <stdbool.h>

#include "planmark/types.h"

/* Between the two, the request that the test is about fails, alone or with all behind it. */
void memory_ends(void);
void memory_lasts(void);
pm_status memory_lasts_with(pm_status status);
/* The call of a case that is looked at; what stands around it always has memory. */
#define TRY(call) (memory_ends(), memory_lasts_with(call))
#define TRY_VOID(call) (memory_ends(), (call), memory_lasts())

/* Asserts of what was made ready. */
#define MUST(call) failing_must((call), #call)
void failing_must(pm_status status, const char *call);

typedef enum failing_kind {
    ASKS,   /* it asks for memory: without, PM_ERR_MEMORY */
    MAY_DO, /* the same, but some requests are the system's or another library's own, who get on
               without; the case sees to it that PM_OK means the usual result */
    NEVER,  /* it asks for none */
    OTHERS  /* as ASKS; but where a request of another library fails, that may lose pieces of its
                own */
} failing_kind;

/* Makes things ready, calls the function of that name within TRY, and releases all. A name may have
 * several. */
typedef struct failing_case {
    const char *name;
    pm_status (*run)(void);
    failing_kind kind;
} failing_case;

/* Fails every request of every case in turn. Asserts the status, that no memory is left, and that
 * the cases are those of the list of exported functions, no more and no less. */
void failing_run(const failing_case *cases, size_t count, const char *exports);

#endif
