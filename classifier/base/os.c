/* SPDX-License-Identifier: MIT
 * Keeps true: POSIX is known here alone; every descriptor that is opened is closed; a
 * program that is run ends before os_run returns, whatever it does. */
#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np; else POSIX */
#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct os_input {
    const pm_allocator *allocator;
    int fd;
};

const char *os_reason(int code) {
    switch (code) {
    case ENOENT: return "no such file or folder";
    case EACCES: return "permission denied";
    case EISDIR: return "is a folder";
    case ENOTDIR: return "not a folder";
    case EMFILE: return "too many open files";
    case EFBIG: return "the file would be too large";
    case ENOSPC: return "no space left";
    case EDQUOT: return "the quota is used up";
    case EROFS: return "nothing can be written there";
    case EIO: return "the device reports an error";
    case ELOOP: return "too many links";
    case ENAMETOOLONG: return "the name is too long";
    default: return "the system refused";
    }
}

/* What a call that failed comes to: libraries take memory too, and the system for them. */
static pm_status refused(int code, const char **reason) {
    *reason = os_reason(code);
    return code == ENOMEM ? PM_ERR_MEMORY : PM_ERR_IO;
}

pm_status os_input_open(const char *path, const pm_allocator *a, os_input **out,
                        const char **reason) {
    *out = NULL;
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return refused(errno, reason);
    }
    os_input *in = mem_alloc(a, sizeof *in);
    if (in == NULL) {
        if (fd != STDIN_FILENO) {
            close(fd);
        }
        return PM_ERR_MEMORY;
    }
    *in = (os_input){a, fd};
    *out = in;
    return PM_OK;
}

bool os_input_is_file(const os_input *in) {
    struct stat s;
    return fstat(in->fd, &s) == 0 && S_ISREG(s.st_mode);
}

pm_status os_input_read(os_input *in, char *data, size_t size, size_t *got, const char **reason) {
    for (;;) {
        ssize_t n = read(in->fd, data, size);
        if (n >= 0) {
            *got = (size_t)n;
            return PM_OK;
        }
        if (errno != EINTR) {
            *got = 0;
            return refused(errno, reason);
        }
    }
}

void os_input_close(os_input *in) {
    if (in != NULL) {
        if (in->fd != STDIN_FILENO) {
            close(in->fd);
        }
        mem_free(in->allocator, in);
    }
}

pm_status os_read_file(const char *path, size_t limit, buffer *out, const char **reason) {
    os_input *in;
    pm_status status = os_input_open(path, out->allocator, &in, reason);
    if (status != PM_OK) {
        return status;
    }
    size_t got = 1, start = out->len;
    while (status == PM_OK && got != 0) {
        char *room = buffer_room(out, 65536);
        status = room == NULL ? PM_ERR_MEMORY : os_input_read(in, room, 65536, &got, reason);
        if (status == PM_OK) {
            out->len += got;
            status = out->len - start > limit ? PM_ERR_LIMIT : PM_OK;
        }
    }
    os_input_close(in);
    return status;
}

os_kind os_path_kind(const char *path) {
    struct stat s;
    if (stat(path, &s) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? OS_MISSING
               : errno == EACCES                   ? OS_BARRED
                                                   : OS_OTHER;
    }
    return S_ISREG(s.st_mode) ? OS_FILE : S_ISDIR(s.st_mode) ? OS_FOLDER : OS_OTHER;
}

bool os_path_is_link(const char *path) {
    struct stat s;
    return lstat(path, &s) == 0 && S_ISLNK(s.st_mode);
}

bool os_path_owner(const char *path, bool follow, unsigned long *owner) {
    struct stat s;
    if ((follow ? stat(path, &s) : lstat(path, &s)) != 0) {
        return false;
    }
    *owner = (unsigned long)s.st_uid;
    return true;
}

bool os_path_is_hidden(const char *path) {
    struct stat s;
    return stat(path, &s) != 0 && errno == EACCES;
}

