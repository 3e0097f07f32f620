/* SPDX-License-Identifier: MIT
 * load --to PORT|PATH [--plans N] [--changed K] [--seconds S] [--connections C] [--rate R]
 * [--seed N]: asks a service for checks of made-up plans of eight actions, of which K are not those
 * of the plan before, and prints checks a second, how long they took, in milliseconds (median, 99th
 * and 99.9th of 100, the longest), and how many they were. With --write no service is asked, and
 * the plans are printed, one a line. Keeps true: time is counted from when a request was due,
 * whether or not a connection was free then, so that a service that stalls is not spared the
 * requests it kept from being sent; an answer that is not 200 ends the measurement.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "madeup.h"
#include "measure.h"

enum { PLAN_ACTIONS = 8, CONNECTIONS_MOST = 256, HEAD_MOST = 8192, PIECE = 65536 };

typedef struct settings {
    const char *to; /* a port of this machine, or the path of a socket */
    double plans, changed, seconds, connections, rate, seed;
    bool write;
} settings;

typedef struct plans {
    buffer text;
    size_t *at; /* where each request begins; one more than there are */
    size_t count;
} plans;

typedef struct connection {
    int fd;
    bool busy;
    double due;
    char head[HEAD_MOST + 1];
    size_t have; /* bytes of the head so far */
    size_t left; /* bytes of the answer still to come, once the head is known */
} connection;

typedef struct run {
    const settings *set;
    const plans *plans;
    connection *connection;
    size_t count, sent, answered, room;
    double *due;  /* of each request, where there is a rate */
    double *took; /* seconds */
    int epoll;
} run;

/* ---- plans ---- */

/* The actions of a plan, as they are written. */
typedef struct draft {
    plan_source source;
    buffer action[PLAN_ACTIONS];
    size_t next; /* that is written anew */
} draft;

static bool write_action(draft *d, pm_str id) {
    pm_str cells[PM_COLUMNS];
    const plan_row *row = madeup_next(&d->source);
    for (int c = 0; row != NULL && c < PM_COLUMNS; c++) {
        cells[c] = buffer_view(&row->cell[c]);
    }
    if (row == NULL) {
        return false;
    }
    buffer *out = &d->action[d->next];
    buffer_clear(out);
    madeup_write(PLAN_JSONL, id, d->next + 1, cells, out);
    out->len -= !out->failed; /* the end of the line */
    d->next = (d->next + 1) % PLAN_ACTIONS;
    return !out->failed;
}

/* Where only some actions change from plan to plan, it is one plan that is being written. */
static bool write_plan(const settings *s, draft *d, size_t number, buffer *out) {
    char id[32];
    bool whole = s->changed == PLAN_ACTIONS, good = true;
    int len = snprintf(id, sizeof id, "P%06zu", whole ? number : 1);
    size_t changed = number == 1 ? PLAN_ACTIONS : (size_t)s->changed;
    for (size_t i = 0; i < changed && good; i++) {
        good = write_action(d, (pm_str){id, (size_t)len});
    }
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        buffer_char(out, i == 0 ? '[' : ',');
        buffer_str(out, buffer_view(&d->action[i]));
    }
    buffer_char(out, ']');
    return good && !out->failed;
}

static void write_request(const settings *s, pm_str body, buffer *out) {
    bool port = strchr(s->to, '/') == NULL;
    buffer_format(out,
                  "POST /v1/check HTTP/1.1\r\nHost: localhost%s%s\r\nContent-Type: application/json"
                  "\r\nContent-Length: %zu\r\n\r\n",
                  port ? ":" : "", port ? s->to : "", body.len);
    buffer_str(out, body);
}

static bool make_plans(const settings *s, plans *p) {
    draft d = {.next = 0};
    buffer body;
    buffer_init(&body, &memory_default);
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        buffer_init(&d.action[i], &memory_default);
    }
    bool good = madeup_init(&d.source, (uint64_t)s->seed, 100) && p->at != NULL;
    for (size_t i = 0; i < p->count && good; i++) {
        p->at[i] = p->text.len;
        buffer_clear(&body);
        good = write_plan(s, &d, i + 1, &body);
        if (s->write) {
            buffer_char(&body, '\n');
            good = good && fwrite(body.data, 1, body.len, stdout) == body.len;
        } else if (good) {
            write_request(s, buffer_view(&body), &p->text);
        }
    }
    good = good && !p->text.failed;
    if (good) {
        p->at[p->count] = p->text.len;
    }
    buffer_free(&body);
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        buffer_free(&d.action[i]);
    }
    madeup_free(&d.source);
    return good;
}

