/* SPDX-License-Identifier: MIT
 * Keeps true: lines are made of numbers alone, so that no name of a file is shown; the clock is
 * asked only where somebody is told. */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Milliseconds. */
enum {
    BAR_EVERY = 100,
    LOG_EVERY = 10000,
    GUESS_AFTER = 1000,    /* before, the time left is anything */
    LEFT_MOST = 1000000000 /* 11 days: more is no guess, either */
};
static const char before_all[] = "planmark: ";

/* ---- Lines ---- */

/* The parts of a line; an empty one is not there. */
typedef struct parts {
    char bar[32], percent[8], files[64], rows[40], rate[40], time[64];
} parts;

static void put(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void put(char *out, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out, size, format, args);
    va_end(args);
}

/* "40 s", "3 min 05 s", "2 h 10 min" */
static void put_time(char *out, size_t size, uint64_t millis) {
    uint64_t s = (millis + 500) / 1000, minutes = s / 60;
    if (s < 60) {
        put(out, size, "%" PRIu64 " s", s);
    } else if (minutes < 60) {
        put(out, size, "%" PRIu64 " min %02" PRIu64 " s", minutes, s % 60);
    } else {
        put(out, size, "%" PRIu64 " h %02" PRIu64 " min", minutes / 60, minutes % 60);
    }
}

/* Of what is read: files grow while they are. */
static double share_of(const progress_facts *f) {
    double share = f->of_bytes != 0 ? (double)f->bytes / (double)f->of_bytes : 0;
    return share < 1 ? share : 1;
}

static void put_bar(const progress_facts *f, parts *p) {
    static const char full[] = "########################", none[] = "------------------------";
    int most = sizeof full - 1, some = (int)(share_of(f) * most);
    put(p->bar, sizeof p->bar, "[%.*s%.*s]", some, full, most - some, none);
}

/* What it took so far tells what the rest will take. */
static void put_left(const progress_facts *f, parts *p) {
    double share = share_of(f);
    double now = share - (double)f->bytes_before / (double)f->of_bytes;
    double left = now > 0 ? (double)f->millis * (1 - share) / now : 0;
    if (now > 0 && f->millis >= GUESS_AFTER && left < LEFT_MOST) {
        char time[32];
        put_time(time, sizeof time, (uint64_t)left);
        put(p->time, sizeof p->time, "%s left", time);
    }
}

/* Slow ones have a decimal, which is no locale's matter. */
static void put_rate(const progress_facts *f, parts *p) {
    size_t rows = f->rows - f->rows_before;
    if (rows == 0 || f->millis == 0) {
        return;
    }
    uint64_t tenths = (uint64_t)((double)rows * 10000 / (double)f->millis);
    if (tenths >= 100) {
        put(p->rate, sizeof p->rate, "%" PRIu64 " rows/s", tenths / 10);
    } else {
        put(p->rate, sizeof p->rate, "%" PRIu64 ".%" PRIu64 " rows/s", tenths / 10, tenths % 10);
    }
}

static parts make_parts(const progress_facts *f) {
    parts p = {.bar = ""};
    if (f->of_bytes != 0) {
        put_bar(f, &p);
        put(p.percent, sizeof p.percent, "%d%%", (int)(share_of(f) * 100));
        put_left(f, &p);
    }
    if (f->of_files > 1) {
        put(p.files, sizeof p.files, "%zu of %zu files", f->files, f->of_files);
    }
    put(p.rows, sizeof p.rows, "%zu %s", f->rows, f->rows == 1 ? "row" : "rows");
    put_rate(f, &p);
    if (f->ended) {
        char time[32];
        put_time(time, sizeof time, f->millis);
        put(p.time, sizeof p.time, "%s %s", f->files == f->of_files ? "done in" : "stopped after",
            time);
    }
    return p;
}

static void join(const parts *p, char out[PROGRESS_LINE]) {
    const char *const some[] = {p->percent, p->files, p->rows, p->rate, p->time};
    int n =
        snprintf(out, PROGRESS_LINE, "%s%s%s", before_all, p->bar, p->bar[0] != '\0' ? " " : "");
    size_t len = n > 0 ? (size_t)n : 0;
    bool first = true;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        if (some[i][0] != '\0') {
            put(out + len, PROGRESS_LINE - len, "%s%s", first ? "" : ", ", some[i]);
            len += strlen(out + len);
            first = false;
        }
    }
}