pm_status os_working_folder(buffer *out, const char **reason) {
    for (size_t size = 4096;; size *= 2) {
        char *room = buffer_room(out, size);
        if (room == NULL) {
            return PM_ERR_MEMORY;
        }
        if (getcwd(room, size) != NULL) {
            out->len += strlen(room);
            return PM_OK;
        }
        if (errno != ERANGE) {
            return refused(errno, reason);
        }
    }
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static pm_status add_name(os_names *names, const char *name) {
    if (!mem_grow(names->allocator, (void **)&names->items, &names->cap, names->count + 1,
                  sizeof(char *))) {
        return PM_ERR_MEMORY;
    }
    char *copy = mem_copy(names->allocator, name, strlen(name));
    if (copy == NULL) {
        return PM_ERR_MEMORY;
    }
    names->items[names->count++] = copy;
    return PM_OK;
}

pm_status os_list_folder(const char *path, const pm_allocator *a, os_names *out,
                         const char **reason) {
    *out = (os_names){.allocator = a};
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return refused(errno, reason);
    }
    pm_status status = PM_OK;
    errno = 0; /* which alone tells a fault from the end */
    for (struct dirent *e; status == PM_OK && (e = readdir(dir)) != NULL; errno = 0) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            status = add_name(out, e->d_name);
        }
    }
    if (status == PM_OK && errno != 0) {
        status = refused(errno, reason);
    }
    closedir(dir);
    if (status != PM_OK) {
        os_free_names(out);
    } else if (out->count != 0) {
        qsort(out->items, out->count, sizeof(char *), compare_names);
    }
    return status;
}

void os_free_names(os_names *names) {
    for (size_t i = 0; i < names->count; i++) {
        mem_free(names->allocator, names->items[i]);
    }
    mem_free(names->allocator, names->items);
    *names = (os_names){.allocator = names->allocator};
}

/* ---- Signals ---- */

struct os_hold {
    const pm_allocator *allocator;
    sigset_t before;
};

/* Those by which somebody ends a program are held whatever it does with them. */
static const int asked_to_end[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
/* These end it as well, unless it has a use of its own for them. */
static const int may_end[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGPIPE,
                              SIGXCPU, SIGXFSZ, SIGPROF, SIGVTALRM,
#ifdef SIGPOLL
                              SIGPOLL,
#endif
#ifdef SIGPWR
                              SIGPWR
#endif
};
enum {
    ASKED_TO_END = sizeof asked_to_end / sizeof *asked_to_end,
    MAY_END = sizeof may_end / sizeof *may_end
};

static void add_all(sigset_t *set, const int *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        sigaddset(set, numbers[i]);
    }
}

/* Those that are ignored wait as well while they are held, but would end nobody. */
static bool is_ignored(int signal) {
    struct sigaction now;
    return sigaction(signal, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
           now.sa_handler == SIG_IGN;
}

/* A handler that is there for once only tidies up before the end; one that stays is a use of the
 * program's own: a timer, a profile. */
static bool would_end(int signal) {
    struct sigaction now;
    return sigaction(signal, NULL, &now) == 0 && !is_ignored(signal) &&
           (((unsigned)now.sa_flags & (unsigned)SA_RESETHAND) != 0 ||
            ((now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_DFL));
}

static void ending_signals(sigset_t *set) {
    sigemptyset(set);
    add_all(set, asked_to_end, ASKED_TO_END);
    for (size_t i = 0; i < MAY_END; i++) {
        if (would_end(may_end[i])) {
            sigaddset(set, may_end[i]);
        }
    }
#ifdef SIGRTMIN
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) {
        if (would_end(number)) {
            sigaddset(set, number);
        }
    }
#endif
}

pm_status os_hold_signals(const pm_allocator *a, os_hold **out) {
    sigset_t set;
    *out = mem_alloc(a, sizeof **out);
    if (*out == NULL) {
        return PM_ERR_MEMORY;
    }
    (*out)->allocator = a;
    ending_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, &(*out)->before);
    return PM_OK;
}

