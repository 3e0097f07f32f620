/* SPDX-License-Identifier: MIT
 * The one file of the command that knows threads. Keeps true: a batch belongs to one thread at a
 * time, and changes hands under the lock; batches are handled in the order in which they were
 * filled, all by the thread that fills them, which marks too where it would have to wait. */
#define _GNU_SOURCE /* sched_getaffinity; else POSIX */
#include "cli/batches.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

typedef enum batch_state { BATCH_FREE, BATCH_READY, BATCH_TAKEN, BATCH_DONE } batch_state;

typedef struct batch {
    batch_state state;
    event events[BATCH_EVENTS];
    size_t count, rows;
    char *bytes; /* all that the events point at */
    size_t used, cap;
    pm_writer *branch; /* NULL: none yet */
} batch;

typedef struct worker {
    struct batches *all;
    pthread_t thread;
    pm_scorer *scorer;
} worker;

struct batches {
    batch_options options;
    event_fn handle;
    void *ctx;
    batch *ring;
    size_t size;                   /* of the ring */
    size_t filled, taken, handled; /* batches so far, modulo `size` in the ring */
    bool stop;
    pthread_mutex_t lock; /* of states, `filled`, `taken` and `stop` */
    pthread_cond_t ready, done;
    worker *workers;
    size_t worker_count;
    bool alone; /* no further thread can be begun */
};

size_t batches_cores(void) {
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > JOBS_MOST ? JOBS_MOST : (size_t)count;
}

/* ---- What a batch holds ---- */

static size_t row_bytes(const pm_row *row) {
    size_t bytes = sizeof *row + row->extra_count * sizeof *row->extra;
    bytes += row->plan_id.len + row->authority.len + row->action_no.len + row->plan_date.len +
             row->source.len + row->plan_key.len;
    for (int c = 0; c < PM_COLUMNS; c++) {
        bytes += row->action.cell[c].len;
    }
    for (size_t i = 0; i < row->extra_count; i++) {
        bytes += row->extra[i].name.len + row->extra[i].value.len;
    }
    return bytes;
}

/* And room to begin where a struct may stand. */
static size_t event_bytes(const event *e) {
    size_t bytes = alignof(max_align_t);
    if (e->kind == EVENT_ROW) {
        bytes += row_bytes(e->row);
    } else if (e->kind == EVENT_MESSAGE) {
        const pm_diagnostic *d = e->message;
        bytes += sizeof *d + d->file.len + d->message.len + d->excerpt.len;
    }
    return bytes;
}

static void *place(batch *b, size_t bytes) {
    b->used = (b->used + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    void *at = b->bytes + b->used;
    b->used += bytes;
    return at;
}

static void keep_str(batch *b, pm_str *s) {
    if (s->len != 0) {
        memcpy(b->bytes + b->used, s->data, s->len);
    }
    s->data = b->bytes + b->used;
    b->used += s->len;
}

static const pm_row *keep_row(batch *b, const pm_row *row) {
    size_t head = sizeof *row + row->extra_count * sizeof *row->extra;
    pm_row *copy = place(b, head);
    pm_field *extra = (pm_field *)(void *)(copy + 1);
    *copy = *row;
    keep_str(b, &copy->plan_id);
    keep_str(b, &copy->authority);
    keep_str(b, &copy->action_no);
    keep_str(b, &copy->plan_date);
    keep_str(b, &copy->source);
    keep_str(b, &copy->plan_key);
    for (int c = 0; c < PM_COLUMNS; c++) {
        keep_str(b, &copy->action.cell[c]);
    }
    for (size_t i = 0; i < row->extra_count; i++) {
        extra[i] = row->extra[i];
        keep_str(b, &extra[i].name);
        keep_str(b, &extra[i].value);
    }
    copy->extra = extra;
    return copy;
}

static const pm_diagnostic *keep_message(batch *b, const pm_diagnostic *d) {
    pm_diagnostic *copy = place(b, sizeof *d);
    *copy = *d;
    keep_str(b, &copy->file);
    keep_str(b, &copy->message);
    keep_str(b, &copy->excerpt);
    return copy;
}

/* A row that needs more than all others have is alone in its batch, whose room then grows. */
static bool has_room(const batch *b, size_t bytes) {
    return b->count < BATCH_EVENTS && (b->count == 0 || bytes <= b->cap - b->used);
}

static bool make_room(batch *b, size_t bytes) {
    size_t cap = bytes > BATCH_BYTES ? bytes : BATCH_BYTES;
    if (cap == b->cap) {
        return true;
    }
    free(b->bytes); /* one that grew shrinks again */
    b->bytes = malloc(cap);
    b->cap = b->bytes != NULL ? cap : 0;
    return b->bytes != NULL;
}

static bool keep_event(batch *b, const event *e) {
    if (b->count == 0 && !make_room(b, event_bytes(e))) {
        return false;
    }
    event *copy = &b->events[b->count++];
    *copy = *e;
    if (e->kind == EVENT_ROW) {
        copy->row = keep_row(b, e->row);
        b->rows++;
    } else if (e->kind == EVENT_MESSAGE) {
        copy->message = keep_message(b, e->message);
    }
    return true;
}

/* ---- Marking ---- */

static void mark_row(batch *b, pm_scorer *scorer, event *e) {
    const pm_mark *mark = NULL;
    e->marked = true;
    e->status = e->row->has_action ? pm_score(scorer, &e->row->action, &mark) : PM_OK;
    e->cut = e->status == PM_OK && mark != NULL && mark->truncated;
    if (e->status == PM_OK) {
        (void)pm_writer_add(b->branch, e->row, mark); /* which remembers a failure */
    }
}

static void mark_batch(batch *b, pm_scorer *scorer) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->events[i].kind == EVENT_ROW) {
            mark_row(b, scorer, &b->events[i]);
        } else if (b->events[i].kind == EVENT_END) {
            b->events[i].held = pm_writer_held(b->branch);
        }
    }
}

