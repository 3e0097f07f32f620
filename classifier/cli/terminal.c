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
#include <time.h>
#include <unistd.h>

#include "cli/page.h"

enum { HELD_MOST = 65536, DEFAULT_WIDTH = 80, TEXT_MOST = 8192 };
enum { PLACE_MOST = 4096, LINKS_MOST = 8 };

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

/* ---- Output ---- */

/* What a signal must take away: the output, the manifest and the baseline. A signal can only reach
 * what is static. */
enum { UNFINISHED_MOST = 3 };
static char unfinished[UNFINISHED_MOST][4096];

static void on_signal(int number) {
    for (int i = 0; i < UNFINISHED_MOST; i++) {
        if (unfinished[i][0] != '\0') {
            unlink(unfinished[i]);
        }
    }
    raise(number); /* which ends it: the handler was there for once */
}

static void take_away_on(int number) {
    struct sigaction old, new = {.sa_handler = on_signal};
    new.sa_flags = (int)SA_RESETHAND; /* so that the library knows that it ends the program */
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
        sigaction(number, &new, NULL);
    }
}

/* Every signal that ends the process, but for those that cannot be caught and those that
 * let_writes_fail. */
static void guard(const char *path) {
    static const int numbers[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP,  SIGABRT,
                                  SIGBUS,  SIGFPE,  SIGSEGV, SIGSYS,  SIGUSR1,  SIGUSR2,
                                  SIGALRM, SIGTERM, SIGXCPU, SIGPROF, SIGVTALRM};
    int free_one = 0;
    while (free_one < UNFINISHED_MOST && unfinished[free_one][0] != '\0') {
        free_one++;
    }
    if (free_one == UNFINISHED_MOST || strlen(path) >= sizeof unfinished[0]) {
        return;
    }
    strcpy(unfinished[free_one], path);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        take_away_on(numbers[i]);
    }
#ifdef SIGPOLL
    take_away_on(SIGPOLL);
#endif
#ifdef SIGPWR
    take_away_on(SIGPWR);
#endif
#ifdef SIGRTMIN
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) {
        take_away_on(number);
    }
#endif
}

static void unguard(const char *path) {
    for (int i = 0; i < UNFINISHED_MOST && path != NULL; i++) {
        if (strcmp(unfinished[i], path) == 0) {
            unfinished[i][0] = '\0';
        }
    }
}

/* A pipe that nobody reads and a file that may not grow are faults to be told, not ends. */
static void let_writes_fail(int number) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(number, &ignore, NULL);
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

