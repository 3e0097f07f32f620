/* SPDX-License-Identifier: MIT
 * planmark serve. Keeps true: nothing is answered before all that it needs is there; what was begun
 * is ended before the program is. */
#define _GNU_SOURCE /* SCHED_BATCH */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "program/exit.h"
#include "program/options.h"
#include "serve/http.h"
#include "serve/listen.h"

/* What a plan or a table says of all its rows is read with each of them, and answered with each. */
enum {
    ROWS_MORE = 32 * 1024 * 1024,  /* bytes of all rows of a request, beyond a document's */
    ANSWER_MORE = 64 * 1024 * 1024 /* bytes of an answer, beyond two documents' */
};

typedef struct serve {
    terminal term;
    stock_source source;
    const char *address;
    int allow_remote, no_token, quiet, log;
    option_list hosts;
    const char *given[9]; /* the numbers below, as they were given */
    uint64_t workers, max_body, max_document, max_actions, max_connections, max_queue, timeout,
        grace;
    listener listener;
    service service;
    pool *pool;
    http *http;
} serve;

/* ---- options ---- */

typedef struct number_option {
    const char *name, **given;
    uint64_t *to, none, least, most;
} number_option;

/* "32M" is 32 MiB. */
static bool read_size(const char *text, uint64_t most, uint64_t *out) {
    char digits[24];
    size_t len = strlen(text);
    char unit = len != 0 ? text[len - 1] : '\0';
    uint64_t times = unit == 'K' ? 1024 : unit == 'M' ? 1024 * 1024 : 1;
    len -= times != 1;
    if (len >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, len);
    digits[len] = '\0';
    bool good = options_number(digits, most / times, out);
    *out *= times;
    return good;
}

static int take_number(const number_option *n, const option_set *set) {
    *n->to = n->none;
    if (*n->given == NULL) {
        return OPTIONS_GO;
    }
    return read_size(*n->given, n->most, n->to) && *n->to >= n->least
               ? OPTIONS_GO
               : options_fault(set, "--%s takes a whole number from %llu to %llu", n->name,
                               (unsigned long long)n->least, (unsigned long long)n->most);
}

static int take_numbers(serve *s, const option_set *set) {
    const uint64_t mib = 1024 * 1024;
    const number_option numbers[] = {
        {"workers", &s->given[0], &s->workers, pool_cores(), 1, WORKERS_MOST},
        {"max-body", &s->given[1], &s->max_body, mib, 1024, 256 * mib},
        {"max-document", &s->given[2], &s->max_document, 32 * mib, 1024, 1024 * mib},
        {"max-actions", &s->given[3], &s->max_actions, 10000, 1, PM_LIMIT_PLAN},
        {"max-connections", &s->given[4], &s->max_connections, 256, 1, 10000},
        {"max-queue", &s->given[5], &s->max_queue, 64, 1, QUEUE_MOST},
        {"timeout", &s->given[6], &s->timeout, 10, 1, 3600},
        {"grace", &s->given[7], &s->grace, 30, 0, 3600},
    };
    int code = OPTIONS_GO;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && code == OPTIONS_GO; i++) {
        code = take_number(&numbers[i], set);
    }
    return code;
}

static int settle(serve *s, const option_set *set, size_t operands) {
    if (operands != 0) {
        return options_fault(set, "serve takes no files; plans come by HTTP");
    }
    if (s->source.config != NULL && s->source.no_config) {
        return options_fault(set, "--config and --no-config do not go together");
    }
    if (s->source.baseline != NULL && s->source.no_baseline) {
        return options_fault(set, "--baseline and --no-baseline do not go together");
    }
    if (s->no_token && s->source.token_file != NULL) {
        return options_fault(set, "--token-file and --no-token do not go together");
    }
    return take_numbers(s, set);
}