/* With the lock held. NULL: there is none that waits for somebody. */
static batch *take_batch(batches *all) {
    if (all->taken == all->filled) {
        return NULL;
    }
    batch *b = &all->ring[all->taken++ % all->size];
    b->state = BATCH_TAKEN;
    return b;
}

/* Marks it with the lock released. */
static void work_on(batches *all, batch *b, pm_scorer *scorer) {
    pthread_mutex_unlock(&all->lock);
    mark_batch(b, scorer);
    pthread_mutex_lock(&all->lock);
    b->state = BATCH_DONE;
    pthread_cond_signal(&all->done);
}

static void *work(void *ctx) {
    worker *w = ctx;
    batches *all = w->all;
    pthread_mutex_lock(&all->lock);
    while (!all->stop) {
        batch *b = take_batch(all);
        if (b != NULL) {
            work_on(all, b, w->scorer);
        } else {
            pthread_cond_wait(&all->ready, &all->lock);
        }
    }
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

/* No signal is for them: whoever holds signals back holds those of the thread that reads. */
static bool begin_thread(worker *w) {
    sigset_t every, before;
    sigfillset(&every);
    if (pthread_sigmask(SIG_SETMASK, &every, &before) != 0) {
        return false;
    }
    bool begun = pthread_create(&w->thread, NULL, work, w) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return begun;
}

static void add_worker(batches *all) {
    worker *w = &all->workers[all->worker_count];
    pm_options quiet = {.size = sizeof quiet};
    *w = (worker){.all = all};
    if (pm_scorer_new(&quiet, all->options.s->pack, &w->scorer) == PM_OK &&
        pm_scorer_show(w->scorer, all->options.level) == PM_OK && begin_thread(w)) {
        all->worker_count++;
        return;
    }
    pm_scorer_free(w->scorer);
    all->alone = true;
}

/* ---- From one end to the other ---- */

batches *batches_new(const batch_options *options) {
    batches *all = calloc(1, sizeof *all);
    if (all == NULL) {
        return NULL;
    }
    all->options = *options;
    all->size = 2 * options->jobs + 1;
    all->ring = calloc(all->size, sizeof *all->ring);
    all->workers = calloc(options->jobs, sizeof *all->workers);
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->ready, NULL);
    pthread_cond_init(&all->done, NULL);
    if (all->ring == NULL || all->workers == NULL) {
        batches_free(all);
        return NULL;
    }
    return all;
}

void batches_handler(batches *b, event_fn handle, void *ctx) {
    b->handle = handle;
    b->ctx = ctx;
}

/* What is done with a batch, in the order of the input. */
static int handle_batch(batches *all, batch *b) {
    int code = CLI_DONE;
    for (size_t i = 0; i < b->count && code != CLI_OUTPUT; i++) {
        code = exit_worse(code, all->handle(all->ctx, &b->events[i]));
    }
    pm_status status =
        b->rows != 0 && code != CLI_OUTPUT ? pm_writer_join(all->options.writer, b->branch) : PM_OK;
    if (status == PM_ERR_MEMORY) {
        terminal_error(&all->options.s->term, "memory ran out");
    }
    b->count = b->rows = b->used = 0;
    b->state = BATCH_FREE;
    if (status != PM_OK || code == CLI_OUTPUT) {
        return CLI_OUTPUT;
    }
    return exit_worse(code, all->handle(all->ctx, &(event){.kind = EVENT_JOINED}));
}

