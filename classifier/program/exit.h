/* SPDX-License-Identifier: MIT
 * Exit codes: an interface. */
#ifndef PROGRAM_EXIT_H
#define PROGRAM_EXIT_H

#include "planmark.h"

enum {
    CLI_DONE = 0,
    CLI_NO = 1,    /* the question asked has the answer no */
    CLI_USAGE = 2, /* wrong usage or configuration */
    CLI_INPUT = 3, /* an input file or row could not be read; the rest was done */
    CLI_PACK = 4,
    CLI_OUTPUT = 5 /* output could not be written, or a resource ran out */
};

/* The one of two codes that is told: 5, 4, 2, 3, 1, 0. */
static inline int exit_worse(int a, int b) {
    static const char rank[] = {0, 1, 3, 2, 4, 5};
    return rank[a] >= rank[b] ? a : b;
}

static inline int exit_of(pm_status status) {
    switch (status) {
    case PM_OK:
    case PM_END: return CLI_DONE;
    case PM_ERR_ARGUMENT: return CLI_USAGE;
    case PM_ERR_PACK: return CLI_PACK;
    case PM_ERR_INPUT:
    case PM_ERR_ROW: return CLI_INPUT;
    case PM_ERR_MEMORY:
    case PM_ERR_LIMIT:
    case PM_ERR_IO: break;
    }
    return CLI_OUTPUT;
}

#endif