static int read_options(serve *s, int argc, char **argv) {
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Who may ask"},
        {OPTION_TEXT, "listen", 0, &s->address, "ADDRESS",
         "127.0.0.1:PORT, [::1]:PORT, or the path of a Unix socket (default: planmark.sock in "
         "$XDG_RUNTIME_DIR, or /run/planmark/planmark.sock)"},
        {OPTION_FLAG, "allow-remote", 0, &s->allow_remote, NULL,
         "listen on an address that other machines can reach"},
        {OPTION_TEXT, "token-file", 0, &s->source.token_file, "FILE",
         "requests carry the token in this file: Authorization: Bearer"},
        {OPTION_FLAG, "no-token", 0, &s->no_token, NULL,
         "with --allow-remote: what stands in front asks who it is"},
        {OPTION_LIST, "host", 0, &s->hosts, "NAME",
         "a further name in the Host of requests, with its port where it has one"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "What is answered"},
        {OPTION_TEXT, "config", 0, &s->source.config, "FILE",
         "take the settings of checks from this file, and look for no others"},
        {OPTION_FLAG, "no-config", 0, &s->source.no_config, NULL, "take no settings from files"},
        {OPTION_TEXT, "baseline", 0, &s->source.baseline, "FILE",
         "findings that somebody has answered for (default: none)"},
        {OPTION_FLAG, "no-baseline", 0, &s->source.no_baseline, NULL, "every finding counts"},
        {OPTION_TEXT, "pack", 0, &s->source.pack, "DIR",
         "use the rule pack in this folder instead of the built-in one"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Limits"},
        {OPTION_TEXT, "max-body", 0, &s->given[1], "BYTES", "of a body of rows (default: 1M)"},
        {OPTION_TEXT, "max-document", 0, &s->given[2], "BYTES", "of a document (default: 32M)"},
        {OPTION_TEXT, "max-actions", 0, &s->given[3], "N", "actions of a request (default: 10000)"},
        {OPTION_TEXT, "max-connections", 0, &s->given[4], "N", "at once (default: 256)"},
        {OPTION_TEXT, "max-queue", 0, &s->given[5], "N",
         "requests that wait for a worker (default: 64)"},
        {OPTION_TEXT, "timeout", 0, &s->given[6], "SECONDS",
         "for a request to come in, and for a connection to be idle (default: 10)"},
        {OPTION_TEXT, "grace", 0, &s->given[7], "SECONDS",
         "to end what was begun, once it is to stop (default: 30)"},
        {OPTION_TEXT, "workers", 0, &s->given[0], "N",
         "threads that answer (default: as many as there are cores)"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "General"},
        {OPTION_CHOICE, "log", 0, &s->log, "all|faults|none",
         "a line a request on standard error, without a word of it (default: all)"},
        {OPTION_FLAG, "quiet", 'q', &s->quiet, NULL, "no notes; errors are still told"},
        {OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"}};
    const option_set set = {
        "planmark serve [OPTION]...",
        "Answers over HTTP as the commands do: POST a plan to /v1/check, /v1/score, /v1/extract "
        "or /v1/report.\n"
        "GET / is a page for people, /v1/openapi.json tells programs what can be asked. Keeps "
        "nothing of what\n"
        "it is sent. SIGHUP reads pack, settings, baseline and token anew, SIGTERM ends what was "
        "begun, and stops.",
        options,
        sizeof options / sizeof *options,
        "  planmark serve --listen 127.0.0.1:8080                 for programs and a browser on "
        "this machine\n"
        "  curl -X POST -T plan.csv http://127.0.0.1:8080/v1/check\n"
        "  planmark serve                                         on a Unix socket\n"
        "  planmark serve --pack local/ --config planmark.yaml    by rules and settings of your "
        "own\n",
        NULL};
    size_t operands;
    int code = options_read(&set, argc, argv, &operands);
    return code == OPTIONS_GO ? settle(s, &set, operands) : code;
}

/* ---- start ---- */

static void take_hosts(serve *s) {
    service *to = &s->service;
    enum { OWN = sizeof s->listener.hosts / sizeof *s->listener.hosts };
    to->any_host = s->listener.local && s->hosts.count == 0;
    for (size_t i = 0; i < s->hosts.count && to->host_count < HOSTS_MOST - OWN; i++) {
        to->hosts[to->host_count++] = s->hosts.item[i];
    }
    for (size_t i = 0; i < OWN; i++) {
        if (s->listener.hosts[i][0] != '\0') {
            to->hosts[to->host_count++] = s->listener.hosts[i];
        }
    }
}

static int open_listener(serve *s) {
    int code = listen_open(s->address, s->allow_remote != 0, &s->term, &s->listener);
    if (code == CLI_DONE && s->listener.remote && s->source.token_file == NULL && !s->no_token) {
        terminal_error(&s->term,
                       "other machines can reach %s: say who may ask with --token-file, "
                       "or --no-token where something in front of it does that",
                       s->listener.name);
        close(s->listener.socket);
        code = CLI_USAGE;
    }
    return code;
}

static int refuse_start(serve *s, const char *what) {
    terminal_error(&s->term, "%s", what);
    return CLI_OUTPUT;
}

static int start(serve *s) {
    stock *first;
    int code = stock_read(&s->source, &s->term, &first);
    if (code != CLI_DONE) {
        return code;
    }
    shelf_init(&s->service.shelf, first);
    code = open_listener(s);
    if (code != CLI_DONE) {
        return code;
    }
    s->service.limits = (service_limits){.body = (size_t)s->max_body,
                                         .document = (size_t)s->max_document,
                                         .actions = (size_t)s->max_actions,
                                         .rows = ROWS_MORE + (size_t)s->max_document,
                                         .answer = ANSWER_MORE + 2 * (size_t)s->max_document};
    take_hosts(s);
    s->pool = pool_new(&s->service, (size_t)s->workers, (size_t)s->max_queue);
    if (s->pool == NULL) {
        close(s->listener.socket);
        listen_end(&s->listener);
        return refuse_start(s, "the system gives no memory or no threads for the workers");
    }
    const http_options o = {.service = &s->service,
                            .pool = s->pool,
                            .socket = s->listener.socket,
                            .connections = (size_t)s->max_connections,
                            .timeout = (unsigned)s->timeout,
                            .log = (log_level)s->log};
    s->http = http_start(&o);
    if (s->http == NULL) {
        listen_end(&s->listener);
        return refuse_start(s, "the system gives no memory or no thread for the sockets");
    }
    return CLI_DONE;
}

/* ---- running ---- */

/* Plans are in memory, and are not to be written to the disk when the program breaks. */
static void forbid_dumps(void) {
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

/* A thread that is woken waits until the one that runs has nothing to do. Else, where they share a
 * core, the sockets and a worker take it from each other at every request, and a sixth of the time
 * is spent on that. */
static void let_others_end(void) {
#ifdef SCHED_BATCH
    const struct sched_param none = {0};
    (void)sched_setscheduler(0, SCHED_BATCH, &none); /* of all threads that come */
#endif
}

static void hold_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL); /* in all threads that come */
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    /* Linux lets it wait all the same while it is held; the library, which gives up a document when
     * a signal waits that would end the program, passes over one that is ignored. */
    sigaction(SIGHUP, &ignore, NULL);
}

static void reload(serve *s) {
    stock *next;
    if (stock_read(&s->source, &s->term, &next) == CLI_DONE) {
        shelf_put(&s->service.shelf, next);
        atomic_fetch_add(&s->service.metrics.reloads, 1);
        terminal_note(&s->term, "read anew: pack %.*s", (int)pm_pack_stamp(next->pack).len,
                      pm_pack_stamp(next->pack).data);
    } else {
        atomic_fetch_add(&s->service.metrics.failed_reloads, 1);
        terminal_error(&s->term, "what was in use before stays in use");
    }
}

static void run(serve *s, const sigset_t *set) {
    const struct timespec second = {.tv_sec = 1};
    for (;;) {
        int number = sigtimedwait(set, NULL, &second);
        if (number == SIGTERM || number == SIGINT) {
            return;
        }
        if (number == SIGHUP) {
            reload(s);
        }
        http_watch(s->http);
    }
}

static bool wait_until(serve *s, uint64_t until) {
    const struct timespec moment = {.tv_nsec = 20000000};
    while (http_busy(s->http) != 0 && terminal_clock() < until) {
        nanosleep(&moment, NULL);
        http_watch(s->http);
    }
    return http_busy(s->http) == 0;
}

/* false: something begun did not end within its time. A signal that waits tells the library to end
 * a program that reads a document, and to take away the folder that it was given. */
static bool stop(serve *s) {
    enum { TIDY = 2000 /* milliseconds */ };
    atomic_store(&s->service.stopping, true);
    http_quiesce(s->http);
    listen_end(&s->listener);
    if (wait_until(s, terminal_clock() + s->grace * 1000)) {
        return true;
    }
    terminal_error(&s->term, "requests that were begun did not end within %llu seconds",
                   (unsigned long long)s->grace);
    (void)kill(getpid(), SIGTERM);
    return wait_until(s, terminal_clock() + TIDY);
}

static void free_all(serve *s) {
    http_free(s->http);
    pool_free(s->pool);
    if (s->service.shelf.now != NULL) {
        shelf_free(&s->service.shelf);
    }
}

int main(int argc, char **argv) {
    serve s = {.address = NULL};
    sigset_t set;
    if (!terminal_streams()) {
        return CLI_OUTPUT;
    }
    int code = read_options(&s, argc, argv);
    if (code != OPTIONS_GO) {
        return code;
    }
    terminal_init(&s.term, COLOUR_AUTO, s.quiet != 0);
    forbid_dumps();
    hold_signals(&set);
    let_others_end();
    code = start(&s);
    if (code != CLI_DONE) {
        free_all(&s);
        return code;
    }
    terminal_note(&s.term, "listens on %s", s.listener.name);
    run(&s, &set);
    if (!stop(&s)) {
        _exit(CLI_DONE);
    }
    free_all(&s);
    return CLI_DONE;
}
