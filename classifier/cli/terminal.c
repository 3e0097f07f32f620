/* SPDX-License-Identifier: MIT
 * Keeps true: nothing but output goes to standard output; a file given with -o holds all of its
 * output or is as it was before; what is printed for a person cannot steer his terminal. */
#define _XOPEN_SOURCE 700
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HELD_MOST = 65536, DEFAULT_WIDTH = 80, PROGRESS_EVERY = 4096 };

/* ---- The terminal ---- */

static unsigned find_width(bool is_terminal) {
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
        return size.ws_col;
    }
    long n = columns != NULL ? strtol(columns, NULL, 10) : 0;
    return n >= 20 && n <= 1000 ? (unsigned)n : DEFAULT_WIDTH;
}

static bool wants_colour(int colour, bool is_terminal) {
    const char *no_color = getenv("NO_COLOR"), *kind = getenv("TERM");
    if (colour != COLOUR_AUTO) {
        return colour == COLOUR_ALWAYS;
    }
    bool refused =
        (no_color != NULL && *no_color != '\0') || (kind != NULL && strcmp(kind, "dumb") == 0);
    return is_terminal && !refused;
}

void terminal_init(terminal *t, int colour, bool quiet) {
    *t = (terminal){.out_is_terminal = isatty(STDOUT_FILENO) != 0,
                    .err_is_terminal = isatty(STDERR_FILENO) != 0,
                    .quiet = quiet};
    t->colour_out = wants_colour(colour, t->out_is_terminal);
    t->colour_err = wants_colour(colour, t->err_is_terminal);
    t->width = find_width(t->out_is_terminal);
}

/* ---- Messages ---- */

/* Names and messages can hold bytes from outside. */
static void put_safe(pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        bool c1 = c == 0xC2 && i + 1 < s.len && (unsigned char)s.data[i + 1] < 0xA0;
        fputc(c < 0x20 || c == 0x7F || c1 ? '?' : c, stderr);
        i += c1;
    }
}

static const char *severity_name(pm_severity s) {
    return s == PM_ERROR ? "error" : s == PM_WARNING ? "warning" : "note";
}

static void put_place(const pm_diagnostic *d) {
    if (d->file.len == 0) {
        fputs("planmark: ", stderr);
        return;
    }
    put_safe(d->file);
    if (d->line != 0) {
        fprintf(stderr, ":%zu", d->line);
    }
    if (d->line != 0 && d->column != 0) {
        fprintf(stderr, ":%zu", d->column);
    }
    fputs(": ", stderr);
}

/* The line at fault, cut to what fits, with a caret under its column. */
static void put_excerpt(const pm_diagnostic *d) {
    enum { EXCERPT_MOST = 160, BEFORE = 60 };
    size_t column = d->column - 1 < d->excerpt.len ? d->column - 1 : d->excerpt.len;
    size_t from = column > EXCERPT_MOST - 20 ? column - BEFORE : 0;
    size_t len = d->excerpt.len - from < EXCERPT_MOST ? d->excerpt.len - from : EXCERPT_MOST;
    while (from > 0 && ((unsigned char)d->excerpt.data[from] & 0xC0) == 0x80) {
        from--;
        len++;
    }
    fputs("  ", stderr);
    for (size_t i = from; i < from + len;
         i++) { /* a tab is one column wide here, as for the caret */
        put_safe((pm_str){d->excerpt.data[i] == '\t' ? " " : d->excerpt.data + i, 1});
    }
    fputs("\n  ", stderr);
    for (size_t i = from; i < column; i++) {
        if (((unsigned char)d->excerpt.data[i] & 0xC0) != 0x80) {
            fputc(' ', stderr);
        }
    }
    fputs("^\n", stderr);
}

void terminal_diagnostic(void *ctx, const pm_diagnostic *d) {
    static const char *const styles[] = {"36", "33", "1;31"};
    terminal *t = ctx;
    if (t->quiet && d->severity == PM_NOTE) {
        return;
    }
    terminal_progress_end(t);
    put_place(d);
    if (t->colour_err) {
        fprintf(stderr, "\x1b[%sm%s\x1b[0m: ", styles[d->severity], severity_name(d->severity));
    } else {
        fprintf(stderr, "%s: ", severity_name(d->severity));
    }
    put_safe(d->message);
    fputc('\n', stderr);
    if (d->excerpt.len != 0 && d->column != 0) {
        put_excerpt(d);
    }
}

void terminal_error(terminal *t, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    pm_diagnostic d = {.severity = PM_ERROR, .message = {text, len}};
    terminal_diagnostic(t, &d);
}

