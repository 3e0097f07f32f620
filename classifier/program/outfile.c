/* SPDX-License-Identifier: MIT
 * Keeps true: a file given with -o holds all of its output or is as it was before. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE /* flock */
#include "program/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program/page.h"

enum { HELD_MOST = 65536, PLACE_MOST = 4096, LINKS_MOST = 8 };

/* What a signal must take away: the output, the manifest and the baseline, the sheets of several
 * coders, the tables of a report. A signal can only reach what is static. */
enum { UNFINISHED_MOST = 32 };
static char unfinished[UNFINISHED_MOST][4096];

void outfile_follow(int number) {
    for (int i = 0; i < UNFINISHED_MOST; i++) {
        if (unfinished[i][0] != '\0') {
            unlink(unfinished[i]);
        }
    }
    signal(number, SIG_DFL);
    raise(number); /* which ends it, at once or behind a handler */
}

static void take_away_on(int number) {
    struct sigaction old, new = {.sa_handler = outfile_follow};
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

/* Why the part cannot be written: no plain file, or another run has it. 0: it can. Where files
 * cannot be locked nobody is told of another run. */
static int bar_of_part(int fd) {
    struct stat s;
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        return EEXIST;
    }
    return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? EWOULDBLOCK : 0;
}

/* The part of an earlier run, or a new one. Only its owner may read it. */
static void open_part(outfile *o) {
    struct stat s;
    size_t size = strlen(o->path) + sizeof ".part";
    o->mode = stat(o->path, &s) == 0 ? s.st_mode & 0777 : usual_mode();
    o->beside = malloc(size);
    if (o->beside == NULL) {
        return;
    }
    snprintf(o->beside, size, "%s.part", o->path);
    o->fd = open(o->beside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    int bar = o->fd >= 0 ? bar_of_part(o->fd) : 0;
    if (bar != 0) {
        close(o->fd);
        o->fd = -1;
        errno = bar;
    }
    if (o->fd >= 0) {
        fchmod(o->fd, 0600);
        o->stays = true;
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

static pm_str base_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    return (pm_str){base, strlen(base)};
}

bool outfile_is_named(const char *path, const char *other) {
    return other != NULL && strcmp(base_of(path).data, base_of(other).data) == 0 &&
           outfile_is(path, other);
}

bool outfile_is_part(const char *path, const char *out) {
    static const char ending[] = ".part";
    char part[PLACE_MOST];
    int n = out != NULL ? snprintf(part, sizeof part, "%s%s", out, ending) : 0;
    return n > 0 && (size_t)n < sizeof part && outfile_is_named(path, part);
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

bool outfile_is_other(const char *path) {
    static const char *const endings[] = {".pdf", ".doc", ".docx", ".odt",
                                          ".rtf", ".xls", ".xlsm", ".ods"};
    const char *dot = path != NULL ? strrchr(path, '.') : NULL;
    bool other = false;
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++) {
        other |= strcasecmp(dot, endings[i]) == 0;
    }
    return other;
}

static bool is_plain_or_new(const char *path) {
    struct stat s;
    return stat(path, &s) != 0 || S_ISREG(s.st_mode);
}

static void tell_unopened(const outfile *o, const char *name, int reason, terminal *t) {
    bool part = o->beside != NULL;
    const char *what = part ? o->beside : name;
    if (reason == EWOULDBLOCK) {
        terminal_error(t, "another run writes this output: it has %s", what);
    } else if (part && (reason == EEXIST || reason == ELOOP || reason == EISDIR)) {
        terminal_error(t, "cannot write to %s: %s is in the way, and no plain file", name, what);
    } else {
        terminal_error(t, "cannot write to %s: %s", name, strerror(reason));
    }
}

static bool open_by(outfile *o, const char *path, bool part, terminal *t) {
    bool standard = path == NULL || strcmp(path, "-") == 0;
    *o = (outfile){.fd = standard ? STDOUT_FILENO : -1, .held = malloc(HELD_MOST)};
    let_writes_fail(SIGXFSZ);
    o->path = standard ? NULL : real_path(path);
    if (o->held != NULL && o->path != NULL) {
        if (part && is_plain_or_new(o->path)) {
            let_writes_fail(SIGPIPE);
            open_part(o);
        } else {
            open_beside(o);
        }
    }
    if (o->held != NULL && o->fd >= 0) {
        return true;
    }
    tell_unopened(o, standard ? "standard output" : path, errno, t);
    outfile_free(o);
    return false;
}

bool outfile_open(outfile *o, const char *path, terminal *t) {
    return open_by(o, path, false, t);
}

/* As far as that can be; what is wrong with it shows when it is cut. */
static void copy_whole(outfile *o) {
    char bytes[4096];
    ssize_t n;
    int whole = open(o->path, O_RDONLY | O_CLOEXEC);
    while (whole >= 0 &&
           ((n = read(whole, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))) {
        write_all(o, bytes, n > 0 ? (size_t)n : 0);
    }
    if (whole >= 0) {
        close(whole);
    }
}

bool outfile_open_part(outfile *o, const char *path, bool from_whole, terminal *t) {
    bool opened = open_by(o, path, true, t);
    if (opened && from_whole && o->stays && outfile_size(o) == 0) {
        copy_whole(o);
    }
    return opened;
}

uint64_t outfile_size(const outfile *o) {
    struct stat s;
    return fstat(o->fd, &s) == 0 ? (uint64_t)s.st_size : 0;
}

size_t outfile_first_line(const outfile *o) {
    char bytes[4096];
    ssize_t n = pread(o->fd, bytes, sizeof bytes, 0);
    const char *end = n > 0 ? memchr(bytes, '\n', (size_t)n) : NULL;
    return end != NULL ? (size_t)(end - bytes) + 1 : 0;
}

bool outfile_has_lines(const outfile *o, uint64_t bytes) {
    char last;
    return bytes == 0 || (outfile_size(o) >= bytes &&
                          pread(o->fd, &last, 1, (off_t)bytes - 1) == 1 && last == '\n');
}

bool outfile_cut(outfile *o, uint64_t bytes) {
    if (outfile_size(o) < bytes || outfile_cut_file(o->fd, bytes) != 0 ||
        lseek(o->fd, (off_t)bytes, SEEK_SET) != (off_t)bytes) {
        return false;
    }
    o->total = bytes;
    o->held_len = 0;
    return true;
}

const char *outfile_place(const outfile *o, const char *path) {
    return o->beside != NULL ? o->beside : path;
}

void outfile_private(outfile *o) {
    o->mode = 0600;
}

int outfile_write(void *ctx, const char *data, size_t len) {
    outfile *o = ctx;
    size_t there = len < o->swallow ? len : (size_t)o->swallow;
    o->swallow -= there;
    data = len != 0 ? data + there : data;
    len -= there;
    o->total += len;
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

int outfile_sync_file(int fd) {
    int done;
    do {
        done = fsync(fd);
    } while (done != 0 && errno == EINTR);
    return done;
}

int outfile_cut_file(int fd, uint64_t bytes) {
    int done;
    do {
        done = ftruncate(fd, (off_t)bytes);
    } while (done != 0 && errno == EINTR);
    return done;
}

bool outfile_sync(outfile *o) {
    flush(o);
    if (o->error == 0 && outfile_sync_file(o->fd) != 0 && errno != EINVAL && errno != EROFS) {
        o->error = errno;
    }
    return o->error == 0;
}

/* A name that was given before the power went is still there afterwards. What cannot be done about
 * it is no fault of the output. */
static void sync_folder(const char *path) {
    char folder[PLACE_MOST] = ".";
    const char *slash = strrchr(path, '/');
    size_t len = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (len >= sizeof folder) {
        return;
    }
    if (len != 0) {
        memcpy(folder, path, len);
        folder[len] = '\0';
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)outfile_sync_file(fd);
        close(fd);
    }
}

/* Its bytes are on the disk before its name is. */
static void take_name(outfile *o) {
    if (rename(o->beside, o->path) != 0) {
        o->error = errno;
        return;
    }
    sync_folder(o->path);
}

bool outfile_close(outfile *o, bool keep, terminal *t) {
    if (o->fd < 0) {
        return true;
    }
    flush(o);
    if (o->beside != NULL && keep && o->error == 0 && outfile_sync(o)) {
        fchmod(o->fd, o->mode); /* where that cannot be, fewer can read it */
    }
    if (o->path != NULL && close(o->fd) != 0 && o->error == 0) {
        o->error = errno;
    }
    if (o->beside != NULL && keep && o->error == 0) {
        take_name(o);
    }
    if (o->beside != NULL && (!keep || o->error != 0) && !o->stays) {
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
