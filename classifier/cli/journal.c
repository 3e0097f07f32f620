/* SPDX-License-Identifier: MIT
 * Keeps true: a line is there as a whole or does not count; one run at a time has the journal.
 *
 *   planmark-journal 1 SETTINGS
 *   MARKS MANIFEST SHA256|- CODE NAMED COUNT... PATH .
 *
 * In SETTINGS and PATH bytes that end a word are written %XX. */
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

static const char heading[] = "planmark-journal 1 ";
enum { COUNTS = 8, LINE_ROOM = 512, LARGEST = 1 << 28 /* bytes of a journal */ };

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

/* `text` ends with a NUL where its line end was. */
static bool take_line(char *text, journal_line *line) {
    uint64_t number, code, named;
    size_t *counts[COUNTS];
    size_t len = strlen(text);
    if (len < 2 || strcmp(text + len - 2, " .") != 0) {
        return false;
    }
    text[len - 2] = '\0';
    list_counts(&line->counts, counts);
    bool good = take_number(&text, INT64_MAX, &line->marks) &&
                take_number(&text, INT64_MAX, &line->manifest) &&
                take_digest(&text, line->sha256) && take_number(&text, CLI_OUTPUT, &code) &&
                take_number(&text, 1, &named);
    for (size_t i = 0; good && i < COUNTS; i++) {
        good = take_number(&text, SIZE_MAX, &number);
        *counts[i] = good ? (size_t)number : 0;
    }
    good = good && take_word(text);
    line->code = good ? (int)code : 0;
    line->named = good && named != 0;
    line->path = good ? strdup(text) : NULL;
    return line->path != NULL;
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
        if (!take_line(at, &line)) {
            return;
        }
        if (!keep_line(j, &line)) {
            free(line.path);
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
    }
    free(text);
    free(wanted);
    return code;
}

/* Where files cannot be locked, nobody else can be seen. */
static int lock(journal *j, terminal *t) {
    j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (j->fd < 0) {
        terminal_error(t, "cannot write to %s: %s", j->path, strerror(errno));
        return CLI_OUTPUT;
    }
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        terminal_error(t, "another run writes this output: it has the journal %s", j->path);
        return CLI_OUTPUT;
    }
    return OPTIONS_GO;
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
    bool good = ftruncate(j->fd, (off_t)bytes) == 0 && lseek(j->fd, (off_t)bytes, SEEK_SET) >= 0;
    if (good && count == 0) {
        char *text = make_heading(settings);
        good = text != NULL && write_bytes(j, text, strlen(text));
        free(text);
    }
    j->kept = good ? count : 0;
    j->wrote = terminal_clock();
    return good;
}

bool journal_add(journal *j, const journal_line *line) {
    size_t need = j->pending_len + LINE_ROOM + 3 * strlen(line->path);
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
    char *to = j->pending + j->pending_len;
    to += sprintf(to, "%" PRIu64 " %" PRIu64 " %s %d %d ", line->marks, line->manifest,
                  line->sha256[0] != '\0' ? line->sha256 : "-", line->code, line->named);
    for (size_t i = 0; i < COUNTS; i++) {
        to += sprintf(to, "%zu ", *counts[i]);
    }
    to = put_word(to, line->path);
    to += sprintf(to, " .\n");
    j->pending_len = (size_t)(to - j->pending);
    return true;
}

bool journal_is_due(const journal *j) {
    return j->pending_len != 0 && terminal_clock() - j->wrote >= JOURNAL_EVERY;
}

bool journal_write(journal *j) {
    bool good = write_bytes(j, j->pending, j->pending_len) && fsync(j->fd) == 0;
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
        free(j->lines[i].path);
    }
    free(j->lines);
    free(j->pending);
    free(j->path);
    *j = (journal){.fd = -1};
}