void progress_bar(const progress_facts *facts, unsigned width, char out[PROGRESS_LINE]) {
    parts p = make_parts(facts);
    char *const less[] = {p.bar, p.files, p.rate, p.rows, p.time, p.percent};
    join(&p, out);
    /* a percentage says what rows say; without one they are all there is */
    for (size_t i = 0; i < sizeof less / sizeof *less && strlen(out) >= width; i++) {
        bool last = less[i] == p.rows && p.percent[0] == '\0';
        if (!last) {
            less[i][0] = '\0';
            join(&p, out);
        }
    }
    if (strlen(out) >= width || strlen(out) == sizeof before_all - 1) {
        out[0] = '\0';
    }
}

void progress_plain(const progress_facts *facts, char out[PROGRESS_LINE]) {
    parts p = make_parts(facts);
    p.bar[0] = '\0';
    join(&p, out);
}

/* ---- When they are told ---- */

void progress_init(progress *p, terminal *t, int asked, bool apart) {
    bool bar = t->err_is_terminal && !t->dumb && apart;
    *p = (progress){.term = t, .way = (progress_way)asked, .clock = terminal_clock};
    if (p->way == PROGRESS_AUTO) {
        p->way = bar ? PROGRESS_BAR : PROGRESS_NONE;
    }
    if (p->way == PROGRESS_BAR && !bar) {
        p->way = PROGRESS_LOG;
    }
    if (t->quiet) {
        p->way = PROGRESS_NONE;
    }
}

/* Is it time to tell? Then the clock of the next time begins. */
static bool is_due(progress *p) {
    if (p->way == PROGRESS_NONE) {
        return false;
    }
    uint64_t now = p->clock();
    if (!p->begun) {
        p->begun = true;
        p->began = p->told = now;
    }
    p->facts.millis = now - p->began;
    bool due = now - p->told >= (p->way == PROGRESS_BAR ? BAR_EVERY : LOG_EVERY);
    p->told = due ? now : p->told;
    return due;
}

static void tell(progress *p) {
    char line[PROGRESS_LINE];
    if (p->way == PROGRESS_BAR) {
        progress_bar(&p->facts, terminal_line_width(), line);
        terminal_line(p->term, line);
    } else {
        progress_plain(&p->facts, line);
        terminal_log(p->term, line);
    }
}

/* One file without a size, such as a pipe, and nobody knows how much there is. `*before`: of those
 * before file `from`. */
static uint64_t size_of_all(const pm_paths *files, size_t from, uint64_t *before) {
    uint64_t all = 0, size;
    *before = 0;
    for (size_t i = 0; i < pm_paths_count(files); i++) {
        *before = i == from ? all : *before;
        if (!terminal_file_size(pm_paths_get(files, i), &size)) {
            return 0;
        }
        all += size;
    }
    *before = from >= pm_paths_count(files) ? all : *before;
    return all;
}

void progress_begin(progress *p, const pm_paths *files, size_t from, size_t rows) {
    p->facts = (progress_facts){.of_files = pm_paths_count(files), .files = from};
    p->facts.rows = p->facts.rows_before = rows;
    p->before = p->at_hand = 0;
    p->begun = false;
    if (p->way != PROGRESS_NONE) {
        p->facts.of_bytes = size_of_all(files, from, &p->facts.bytes_before);
        p->facts.bytes = p->before = p->facts.bytes_before;
        (void)is_due(p);
    }
}

void progress_file(progress *p, const pm_paths *files, size_t i) {
    if (p->way == PROGRESS_NONE) {
        return;
    }
    p->before += p->at_hand;
    p->at_hand = 0;
    if (i < p->facts.of_files) {
        (void)terminal_file_size(pm_paths_get(files, i), &p->at_hand);
    }
    p->facts.files = i;
    p->facts.bytes = p->before;
    if (is_due(p)) {
        tell(p);
    }
}

void progress_rows(progress *p, size_t rows, uint64_t position) {
    p->facts.rows = rows;
    p->facts.bytes = p->before + (position < p->at_hand ? position : p->at_hand);
    if (is_due(p)) {
        tell(p);
    }
}

void progress_end(progress *p) {
    terminal_line_end(p->term);
    if (p->way == PROGRESS_LOG && p->begun) {
        (void)is_due(p);
        p->facts.ended = true;
        tell(p);
    }
    p->begun = false;
}

void progress_steps(progress *p, const char *what, size_t done, size_t of) {
    char line[PROGRESS_LINE];
    bool due = is_due(p);
    put(line, sizeof line, "%s%zu of %zu %s", before_all, done, of, what);
    if (p->way == PROGRESS_BAR && strlen(line) < terminal_line_width()) {
        terminal_line(p->term, line);
    } else if (p->way == PROGRESS_LOG && due) {
        terminal_log(p->term, line);
    }
}
