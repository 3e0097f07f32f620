/* SPDX-License-Identifier: MIT
 * Keeps true: nothing but output goes to standard output; a message's line is written at once, if it
 * is no longer than the buffer, so that it does not mix with what others write there; what is
 * printed for a person cannot steer his terminal. */
#define _XOPEN_SOURCE 700
#include "program/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "program/page.h"

enum { DEFAULT_WIDTH = 80, TEXT_MOST = 8192 };

/* ---- The terminal ---- */

static unsigned find_width(int fd, bool is_terminal) {
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
        return size.ws_col;
    }
    long n = columns != NULL ? strtol(columns, NULL, 10) : 0;
    return n >= 20 && n <= 1000 ? (unsigned)n : DEFAULT_WIDTH;
}

static bool is_dumb(void) {
    const char *kind = getenv("TERM");
    return kind != NULL && strcmp(kind, "dumb") == 0;
}

static bool wants_colour(int colour, bool is_terminal) {
    const char *no_color = getenv("NO_COLOR");
    if (colour != COLOUR_AUTO) {
        return colour == COLOUR_ALWAYS;
    }
    bool refused = (no_color != NULL && *no_color != '\0') || is_dumb();
    return is_terminal && !refused;
}

void terminal_init(terminal *t, int colour, bool quiet) {
    *t = (terminal){.out_is_terminal = isatty(STDOUT_FILENO) != 0,
                    .err_is_terminal = isatty(STDERR_FILENO) != 0,
                    .dumb = is_dumb(),
                    .quiet = quiet};
    t->colour_out = wants_colour(colour, t->out_is_terminal);
    t->colour_err = wants_colour(colour, t->err_is_terminal);
    t->width = find_width(STDOUT_FILENO, t->out_is_terminal);
}

/* The wrong way round, so that reading or writing there still fails and is told. */
bool terminal_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        int way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", way) != fd) {
            return false;
        }
    }
    static char line[2 * TEXT_MOST];
    (void)setvbuf(stderr, line, _IOLBF, sizeof line); /* without, its parts are written one by one */
    return true;
}

/* ---- Messages ---- */

void terminal_put(pm_str s) {
    for (size_t i = 0; i < s.len;) {
        pm_str point = page_point(s, &i);
        fwrite(point.data, 1, point.len, stderr);
    }
}

/* What vsnprintf made of `size` bytes. */
static pm_str made(const char *text, int n, size_t size) {
    size_t len = n < 0 ? 0 : (size_t)n;
    return (pm_str){text, len < size ? len : size - 1};
}

static const char *severity_name(pm_severity s) {
    return s == PM_ERROR ? "error" : s == PM_WARNING ? "warning" : "note";
}

/* Would a log of GitHub or others take it for a command, when a line begins with it? A path behind
 * "./" is the same one. */
static bool is_command(pm_str s) {
    size_t i = 0;
    while (i < s.len && ((unsigned char)s.data[i] <= ' ' || (s.data[i] & 0x80) != 0)) {
        i++;
    }
    return s.len - i >= 2 && (memcmp(s.data + i, "::", 2) == 0 || memcmp(s.data + i, "##", 2) == 0);
}

static void put_place(const pm_diagnostic *d) {
    if (d->file.len == 0) {
        fputs("planmark: ", stderr);
        return;
    }
    if (is_command(d->file)) {
        fputs("./", stderr);
    }
    terminal_put(d->file);
    if (d->line != 0) {
        fprintf(stderr, ":%zu", d->line);
    }
    if (d->line != 0 && d->column != 0) {
        fprintf(stderr, ":%zu", d->column);
    }
    fputs(": ", stderr);
}

static bool inside_point(pm_str s, size_t i) {
    return i > 0 && i < s.len && ((unsigned char)s.data[i] & 0xC0) == 0x80;
}

/* The line at fault, cut to what fits, with a caret under its column. */
static void put_excerpt(const pm_diagnostic *d) {
    enum { EXCERPT_MOST = 160, BEFORE = 60 };
    pm_str line = d->excerpt;
    size_t column = d->column - 1 < line.len ? d->column - 1 : line.len;
    size_t from = column > EXCERPT_MOST - 20 ? column - BEFORE : 0;
    size_t to = line.len - from < EXCERPT_MOST ? line.len : from + EXCERPT_MOST;
    while (inside_point(line, from)) {
        from--;
    }
    while (inside_point(line, to)) {
        to++;
    }
    fputs("  ", stderr);
    terminal_put((pm_str){line.data + from, to - from}); /* a tab is a space, as for the caret */
    fputs("\n  ", stderr);
    for (size_t i = from; i < column;) {
        page_point(line, &i);
        fputc(' ', stderr);
    }
    fputs("^\n", stderr);
}

void terminal_diagnostic(void *ctx, const pm_diagnostic *d) {
    static const char *const styles[] = {"36", "33", "1;31"};
    terminal *t = ctx;
    if (t->quiet && d->severity == PM_NOTE) {
        return;
    }
    terminal_line_end(t);
    put_place(d);
    if (t->colour_err) {
        fprintf(stderr, "\x1b[%sm%s\x1b[0m: ", styles[d->severity], severity_name(d->severity));
    } else {
        fprintf(stderr, "%s: ", severity_name(d->severity));
    }
    terminal_put(d->message);
    fputc('\n', stderr);
    if (d->excerpt.len != 0 && d->column != 0) {
        put_excerpt(d);
    }
}

void terminal_error(terminal *t, const char *format, ...) {
    char text[TEXT_MOST];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pm_diagnostic d = {.severity = PM_ERROR, .message = made(text, n, sizeof text)};
    terminal_diagnostic(t, &d);
}

void terminal_note(terminal *t, const char *format, ...) {
    char text[TEXT_MOST];
    va_list args;
    if (t->quiet) {
        return;
    }
    terminal_line_end(t);
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fputs("planmark: ", stderr);
    terminal_put(made(text, n, sizeof text));
    fputc('\n', stderr);
}

void terminal_line(terminal *t, const char *line) {
    fprintf(stderr, "\r%s\x1b[K", line);
    fflush(stderr);
    t->line = true;
}

void terminal_line_end(terminal *t) {
    if (t->line) {
        fputs("\r\x1b[K", stderr);
        fflush(stderr); /* what comes next may go elsewhere */
        t->line = false;
    }
}

void terminal_log(terminal *t, const char *line) {
    terminal_line_end(t);
    fprintf(stderr, "%s\n", line);
}

unsigned terminal_line_width(void) {
    return find_width(STDERR_FILENO, true);
}

uint64_t terminal_clock(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool terminal_file_size(const char *path, uint64_t *size) {
    struct stat s;
    int failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &s) : stat(path, &s);
    bool plain = failed == 0 && S_ISREG(s.st_mode);
    *size = plain ? (uint64_t)s.st_size : 0;
    return plain;
}