void os_release(os_hold *h) {
    if (h != NULL) {
        sigset_t before = h->before;
        mem_free(h->allocator, h);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
}

/* Only what is held can wait. */
static bool ending_waits(void) {
    sigset_t pending, ending;
    bool waits = false;
    if (sigpending(&pending) != 0) {
        return false;
    }
    ending_signals(&ending);
    for (int number = 1; number < NSIG && !waits; number++) {
        waits = sigismember(&pending, number) == 1 && sigismember(&ending, number) == 1 &&
                !is_ignored(number);
    }
    return waits;
}

/* A write that a bound on files refuses is told as such; the signal of it, where it is held, would
 * end the program afterwards. */
static void forget_full_file(void) {
    sigset_t pending, full;
    int number;
    sigemptyset(&full);
    sigaddset(&full, SIGXFSZ);
    if (sigpending(&pending) == 0 && sigismember(&pending, SIGXFSZ) == 1) {
        (void)sigwait(&full, &number);
    }
}

/* ---- Other programs ---- */

#ifdef __APPLE__
enum { PEAK_UNIT = 1 }; /* bytes in which the system tells it */
#else
enum { PEAK_UNIT = 1024 };
#endif

typedef struct child {
    pid_t id;
    int out, err; /* read ends; -1: closed */
    unsigned long until;
} child;

static unsigned long millis_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (unsigned long)t.tv_sec * 1000 + (unsigned long)t.tv_nsec / 1000000;
}

static void close_end(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

/* The pipe's ends lie above the three standard streams, which a caller may have closed. */
static bool make_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    for (int i = 0; i < 2; i++) {
        int high = ends[i] > STDERR_FILENO ? ends[i] : fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
        if (high != ends[i]) {
            close_end(&ends[i]);
            ends[i] = high;
        }
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

static int spawn_with(child *c, char *const argv[], char *const env[], int out, int err,
                      posix_spawn_file_actions_t *files, posix_spawnattr_t *how) {
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    add_all(&usual, asked_to_end, ASKED_TO_END);
    add_all(&usual, may_end, MAY_END);
    sigaddset(&usual, SIGCHLD);
    bool set =
        posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
        posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO) == 0 &&
        posix_spawn_file_actions_adddup2(files, err, STDERR_FILENO) == 0;
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 34)
    set = set && posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) == 0;
#endif
    set = set &&
          posix_spawnattr_setflags(how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                            POSIX_SPAWN_SETSIGDEF) == 0 &&
          posix_spawnattr_setpgroup(how, 0) == 0 && posix_spawnattr_setsigmask(how, &none) == 0 &&
          posix_spawnattr_setsigdefault(how, &usual) == 0;
    return set ? posix_spawnp(&c->id, argv[0], files, how, argv, env) : ENOMEM;
}

/* 0, or the system's fault. */
static int start_child(child *c, char *const argv[], char *const env[]) {
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    int fault = EMFILE;
    if (make_pipe(out) && make_pipe(err) && posix_spawn_file_actions_init(&files) == 0) {
        fault = ENOMEM;
        if (posix_spawnattr_init(&how) == 0) {
            fault = spawn_with(c, argv, env, out[1], err[1], &files, &how);
            posix_spawnattr_destroy(&how);
        }
        posix_spawn_file_actions_destroy(&files);
    }
    close_end(&out[1]);
    close_end(&err[1]);
    c->out = out[0];
    c->err = err[0];
    if (fault != 0) {
        close_end(&c->out);
        close_end(&c->err);
    }
    return fault;
}

#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif

/* What a program may use, and no more than this one may itself. It is bounded while it is loaded,
 * long before it reads a byte of a document; where the system cannot do so it is not. */
static void bound_child(const child *c, const os_limits *limits) {
#ifdef __linux__
    rlim_t seconds = 2 * (limits->millis / 1000 + 1); /* should this program end before it */
    const struct {
        resource what;
        rlim_t most;
    } bounds[] = {{RLIMIT_CORE, 0},
                  {RLIMIT_CPU, seconds},
                  {RLIMIT_DATA, limits->memory != 0 ? limits->memory : RLIM_INFINITY},
                  {RLIMIT_FSIZE, limits->file != 0 ? limits->file : RLIM_INFINITY}};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct rlimit now;
        if (prlimit(c->id, bounds[i].what, NULL, &now) == 0) {
            now.rlim_cur = bounds[i].most < now.rlim_cur ? bounds[i].most : now.rlim_cur;
            now.rlim_max = bounds[i].most < now.rlim_max ? bounds[i].most : now.rlim_max;
            (void)prlimit(c->id, bounds[i].what, &now, NULL);
        }
    }
#else
    (void)c;
    (void)limits;
#endif
}