void terminal_note(terminal *t, const char *format, ...) {
    va_list args;
    if (t->quiet) {
        return;
    }
    terminal_progress_end(t);
    va_start(args, format);
    fputs("planmark: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

void terminal_progress(terminal *t, size_t rows) {
    if (t->progress_allowed && t->err_is_terminal && !t->quiet && rows % PROGRESS_EVERY == 0) {
        fprintf(stderr, "\rplanmark: %zu rows", rows);
        fflush(stderr);
        t->progress_shown = true;
    }
}

void terminal_progress_end(terminal *t) {
    if (t->progress_shown) {
        fputs("\r\x1b[K", stderr);
        t->progress_shown = false;
    }
}

/* ---- Output ---- */

/* What a signal must take away; a signal can only reach what is static. */
static char unfinished[4096];

static void on_signal(int number) {
    if (unfinished[0] != '\0') {
        unlink(unfinished);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void guard(const char *path) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    if (strlen(path) >= sizeof unfinished) {
        return;
    }
    strcpy(unfinished, path);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old, new = {.sa_handler = on_signal};
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &new, NULL);
        }
    }
}

static void write_all(outfile *o, const char *data, size_t len) {
    while (len != 0 && o->error == 0) {
        ssize_t n = write(o->fd, data, len);
        if (n >= 0) {
            data += n;
            len -= (size_t)n;
        } else if (errno != EINTR) {
            o->error = errno;
        }
    }
}

static void flush(outfile *o) {
    write_all(o, o->held, o->held_len);
    o->held_len = 0;
}

/* A file beside `o->path`, or the thing itself when it is no plain file (a device, a pipe). */
static void open_beside(outfile *o) {
    struct stat s;
    size_t size = strlen(o->path) + 40;
    if (stat(o->path, &s) == 0 && !S_ISREG(s.st_mode)) {
        o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
        return;
    }
    o->beside = malloc(size);
    for (int i = 0; o->beside != NULL && o->fd < 0 && i < 100; i++) {
        snprintf(o->beside, size, "%s.part-%ld-%d", o->path, (long)getpid(), i);
        o->fd = open(o->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (o->fd < 0 && errno != EEXIST) {
            return;
        }
    }
    if (o->fd >= 0) {
        guard(o->beside);
    }
}

static void outfile_free(outfile *o) {
    free(o->held);
    free(o->path);
    free(o->beside);
    *o = (outfile){.fd = -1};
}

bool outfile_is(const char *path, const char *other) {
    struct stat a, b;
    return path != NULL && stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool outfile_open(outfile *o, const char *path, terminal *t) {
    bool standard = path == NULL || strcmp(path, "-") == 0;
    *o = (outfile){.fd = standard ? STDOUT_FILENO : -1, .held = malloc(HELD_MOST)};
    if (!standard) {
        char *real = realpath(path, NULL); /* so that a link stays one */
        o->path = real != NULL ? real : strdup(path);
    }
    errno = ENOMEM;
    if (o->held != NULL && !standard && o->path != NULL) {
        open_beside(o);
    }
    if (o->held != NULL && o->fd >= 0) {
        return true;
    }
    terminal_error(t, "cannot write to %s: %s", standard ? "standard output" : path,
                   strerror(errno));
    outfile_free(o);
    return false;
}

int outfile_write(void *ctx, const char *data, size_t len) {
    outfile *o = ctx;
    if (len > HELD_MOST - o->held_len) {
        flush(o);
    }
    if (len > HELD_MOST) {
        write_all(o, data, len);
    } else if (len != 0) {
        memcpy(o->held + o->held_len, data, len);
        o->held_len += len;
    }
    return o->error;
}

void outfile_str(outfile *o, pm_str s) {
    outfile_write(o, s.data, s.len);
}

void outfile_print(outfile *o, const char *format, ...) {
    char text[2048];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0) {
        outfile_write(o, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    }
}

bool outfile_close(outfile *o, bool keep, terminal *t) {
    if (o->fd < 0) {
        return true;
    }
    flush(o);
    if (o->path != NULL && close(o->fd) != 0 && o->error == 0) {
        o->error = errno;
    }
    if (o->beside != NULL && keep && o->error == 0 && rename(o->beside, o->path) != 0) {
        o->error = errno;
    }
    if (o->beside != NULL && (!keep || o->error != 0)) {
        unlink(o->beside);
    }
    unfinished[0] = '\0';
    bool good = o->error == 0;
    if (!good && o->error != EPIPE) {
        terminal_error(t, "cannot write to %s: %s", o->path != NULL ? o->path : "standard output",
                       strerror(o->error));
    }
    outfile_free(o);
    return good;
}
