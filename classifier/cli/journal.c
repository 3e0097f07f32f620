/* SPDX-License-Identifier: MIT
 * Keeps true: a line is there as it was written or does not count; one run at a time has the
 * journal.
 *
 *   planmark-journal 2 SETTINGS
 *   MARKS MANIFEST SHA256|- CODE NAMED COUNT... SHARING FIRST WITH PATH WAY PLAN... CHECK
 *
 * In SETTINGS and PATH bytes that end a word are written %XX; WAY, PLAN and CHECK are hashes of 16
 * digits, CHECK that of all before it in the line. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE /* flock */
#include "cli/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hash.h"

static const char heading[] = "planmark-journal 2 ";
enum {
    COUNTS = 8,
    HASH_DIGITS = 16,
    LINE_ROOM = 768,   /* of all but path and plans */
    LARGEST = 1 << 28, /* bytes of a journal */
    LOCK_TRIES = 100
};

/* ---- Words ---- */

/* `to` has room for three times the bytes, and a NUL. */
static char *put_word(char *to, const char *word) {
    for (; *word != '\0'; word++) {
        unsigned char c = (unsigned char)*word;
        if (c <= ' ' || c == '%' || c == 0x7F) {
            to += sprintf(to, "%%%02X", (unsigned)c);
        } else {
            *to++ = (char)c;
        }
    }
    *to = '\0';
    return to;
}