/* The oldest batch, once it is marked; until then there is other work to do. */
static void await_oldest(batches *all) {
    batch *oldest = &all->ring[all->handled % all->size];
    pthread_mutex_lock(&all->lock);
    while (oldest->state != BATCH_DONE) {
        batch *b = take_batch(all);
        if (b != NULL) {
            work_on(all, b, all->options.s->scorer);
        } else {
            pthread_cond_wait(&all->done, &all->lock);
        }
    }
    pthread_mutex_unlock(&all->lock);
}

static bool oldest_is_done(batches *all) {
    pthread_mutex_lock(&all->lock);
    bool done =
        all->handled != all->filled && all->ring[all->handled % all->size].state == BATCH_DONE;
    pthread_mutex_unlock(&all->lock);
    return done;
}

static int handle_oldest(batches *all) {
    await_oldest(all);
    return handle_batch(all, &all->ring[all->handled++ % all->size]);
}

/* Hands on the batch at hand, and frees the next. */
static int hand_on(batches *all) {
    int code = CLI_DONE;
    pthread_mutex_lock(&all->lock);
    all->ring[all->filled++ % all->size].state = BATCH_READY;
    size_t waiting = all->filled - all->taken;
    pthread_cond_signal(&all->ready);
    pthread_mutex_unlock(&all->lock);
    if (waiting > 1 && all->worker_count + 1 < all->options.jobs && !all->alone) {
        add_worker(all);
    }
    while (code != CLI_OUTPUT && (all->filled - all->handled == all->size || oldest_is_done(all))) {
        code = exit_worse(code, handle_oldest(all));
    }
    return code;
}

/* A branch needs to know the columns of the first row of all. The headings that come of it are
 * handed on at once, so that the bytes behind a file can be counted from what was written. */
static pm_status give_branch(batches *all, batch *b, const pm_row *row) {
    if (b->branch != NULL) {
        return PM_OK;
    }
    pm_status status = pm_writer_branch(all->options.writer, row, &b->branch);
    return status == PM_OK ? pm_writer_join(all->options.writer, b->branch) : status;
}

bool batches_begin(batches *all, const pm_row *row) {
    outfile *out = &all->options.s->out;
    out->swallow = UINT64_MAX;
    pm_status status = give_branch(all, &all->ring[0], row);
    out->swallow = 0;
    if (status != PM_OK) {
        terminal_error(&all->options.s->term, "memory ran out");
    }
    return status == PM_OK;
}

int batches_add(batches *all, const event *e) {
    int code = CLI_DONE;
    if (!has_room(&all->ring[all->filled % all->size], event_bytes(e))) {
        code = hand_on(all);
    }
    batch *b = &all->ring[all->filled % all->size];
    pm_status status =
        code != CLI_OUTPUT && e->kind == EVENT_ROW ? give_branch(all, b, e->row) : PM_OK;
    if (code == CLI_OUTPUT || status == PM_ERR_IO) {
        return CLI_OUTPUT;
    }
    if (status != PM_OK || !keep_event(b, e)) {
        terminal_error(&all->options.s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    return code;
}

int batches_finish(batches *all) {
    int code = CLI_DONE;
    if (all->ring[all->filled % all->size].count != 0) {
        code = hand_on(all);
    }
    while (code != CLI_OUTPUT && all->handled != all->filled) {
        code = exit_worse(code, handle_oldest(all));
    }
    return code;
}

static void end_workers(batches *all) {
    pthread_mutex_lock(&all->lock);
    all->stop = true;
    pthread_cond_broadcast(&all->ready);
    pthread_mutex_unlock(&all->lock);
    for (size_t i = 0; i < all->worker_count; i++) {
        pthread_join(all->workers[i].thread, NULL);
        pm_scorer_free(all->workers[i].scorer);
    }
}

void batches_free(batches *all) {
    if (all == NULL) {
        return;
    }
    end_workers(all);
    for (size_t i = 0; all->ring != NULL && i < all->size; i++) {
        free(all->ring[i].bytes);
        pm_writer_free(all->ring[i].branch);
    }
    pthread_cond_destroy(&all->done);
    pthread_cond_destroy(&all->ready);
    pthread_mutex_destroy(&all->lock);
    free(all->ring);
    free(all->workers);
    free(all);
}
