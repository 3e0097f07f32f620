/* SPDX-License-Identifier: MIT
 * Keeps true: nobody on another machine is listened to unless that was asked for; a Unix socket
 * that somebody listens on, or a file that is none, is never taken away. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "program/exit.h"
#include "program/options.h"

enum {
    BACKLOG = 511,
    LOCK_TRIES = 2000 /* a millisecond each: others may hold the lock for ever */
};

static int tell(terminal *t, const listener *l) {
    const char *first = l->local && errno == ENOENT ? "make its folder, or " : "";
    terminal_error(t,
                   "%s cannot be listened on: %s; %sgive another place, such as --listen "
                   "127.0.0.1:8080",
                   l->name, strerror(errno), first);
    return CLI_OUTPUT;
}

/* ---- Unix sockets ---- */

static bool default_path(char *out, size_t size) {
    const char *folder = getenv("XDG_RUNTIME_DIR");
    int n = folder != NULL && folder[0] == '/' ? snprintf(out, size, "%s/planmark.sock", folder)
                                               : snprintf(out, size, "/run/planmark/planmark.sock");
    return n > 0 && (size_t)n < size;
}

/* What an earlier service left behind: a socket that nobody listens on. */
static void remove_stale(const struct sockaddr_un *address) {
    struct stat s;
    if (lstat(address->sun_path, &s) != 0 || !S_ISSOCK(s.st_mode)) {
        return;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
        errno == ECONNREFUSED) {
        (void)unlink(address->sun_path);
    }
    if (fd >= 0) {
        close(fd);
    }
}

static bool bind_local(listener *l, const struct sockaddr_un *address) {
    struct stat s;
    mode_t before = umask(0117); /* 0660 from its first moment */
    bool bound = bind(l->socket, (const struct sockaddr *)address, sizeof *address) == 0;
    int reason = errno;
    (void)umask(before);
    if (bound && lstat(address->sun_path, &s) == 0) {
        l->device = s.st_dev;
        l->inode = s.st_ino;
    }
    errno = reason;
    return bound && listen(l->socket, BACKLOG) == 0;
}

/* The folder of the socket, locked as long as the file is open, so that of services that start at
 * the same time none takes away what another has just made. -1: that cannot be. */
static int lock_folder(const char *path) {
    char folder[sizeof((struct sockaddr_un *)0)->sun_path + 2];
    snprintf(folder, sizeof folder, "%s%s", path[0] == '/' ? "" : "./", path);
    *(strrchr(folder, '/') + 1) = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int tries = 0; fd >= 0 && tries < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0;
         tries++) {
        const struct timespec moment = {.tv_nsec = 1000000};
        (void)nanosleep(&moment, NULL);
    }
    return fd;
}

static int open_local(const char *path, terminal *t, listener *l) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    l->local = true;
    bool fits = path != NULL ? strlen(path) < sizeof address.sun_path
                             : default_path(address.sun_path, sizeof address.sun_path);
    if (!fits) {
        terminal_error(t, "the path of the socket is longer than %zu bytes",
                       sizeof address.sun_path - 1);
        return CLI_USAGE;
    }
    if (path != NULL) {
        memcpy(address.sun_path, path, strlen(path) + 1);
    }
    snprintf(l->name, sizeof l->name, "%s", address.sun_path);
    l->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->socket < 0) {
        return tell(t, l);
    }
    int folder = lock_folder(address.sun_path);
    remove_stale(&address);
    int code = bind_local(l, &address) ? CLI_DONE : tell(t, l);
    if (folder >= 0) {
        close(folder);
    }
    return code;
}

void listen_end(const listener *l) {
    struct stat s;
    if (l->local && lstat(l->name, &s) == 0 && s.st_dev == l->device && s.st_ino == l->inode) {
        (void)unlink(l->name);
    }
}

/* ---- addresses ---- */

typedef struct inet_address {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } of;
    socklen_t len;
    bool loopback;
    char host[64]; /* as a Host names it */
} inet_address;

static bool is_loopback_six(const struct in6_addr *a) {
    return IN6_IS_ADDR_LOOPBACK(a);
}