/* What a new file may be used for, as the umask says. */
static mode_t usual_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Nobody else reads what is not complete. No signal comes between the file and its guard. */
static void make_beside(outfile *o, size_t size) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    for (int i = 0; o->fd < 0 && i < 100; i++) {
        snprintf(o->beside, size, "%s.part-%ld-%d", o->path, (long)getpid(), i);
        o->fd = open(o->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (o->fd < 0 && errno != EEXIST) {
            break;
        }
    }
    int reason = errno;
    if (o->fd >= 0) {
        guard(o->beside);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = reason;
}

/* A file beside `o->path`, or the thing itself when it is no plain file (a device, a pipe). */
static void open_beside(outfile *o) {
    struct stat s;
    size_t size = strlen(o->path) + 40;
    bool there = stat(o->path, &s) == 0;
    let_writes_fail(SIGPIPE);
    if (there && !S_ISREG(s.st_mode)) {
        o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
        return;
    }
    o->mode = there ? s.st_mode & 0777 : usual_mode();
    o->beside = malloc(size);
    if (o->beside != NULL) {
        make_beside(o, size);
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
    return path != NULL && stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Where a file is, or would be made: its folder and its name in it, behind links that lead to
 * nothing yet. */
typedef struct place {
    dev_t device;
    ino_t folder;
    char name[PLACE_MOST];
} place;

/* What the link `name` leads to takes its place. false: it is none. */
static bool follow_link(char name[PLACE_MOST]) {
    char target[PLACE_MOST];
    ssize_t n = readlink(name, target, sizeof target);
    const char *slash = strrchr(name, '/');
    size_t folder = n > 0 && target[0] != '/' && slash != NULL ? (size_t)(slash - name) + 1 : 0;
    if (n <= 0 || folder + (size_t)n >= PLACE_MOST) {
        return false;
    }
    memcpy(name + folder, target, (size_t)n);
    name[folder + (size_t)n] = '\0';
    return true;
}

static bool find_place(const char *path, place *p) {
    struct stat s;
    size_t len = strlen(path);
    if (len >= sizeof p->name) {
        return false;
    }
    memcpy(p->name, path, len + 1);
    for (int links = 0; links < LINKS_MOST && follow_link(p->name); links++) {
    }
    char *slash = strrchr(p->name, '/'), folder[PLACE_MOST] = ".";
    size_t before = slash != NULL ? (size_t)(slash - p->name) + 1 : 0;
    if (slash != NULL) {
        memcpy(folder, p->name, before);
        folder[before] = '\0';
    }
    memmove(p->name, p->name + before, strlen(p->name + before) + 1);
    if (stat(folder, &s) != 0) {
        return false;
    }
    p->device = s.st_dev;
    p->folder = s.st_ino;
    return true;
}

bool outfile_meets(const char *path, const char *other) {
    place a, b;
    if (path == NULL || other == NULL) {
        return false;
    }
    return outfile_is(path, other) ||
           (find_place(path, &a) && find_place(other, &b) && a.device == b.device &&
            a.folder == b.folder && strcmp(a.name, b.name) == 0);
}

/* So that a link stays one, also where it leads to nothing yet. NULL with errno: it leads nowhere,
 * or memory ran out. */
static char *real_path(const char *path) {
    char name[PLACE_MOST], *real = realpath(path, NULL);
    struct stat s;
    if (real != NULL) {
        return real;
    }
    int links = 0;
    bool fits = strlen(path) < sizeof name;
    strcpy(name, fits ? path : "");
    while (fits && links < LINKS_MOST && follow_link(name)) {
        links++;
    }
    bool link = fits && lstat(name, &s) == 0 && S_ISLNK(s.st_mode);
    real = link ? NULL : strdup(links != 0 ? name : path);
    errno = link ? ELOOP : ENOMEM;
    return real;
}

bool outfile_open(outfile *o, const char *path, terminal *t) {
    bool standard = path == NULL || strcmp(path, "-") == 0;
    *o = (outfile){.fd = standard ? STDOUT_FILENO : -1, .held = malloc(HELD_MOST)};
    let_writes_fail(SIGXFSZ);
    o->path = standard ? NULL : real_path(path);
    if (o->held != NULL && o->path != NULL) {
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

const char *outfile_place(const outfile *o, const char *path) {
    return o->beside != NULL ? o->beside : path;
}

void outfile_private(outfile *o) {
    o->mode = 0600;
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

void outfile_plain(outfile *o, pm_str s) {
    for (size_t i = 0; i < s.len;) {
        outfile_str(o, page_point(s, &i));
    }
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

bool outfile_flush(outfile *o) {
    flush(o);
    return o->error == 0;
}

bool outfile_close(outfile *o, bool keep, terminal *t) {
    if (o->fd < 0) {
        return true;
    }
    flush(o);
    if (o->beside != NULL && keep && o->error == 0) {
        fchmod(o->fd, o->mode); /* where that cannot be, fewer can read it */
    }
    if (o->path != NULL && close(o->fd) != 0 && o->error == 0) {
        o->error = errno;
    }
    if (o->beside != NULL && keep && o->error == 0 && rename(o->beside, o->path) != 0) {
        o->error = errno;
    }
    if (o->beside != NULL && (!keep || o->error != 0)) {
        unlink(o->beside);
    }
    unguard(o->beside);
    bool good = o->error == 0;
    if (!good && (o->error != EPIPE || o->path != NULL)) {
        terminal_error(t, "cannot write to %s: %s", o->path != NULL ? o->path : "standard output",
                       strerror(o->error));
    }
    outfile_free(o);
    return good;
}