/* What came on standard error: its beginning is kept, and the rest read so that nobody waits. */
static void read_errors(child *c, os_result *r, size_t *kept) {
    char rest[4096];
    size_t room = sizeof r->errors - 1 - *kept;
    ssize_t n = room != 0 ? read(c->err, r->errors + *kept, room) : read(c->err, rest, sizeof rest);
    if (n > 0 && room != 0) {
        *kept += (size_t)n;
        r->errors[*kept] = '\0';
    } else if (n == 0 || (n < 0 && errno != EINTR)) {
        close_end(&c->err);
    }
}

static pm_status read_output(child *c, buffer *out) {
    enum { PIECE = 65536 };
    char *room = buffer_room(out, PIECE);
    if (room == NULL) {
        return PM_ERR_MEMORY;
    }
    ssize_t n = read(c->out, room, PIECE);
    if (n > 0) {
        out->len += (size_t)n;
    } else if (n == 0 || errno != EINTR) {
        close_end(&c->out);
    }
    return PM_OK;
}

/* May it go on? */
static bool in_time(const child *c, os_result *r) {
    bool stopped = ending_waits(), slow = millis_now() >= c->until;
    r->how = stopped ? OS_STOPPED : slow ? OS_TOO_SLOW : r->how;
    return !stopped && !slow;
}

/* Until both streams have ended, or a bound is met. */
static pm_status listen_to(child *c, const os_limits *limits, buffer *out, os_result *r) {
    enum { SLICE = 20 /* milliseconds between two looks at the clock and at signals */ };
    size_t start = out->len, kept = 0;
    pm_status status = PM_OK;
    while (status == PM_OK && c->out >= 0 && in_time(c, r)) {
        struct pollfd both[] = {{c->out, POLLIN, 0}, {c->err, POLLIN, 0}};
        if (poll(both, 2, SLICE) <= 0) {
            continue;
        }
        if (both[1].revents != 0) {
            read_errors(c, r, &kept);
        }
        if (both[0].revents != 0) {
            status = read_output(c, out);
        }
        if (out->len - start > limits->output) {
            r->how = OS_TOO_MUCH;
            break;
        }
    }
    if (c->err >= 0 && r->how == OS_ENDED && fcntl(c->err, F_SETFL, O_NONBLOCK) == 0) {
        read_errors(c, r, &kept);
    }
    return status;
}

/* Waits for its end, within its time, and takes away what is left of its group. While it is not
 * waited for, nobody else can get its number. */
