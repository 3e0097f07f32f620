/* SPDX-License-Identifier: MIT
 * planmark serve. Keeps true: the service is a program of its own, so that the command needs no
 * library for a network; it takes this one's place. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "program/folder.h"

#define PROGRAM "planmark-serve"

/* Beside the command, as it is built, or where it was installed. */
static bool find(char *out, size_t size) {
    static const char *const between[] = {"/", "/" PLANMARK_SERVE_BESIDE "/"};
    char folder[4096];
    for (size_t i = 0; folder_own(folder, sizeof folder) && i < 2; i++) {
        int n = snprintf(out, size, "%s%s" PROGRAM, folder, between[i]);
        if (n > 0 && (size_t)n < size && access(out, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

int cmd_serve(int argc, char **argv) {
    char path[4096 + 256];
    terminal t;
    (void)argc;
    terminal_init(&t, COLOUR_AUTO, false);
    if (!find(path, sizeof path)) {
        terminal_error(&t, "the program " PROGRAM " is not there; it is built and installed with "
                           "planmark where libmicrohttpd is, unless -DPLANMARK_SERVE=OFF was "
                           "given");
        return CLI_OUTPUT;
    }
    execv(path, argv);
    terminal_error(&t, "%s cannot be run: %s", path, strerror(errno));
    return CLI_OUTPUT;
}
