/* SPDX-License-Identifier: MIT
 * Keeps true: who ignores a signal goes on ignoring it. */
#define _XOPEN_SOURCE 700
#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>

#include "program/outfile.h"

static volatile sig_atomic_t asked; /* a signal can only reach what is static */

static void note(int number) {
    if (asked != 0) {
        outfile_follow(number); /* a second one, of either kind, ends it */
    } else {
        asked = number;
    }
}

static void listen_to(int number) {
    struct sigaction old, new = {.sa_handler = note};
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
        sigaction(number, &new, NULL);
    }
}

void stop_listen(void) {
    listen_to(SIGINT);
    listen_to(SIGTERM);
}

int stop_asked(void) {
    return asked;
}

void stop_follow(void) {
    if (asked != 0) {
        signal(asked, SIG_DFL);
        raise(asked);
    }
}