/* ---- connections ---- */

static int open_socket(const char *to) {
    struct sockaddr_un path = {.sun_family = AF_UNIX};
    struct sockaddr_in port = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                               .sin_port = htons((uint16_t)strtoul(to, NULL, 10))};
    bool is_path = strchr(to, '/') != NULL;
    int on = 1, fd = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || (is_path && strlen(to) >= sizeof path.sun_path)) {
        return -1;
    }
    if (is_path) {
        memcpy(path.sun_path, to, strlen(to) + 1);
        return connect(fd, (struct sockaddr *)&path, sizeof path) == 0 ? fd : -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connect(fd, (struct sockaddr *)&port, sizeof port) == 0 ? fd : -1;
}

static bool open_all(run *r) {
    r->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < r->count; i++) {
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &r->connection[i]};
        r->connection[i].fd = open_socket(r->set->to);
        if (r->connection[i].fd < 0 ||
            epoll_ctl(r->epoll, EPOLL_CTL_ADD, r->connection[i].fd, &e) != 0) {
            perror("load: the service cannot be reached");
            return false;
        }
    }
    return true;
}

static bool ask(run *r, connection *c, double due) {
    size_t which = r->sent++ % r->plans->count;
    const char *data = r->plans->text.data + r->plans->at[which];
    size_t len = r->plans->at[which + 1] - r->plans->at[which];
    c->busy = true;
    c->due = due;
    c->have = c->left = 0;
    return send(c->fd, data, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* Of an answer whose head is there. */
static bool read_head(connection *c, const char *end) {
    const char *length = strcasestr(c->head, "\r\nContent-Length:");
    if (strncmp(c->head, "HTTP/1.1 200 ", 13) != 0 || length == NULL) {
        fprintf(stderr, "load: an answer is %.12s\n", c->head);
        return false;
    }
    size_t all = (size_t)(end + 4 - c->head) + strtoul(length + 17, NULL, 10);
    c->left = all - c->have;
    return all >= c->have;
}

/* More of an answer; *whole: it is all there. */
static bool take(connection *c, bool *whole) {
    static char rest[PIECE];
    bool body = c->left != 0;
    ssize_t n = body ? recv(c->fd, rest, sizeof rest, MSG_DONTWAIT)
                     : recv(c->fd, c->head + c->have, HEAD_MOST - c->have, MSG_DONTWAIT);
    *whole = false;
    if (n <= 0) {
        return n < 0 && errno == EAGAIN;
    }
    if (body) {
        c->left -= (size_t)n;
        *whole = c->left == 0;
        return true;
    }
    c->have += (size_t)n;
    c->head[c->have] = '\0';
    const char *end = strstr(c->head, "\r\n\r\n");
    bool good = end != NULL ? read_head(c, end) : c->have < HEAD_MOST;
    *whole = good && end != NULL && c->left == 0;
    return good;
}

/* ---- the measurement ---- */

static bool keep(run *r, double took) {
    if (r->answered == r->room) {
        size_t room = r->room != 0 ? 2 * r->room : 4096;
        double *more = realloc(r->took, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        r->took = more;
        r->room = room;
    }
    r->took[r->answered++] = took;
    return true;
}

/* Until something comes, or the next request is due: the two cores may be halves of one, and who
 * waits busily would slow the service. */
static bool hear(run *r, double began, size_t all) {
    struct epoll_event e[64];
    double left = r->due != NULL && r->sent < all ? began + r->due[r->sent] - measure_wall() : 0.1;
    left = left < 0 ? 0.001 : left; /* no connection is free */
    struct timespec wait = {.tv_nsec = (long)(1e9 * (left < 0.1 ? left : 0.1))};
    int n = epoll_pwait2(r->epoll, e, 64, &wait, NULL);
    bool good = true;
    for (int i = 0; i < n && good; i++) {
        connection *c = e[i].data.ptr;
        bool whole;
        good = take(c, &whole);
        if (good && whole) {
            c->busy = false;
            good = keep(r, measure_wall() - c->due);
        }
    }
    return good;
}

/* Sends on free connections what is due. */
static bool send_due(run *r, double began, size_t all) {
    for (size_t i = 0; i < r->count; i++) {
        double now = measure_wall() - began;
        bool due = r->due != NULL ? r->sent < all && r->due[r->sent] <= now : now < r->set->seconds;
        if (!due) {
            return true;
        }
        connection *c = &r->connection[i];
        if (!c->busy && !ask(r, c, began + (r->due != NULL ? r->due[r->sent] : now))) {
            return false;
        }
    }
    return true;
}

/* People do not ask in step: the gaps are those of chance, the same in every run. */
static size_t plan_dues(run *r) {
    size_t all = (size_t)(r->set->rate * r->set->seconds);
    uint64_t state = 88172645463325252;
    double at = 0;
    r->due = malloc((all + 1) * sizeof *r->due);
    for (size_t i = 0; i < all && r->due != NULL; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        at -= log(((double)(state >> 11) + 1) / 9007199254740993.0) / r->set->rate;
        r->due[i] = at;
    }
    return all;
}

static bool go(run *r, double *elapsed) {
    size_t all = r->set->rate > 0 ? plan_dues(r) : 0;
    if (r->set->rate > 0 && r->due == NULL) {
        return false;
    }
    double began = measure_wall();
    bool good = open_all(r);
    while (good) {
        bool over = r->due != NULL ? r->sent == all : measure_wall() - began >= r->set->seconds;
        if (over && r->answered == r->sent) {
            break;
        }
        good = send_due(r, began, all) && hear(r, began, all);
    }
    *elapsed = measure_wall() - began;
    return good;
}

static double share_of(const run *r, double share) {
    return 1000 * r->took[(size_t)((double)(r->answered - 1) * share)];
}

static int measure(const settings *s, const plans *p) {
    run r = {.set = s, .plans = p, .count = (size_t)s->connections};
    double elapsed;
    r.connection = calloc(r.count, sizeof *r.connection);
    bool good = r.connection != NULL && go(&r, &elapsed) && r.answered != 0;
    if (good) {
        (void)measure_median(r.took, r.answered); /* sorts */
        printf("%.0f %.2f %.2f %.2f %.2f %zu\n", (double)r.answered / elapsed, share_of(&r, 0.5),
               share_of(&r, 0.99), share_of(&r, 0.999), share_of(&r, 1), r.answered);
    }
    for (size_t i = 0; r.connection != NULL && i < r.count; i++) {
        if (r.connection[i].fd > 0) {
            close(r.connection[i].fd);
        }
    }
    if (r.epoll > 0) {
        close(r.epoll);
    }
    free(r.connection);
    free(r.due);
    free(r.took);
    return good ? 0 : 1;
}

static bool read_settings(int argc, char **argv, settings *s) {
    const struct {
        const char *name;
        double *to;
    } numbers[] = {{"--plans", &s->plans},     {"--changed", &s->changed},
                   {"--seconds", &s->seconds}, {"--connections", &s->connections},
                   {"--rate", &s->rate},       {"--seed", &s->seed}};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--write") == 0) {
            s->write = true;
            continue;
        }
        bool known = i + 1 < argc && strcmp(argv[i], "--to") == 0;
        s->to = known ? argv[i + 1] : s->to;
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers && i + 1 < argc; k++) {
            if (strcmp(argv[i], numbers[k].name) == 0) {
                *numbers[k].to = strtod(argv[i + 1], NULL);
                known = true;
            }
        }
        if (!known) {
            return false;
        }
        i++;
    }
    return (s->write || s->to != NULL) && s->plans >= 1 && s->changed >= 1 &&
           s->changed <= PLAN_ACTIONS && s->connections >= 1 &&
           s->connections <= CONNECTIONS_MOST && s->rate >= 0 && s->seconds > 0 && s->seed >= 0;
}

int main(int argc, char **argv) {
    settings s = {
        .plans = 1000, .changed = PLAN_ACTIONS, .seconds = 5, .connections = 32, .seed = 1};
    if (!read_settings(argc, argv, &s)) {
        fputs(
            "usage: load --to PORT|PATH [--plans N] [--changed K] [--seconds S] [--connections C] "
            "[--rate R] [--seed N], or load --write [--plans N] [--changed K] [--seed N]\n",
            stderr);
        return 2;
    }
    plans p = {.count = (size_t)s.plans};
    buffer_init(&p.text, &memory_default);
    p.at = malloc((p.count + 1) * sizeof *p.at);
    int code = 1;
    if (!make_plans(&s, &p)) {
        fputs("load: the plans could not be made\n", stderr);
    } else {
        code = s.write ? 0 : measure(&s, &p);
    }
    buffer_free(&p.text);
    free(p.at);
    return code;
}