static bool read_host(const char *host, inet_address *a) {
    size_t len = strlen(host);
    char bare[64];
    if (strcmp(host, "localhost") == 0) {
        host = "127.0.0.1";
    }
    if (inet_pton(AF_INET, host, &a->of.four.sin_addr) == 1) {
        a->of.four.sin_family = AF_INET;
        a->len = sizeof a->of.four;
        a->loopback = ntohl(a->of.four.sin_addr.s_addr) >> 24 == 127;
        snprintf(a->host, sizeof a->host, "%s", host);
        return true;
    }
    if (len < 3 || len >= sizeof bare || host[0] != '[' || host[len - 1] != ']') {
        return false;
    }
    snprintf(bare, sizeof bare, "%.*s", (int)len - 2, host + 1);
    a->of.six.sin6_family = AF_INET6;
    a->len = sizeof a->of.six;
    snprintf(a->host, sizeof a->host, "%s", host);
    bool good = inet_pton(AF_INET6, bare, &a->of.six.sin6_addr) == 1;
    a->loopback = good && is_loopback_six(&a->of.six.sin6_addr);
    return good;
}

static bool read_address(const char *text, inet_address *a) {
    const char *colon = strrchr(text, ':');
    char host[64];
    uint64_t port;
    if (colon == NULL || (size_t)(colon - text) >= sizeof host ||
        !options_number(colon + 1, 65535, &port)) {
        return false;
    }
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    memset(a, 0, sizeof *a);
    if (!read_host(host, a)) {
        return false;
    }
    a->of.four.sin_port = htons((uint16_t)port); /* the same place in both */
    return true;
}

static void name_hosts(listener *l, const inet_address *a, unsigned port) {
    snprintf(l->name, sizeof l->name, "http://%s:%u", a->host, port);
    snprintf(l->hosts[0], sizeof l->hosts[0], "%s:%u", a->host, port);
    snprintf(l->hosts[1], sizeof l->hosts[1], "localhost:%u", port);
    if (port == 80) { /* which nobody names */
        snprintf(l->hosts[2], sizeof l->hosts[2], "%s", a->host);
        snprintf(l->hosts[3], sizeof l->hosts[3], "localhost");
    }
}

static int open_inet(const inet_address *a, terminal *t, listener *l) {
    int on = 1;
    inet_address bound = *a;
    socklen_t len = sizeof bound.of;
    name_hosts(l, a, ntohs(a->of.four.sin_port));
    l->socket = socket(a->of.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->socket < 0 || setsockopt(l->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(l->socket, &a->of.any, a->len) != 0 || listen(l->socket, BACKLOG) != 0 ||
        getsockname(l->socket, &bound.of.any, &len) != 0) {
        return tell(t, l);
    }
    name_hosts(l, a, ntohs(bound.of.four.sin_port));
    return CLI_DONE;
}

static int refuse(const char *address, const char *why, terminal *t) {
    terminal_error(t, "--listen %.100s: %s", address, why);
    return CLI_USAGE;
}

static int open_any(const char *address, bool allow_remote, terminal *t, listener *l) {
    inet_address a;
    if (address == NULL || strchr(address, '/') != NULL) {
        return open_local(address, t, l);
    }
    if (!read_address(address, &a)) {
        return refuse(address,
                      "give an address and a port, such as 127.0.0.1:8080 or [::1]:8080, or the "
                      "path of a Unix socket, with a '/' in it",
                      t);
    }
    l->remote = !a.loopback;
    if (l->remote && !allow_remote) {
        return refuse(address,
                      "other machines could reach this address; use 127.0.0.1, or say "
                      "--allow-remote when that is meant",
                      t);
    }
    return open_inet(&a, t, l);
}

int listen_open(const char *address, bool allow_remote, terminal *t, listener *out) {
    *out = (listener){.socket = -1};
    int code = open_any(address, allow_remote, t, out);
    if (code != CLI_DONE && out->socket >= 0) {
        close(out->socket);
        out->socket = -1;
    }
    return code;
}
