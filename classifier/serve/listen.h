/* SPDX-License-Identifier: MIT
 * The socket that the service listens on. */
#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include <stdbool.h>
#include <sys/types.h>

#include "program/terminal.h"

typedef struct listener {
    int socket;
    bool local;        /* a Unix socket */
    bool remote;       /* other machines may reach it */
    char name[300];    /* "http://127.0.0.1:8080", or the path */
    char hosts[4][80]; /* Host of requests to it; empty ones do not count */
    dev_t device;      /* of the Unix socket */
    ino_t inode;
} listener;

/* `address`: "127.0.0.1:8080", "[::1]:8080", "localhost:8080", a path with a '/' in it, or NULL:
 * where Unix sockets are. Port 0: any that is free. An exit code, 0 for success, 2 or 5 (told). */
int listen_open(const char *address, bool allow_remote, terminal *t, listener *out);
/* Takes away the Unix socket; the other is closed by whoever took it over. */
void listen_end(const listener *l);

#endif