static int hex_of(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* In place. false: it is none. */
static bool take_word(char *word) {
    char *to = word;
    for (; *word != '\0'; word++) {
        if (*word == '%') {
            int high = hex_of(word[1]), low = high >= 0 ? hex_of(word[2]) : -1;
            if (low < 0 || high + low == 0) {
                return false;
            }
            *to++ = (char)(high * 16 + low);
            word += 2;
        } else {
            *to++ = *word;
        }
    }
    *to = '\0';
    return true;
}

static char *put_hash(char *to, uint64_t hash) {
    return to + sprintf(to, " %016" PRIX64, hash);
}

/* Of 16 digits. false: it is none. */
static bool take_hash(const char *at, uint64_t *hash) {
    *hash = 0;
    for (int i = 0; i < HASH_DIGITS; i++) {
        int digit = hex_of(at[i]);
        if (digit < 0) {
            return false;
        }
        *hash = *hash << 4 | (unsigned)digit;
    }
    return true;
}

/* ---- Lines ---- */

static void list_counts(row_counts *c, size_t *list[COUNTS]) {
    size_t *all[COUNTS] = {&c->files,   &c->read,  &c->marked, &c->without,
                           &c->skipped, &c->empty, &c->broken, &c->others};
    memcpy(list, all, sizeof all);
}

/* The next number of the line. */
static bool take_number(char **at, uint64_t most, uint64_t *number) {
    char *space = strchr(*at, ' ');
    if (space == NULL) {
        return false;
    }
    *space = '\0';
    bool good = options_number(*at, most, number);
    *at = space + 1;
    return good;
}

static bool take_digest(char **at, char digest[PM_FILE_DIGEST]) {
    char *space = strchr(*at, ' ');
    size_t len = space != NULL ? (size_t)(space - *at) : 0;
    if (len == 1 && **at == '-') {
        digest[0] = '\0';
    } else if (len == PM_FILE_DIGEST - 1) {
        memcpy(digest, *at, len);
        digest[len] = '\0';
    } else {
        return false;
    }
    *at = space + 1;
    return true;
}

/* Cuts off what checks the line. false: it is not as it was written. */
static bool take_check(char *text) {
    size_t len = strlen(text);
    uint64_t check;
    if (len <= HASH_DIGITS || text[len - HASH_DIGITS - 1] != ' ' ||
        !take_hash(text + len - HASH_DIGITS, &check)) {
        return false;
    }
    len -= HASH_DIGITS + 1;
    text[len] = '\0';
    return hash_text(HASH_BEGIN, (pm_str){text, len}) == check;
}

static bool take_counts(char **at, row_counts *of) {
    size_t *counts[COUNTS];
    bool good = true;
    list_counts(of, counts);
    for (size_t i = 0; good && i < COUNTS; i++) {
        uint64_t number;
        good = take_number(at, SIZE_MAX, &number);
        *counts[i] = good ? (size_t)number : 0;
    }
    return good;
}

static bool take_sharing(char **at, journal_line *line) {
    uint64_t sharing, first, with;
    bool good = take_number(at, SIZE_MAX, &sharing) && take_number(at, SIZE_MAX, &first) &&
                take_number(at, SIZE_MAX, &with);
    if (good) {
        line->sharing = (size_t)sharing;
        line->first = (size_t)first;
        line->with = (size_t)with;
    }
    return good;
}

/* The hashes, at the end of a line. */
static bool take_plans(const char *at, journal_line *line) {
    size_t words = strlen(at) / (HASH_DIGITS + 1), count = 0;
    if (words == 0 || at[0] != ' ' || !take_hash(at + 1, &line->way)) {
        return false;
    }
    line->plans = malloc(words * sizeof *line->plans);
    while (line->plans != NULL && ++count < words) {
        at += HASH_DIGITS + 1;
        if (at[0] != ' ' || !take_hash(at + 1, &line->plans[count - 1])) {
            return false;
        }
    }
    line->plan_count = words - 1;
    return line->plans != NULL;
}

static bool take_names(char *at, journal_line *line) {
    char *space = strchr(at, ' ');
    if (space == NULL || !take_plans(space, line)) {
        return false;
    }
    *space = '\0';
    line->path = take_word(at) ? strdup(at) : NULL;
    return line->path != NULL;
}

/* `text` ends with a NUL where its line end was. What it makes is freed in any case. */
static bool take_line(char *text, journal_line *line) {
    uint64_t code, named;
    bool good = take_check(text) && take_number(&text, INT64_MAX, &line->marks) &&
                take_number(&text, INT64_MAX, &line->manifest) &&
                take_digest(&text, line->sha256) && take_number(&text, CLI_OUTPUT, &code) &&
                take_number(&text, 1, &named) && take_counts(&text, &line->counts) &&
                take_sharing(&text, line) && take_names(text, line);
    line->code = good ? (int)code : 0;
    line->named = good && named != 0;
    return good;
}

static void free_line(journal_line *line) {
    free(line->path);
    free(line->plans);
}

static bool keep_line(journal *j, const journal_line *line) {
    if (j->count == j->cap) {
        size_t cap = j->cap != 0 ? 2 * j->cap : 64;
        journal_line *more = realloc(j->lines, cap * sizeof *more);
        if (more == NULL) {
            return false;
        }
        j->lines = more;
        j->cap = cap;
    }
    j->lines[j->count++] = *line;
    return true;
}

/* All whole lines of a text that ends with a NUL. */
static void take_lines(journal *j, char *text, char *at) {
    char *end;
    while ((end = strchr(at, '\n')) != NULL) {
        journal_line line = {.end = (uint64_t)(end + 1 - text)};
        *end = '\0';
        if (!take_line(at, &line) || !keep_line(j, &line)) {
            free_line(&line);
            return;
        }
        at = end + 1;
    }
}

/* ---- The file ---- */

static bool write_bytes(const journal *j, const char *data, size_t len) {
    while (len != 0) {
        ssize_t n = write(j->fd, data, len);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        data += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* With a NUL behind it; NULL: it cannot be read. */
static char *read_all(const journal *j) {
    struct stat s;
    if (fstat(j->fd, &s) != 0 || s.st_size > LARGEST) {
        return NULL;
    }
    size_t size = (size_t)s.st_size, got = 0;
    char *text = malloc(size + 1);
    while (text != NULL && got < size) {
        ssize_t n = pread(j->fd, text + got, size - got, (off_t)got);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            break;
        }
        got += n > 0 ? (size_t)n : 0;
    }
    if (text != NULL) {
        text[got] = '\0';
    }
    return text;
}

/* NULL: no memory. */
static char *make_heading(const char *settings) {
    char *text = malloc(sizeof heading + 3 * strlen(settings) + 2);
    if (text != NULL) {
        strcpy(text, heading);
        strcpy(put_word(text + sizeof heading - 1, settings), "\n");
    }
    return text;
}

/* What the run before has left. */
static int read_before(journal *j, const char *settings, terminal *t) {
    char *text = read_all(j), *wanted = make_heading(settings);
    int code = OPTIONS_GO;
    if (text == NULL || wanted == NULL) {
        terminal_error(t, "the journal %s cannot be read; without --resume the run begins anew",
                       j->path);
        code = CLI_OUTPUT;
    } else if (strchr(text, '\n') != NULL && strncmp(text, wanted, strlen(wanted)) != 0) {
        terminal_error(t,
                       "the run of %s asked for something else (rules, options or version differ); "
                       "ask for the same, or leave out --resume to begin anew",
                       j->path);
        code = CLI_USAGE;
    } else if (strchr(text, '\n') != NULL) {
        take_lines(j, text, text + strlen(wanted));
        j->kept = j->count;
    }
    free(text);
    free(wanted);
    return code;
}

/* Is what was opened still what has the name? The run that had it may have ended meanwhile. */
static bool has_name(const journal *j) {
    struct stat here, named;
    return fstat(j->fd, &here) == 0 && lstat(j->path, &named) == 0 && here.st_ino == named.st_ino &&
           here.st_dev == named.st_dev;
}

/* Where files cannot be locked, nobody else can be seen. false, with errno. */
static bool open_locked(journal *j) {
    struct stat s;
    for (int i = 0; i < LOCK_TRIES; i++) {
        j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
        bool opened = j->fd >= 0;
        if (!opened || (flock(j->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)) {
            return false;
        }
        if (fstat(j->fd, &s) != 0 || !S_ISREG(s.st_mode)) {
            errno = EEXIST;
            return false;
        }
        if (has_name(j)) {
            return true;
        }
        close(j->fd);
        j->fd = -1;
    }
    errno = EWOULDBLOCK;
    return false;
}

static int lock(journal *j, terminal *t) {
    if (open_locked(j)) {
        return OPTIONS_GO;
    }
    if (errno == EWOULDBLOCK) {
        terminal_error(t, "another run writes this output: it has the journal %s", j->path);
    } else {
        terminal_error(t, "cannot write to %s: %s", j->path,
                       errno == EEXIST ? "it is no plain file" : strerror(errno));
    }
    return CLI_OUTPUT;
}

int journal_open(journal *j, const char *out, const char *settings, bool resume, terminal *t) {
    size_t size = strlen(out) + sizeof ".journal";
    *j = (journal){.fd = -1, .path = malloc(size)};
    if (j->path == NULL) {
        terminal_error(t, "memory ran out");
        return CLI_OUTPUT;
    }
    snprintf(j->path, size, "%s.journal", out);
    int code = lock(j, t);
    if (code == OPTIONS_GO && resume) {
        code = read_before(j, settings, t);
    }
    if (code != OPTIONS_GO) {
        journal_close(j, false);
    }
    return code;
}

bool journal_keep(journal *j, size_t count, const char *settings) {
    uint64_t bytes = count != 0 ? j->lines[count - 1].end : 0;
    bool good = outfile_cut_file(j->fd, bytes) == 0 && lseek(j->fd, (off_t)bytes, SEEK_SET) >= 0;
    if (good && count == 0) {
        char *text = make_heading(settings);
        good = text != NULL && write_bytes(j, text, strlen(text));
        free(text);
    }
    j->kept = good || count == 0 ? count : j->kept;
    j->wrote = terminal_clock();
    return good;
}

bool journal_add(journal *j, const journal_line *line) {
    size_t need =
        j->pending_len + LINE_ROOM + 3 * strlen(line->path) + line->plan_count * (HASH_DIGITS + 1);
    if (need > j->pending_cap) {
        char *more = realloc(j->pending, 2 * need);
        if (more == NULL) {
            return false;
        }
        j->pending = more;
        j->pending_cap = 2 * need;
    }
    row_counts of = line->counts;
    size_t *counts[COUNTS];
    list_counts(&of, counts);
    char *begin = j->pending + j->pending_len, *to = begin;
    to += sprintf(to, "%" PRIu64 " %" PRIu64 " %s %d %d ", line->marks, line->manifest,
                  line->sha256[0] != '\0' ? line->sha256 : "-", line->code, line->named);
    for (size_t i = 0; i < COUNTS; i++) {
        to += sprintf(to, "%zu ", *counts[i]);
    }
    to += sprintf(to, "%zu %zu %zu ", line->sharing, line->first, line->with);
    to = put_hash(put_word(to, line->path), line->way);
    for (size_t i = 0; i < line->plan_count; i++) {
        to = put_hash(to, line->plans[i]);
    }
    to = put_hash(to, hash_text(HASH_BEGIN, (pm_str){begin, (size_t)(to - begin)}));
    *to++ = '\n';
    j->pending_len = (size_t)(to - j->pending);
    return true;
}

bool journal_is_old(const journal *j) {
    return terminal_clock() - j->wrote >= JOURNAL_EVERY;
}

bool journal_is_due(const journal *j) {
    return j->pending_len != 0 && journal_is_old(j);
}

bool journal_write(journal *j) {
    bool good = write_bytes(j, j->pending, j->pending_len) && outfile_sync_file(j->fd) == 0;
    for (size_t i = 0; good && i < j->pending_len; i++) {
        j->kept += j->pending[i] == '\n';
    }
    j->pending_len = 0;
    j->wrote = terminal_clock();
    return good;
}

void journal_close(journal *j, bool done) {
    if (done && j->path != NULL && j->fd >= 0) {
        unlink(j->path);
    }
    if (j->fd >= 0) {
        close(j->fd); /* which gives back the lock */
    }
    for (size_t i = 0; i < j->count; i++) {
        free_line(&j->lines[i]);
    }
    free(j->lines);
    free(j->pending);
    free(j->path);
    *j = (journal){.fd = -1};
}