static void end_child(child *c, os_result *r, bool wait) {
    siginfo_t info = {0};
    while (wait && waitid(P_PID, (id_t)c->id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0 && in_time(c, r)) {
        (void)poll(NULL, 0, 2);
    }
    (void)killpg(c->id, SIGKILL);
    int status = 0;
    pid_t got;
    struct rusage used = {0};
    do {
        got = wait4(c->id, &status, 0, &used);
    } while (got < 0 && errno == EINTR);
    r->peak = (size_t)used.ru_maxrss * PEAK_UNIT;
    r->code = got == c->id ? (WIFEXITED(status) ? WEXITSTATUS(status) : -1) : 0;
    r->too_large = got == c->id && WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ;
}

static bool names_one(const char *line, const char *const *variables) {
    size_t name = strcspn(line, "=");
    for (; *variables != NULL; variables++) {
        if (strcspn(*variables, "=") == name && memcmp(line, *variables, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The environment of this program with other variables; NULL: no memory. */
static char **environment_with(const pm_allocator *a, const char *const *variables) {
    extern char **environ;
    size_t count = 0, more = 0, kept = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    while (variables[more] != NULL) {
        more++;
    }
    char **env = mem_array(a, count + more + 1, sizeof *env);
    if (env == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (!names_one(environ[i], variables)) {
            env[kept++] = environ[i];
        }
    }
    memcpy(env + kept, variables, (more + 1) * sizeof *env);
    return env;
}

/* *fault: 0, or the system's. PM_ERR_MEMORY. */
static pm_status start_with(child *c, char *const argv[], const char *const *variables,
                            const pm_allocator *a, int *fault) {
    extern char **environ;
    char **env = variables != NULL ? environment_with(a, variables) : environ;
    if (variables != NULL && env == NULL) {
        return PM_ERR_MEMORY;
    }
    *fault = start_child(c, argv, env);
    if (variables != NULL) {
        mem_free(a, env);
    }
    return PM_OK;
}

pm_status os_run(char *const argv[], const os_limits *limits, buffer *out, os_result *result) {
    child c = {.until = millis_now() + limits->millis};
    *result = (os_result){.how = OS_ENDED};
    int fault = 0;
    pm_status status = start_with(&c, argv, limits->variables, out->allocator, &fault);
    if (status != PM_OK) {
        return status;
    }
    if (fault != 0) {
        result->how = OS_NO_PROGRAM;
        bool none = fault == ENOENT || fault == EACCES || fault == ENOTDIR;
        return none ? PM_OK : fault == ENOMEM ? PM_ERR_MEMORY : PM_ERR_IO;
    }
    bound_child(&c, limits);
    status = listen_to(&c, limits, out, result);
    close_end(&c.out);
    end_child(&c, result, status == PM_OK && result->how == OS_ENDED);
    close_end(&c.err);
    result->millis = millis_now() - (c.until - limits->millis);
    return status;
}

unsigned long os_user(void) {
    return (unsigned long)getuid();
}

bool os_has_program(const char *name) {
    const char *path = getenv("PATH");
    char full[4096];
    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        int n = snprintf(full, sizeof full, "%.*s/%s", (int)len, path, name);
        if (n > 0 && (size_t)n < sizeof full && os_path_kind(full) == OS_FILE &&
            access(full, X_OK) == 0) {
            return true;
        }
        path += len + (path[len] == ':');
    }
    return false;
}

/* ---- Private folders ---- */

pm_status os_make_folder(buffer *path, const char **reason) {
    const char *base = getenv("TMPDIR");
    size_t start = path->len;
    buffer_text(path, base != NULL && base[0] == '/' ? base : "/tmp");
    buffer_text(path, "/planmark-XXXXXX");
    buffer_char(path, '\0');
    bool made = !path->failed && mkdtemp(path->data + start) != NULL;
    *reason = made ? NULL : os_reason(errno);
    path->len = made ? path->len : start; /* what was not made is not to be removed */
    return made ? PM_OK : path->failed ? PM_ERR_MEMORY : PM_ERR_IO;
}

size_t os_free_room(const char *path) {
    struct statvfs s;
    if (statvfs(path, &s) != 0 || s.f_frsize == 0) {
        return SIZE_MAX;
    }
    return s.f_bavail < SIZE_MAX / s.f_frsize ? (size_t)s.f_bavail * s.f_frsize : SIZE_MAX;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at) {
    (void)s;
    (void)kind;
    (void)at;
    (void)remove(path);
    return 0; /* what stays does not keep the rest from going */
}

void os_remove_folder(const char *path) {
    enum { OPEN_FOLDERS = 16 };
    if (nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0) {
        (void)rmdir(path);
    }
}

void os_remove_file(const char *path) {
    (void)unlink(path);
}

static pm_status write_all(int fd, pm_str data) {
    while (data.len != 0) {
        ssize_t n = write(fd, data.data, data.len);
        if (n < 0 && errno != EINTR) {
            return PM_ERR_IO;
        }
        data = str_slice(data, n > 0 ? (size_t)n : 0, data.len);
    }
    return PM_OK;
}

static pm_status write_and_close(int fd, pm_str data, const char **reason) {
    if (fd < 0) {
        *reason = os_reason(errno);
        return PM_ERR_IO;
    }
    pm_status status = write_all(fd, data);
    int fault = errno;
    if (status != PM_OK && fault == EFBIG) {
        forget_full_file();
    }
    if (close(fd) != 0 && status == PM_OK) {
        status = PM_ERR_IO;
        fault = errno;
    }
    *reason = status == PM_OK ? NULL : os_reason(fault);
    return status;
}

pm_status os_write_file(const char *path, pm_str data, const char **reason) {
    return write_and_close(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), data, reason);
}

pm_status os_write_over(const char *path, pm_str data, const char **reason) {
    return write_and_close(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), data,
                           reason);
}

/* ---- Memory of other libraries ---- */

os_watch os_watch_memory(void) {
    os_watch w = {errno};
    errno = 0;
    return w;
}

bool os_memory_ended(os_watch w) {
    bool ended = errno == ENOMEM; /* as malloc leaves it; no success takes it away */
    errno = ended ? ENOMEM : w.before;
    return ended;
}
