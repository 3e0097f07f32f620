/* SPDX-License-Identifier: MIT
 * Keeps true: the terms of a list are lower case, single-spaced, without repeats and in the order
 * of the file; each knows its byte in the source. */
#include "pack/lexicon.h"

#include <string.h>

#include "base/intern.h"
#include "text/normalise.h"

enum {
    FAULTS_TOLD = 100, /* of one file: telling a place costs a walk through the file */
    TERM_MAX = 200     /* bytes */
};

typedef struct list_reader {
    const source *src;
    arena *memory;
    reporter *report;
    size_t faults;
    bool typed; /* a "#:" line told how its terms match */
    bool silent;
    intern_table seen;
    lexicon_term *terms;
    size_t count, cap;
    lexicon_match match;
} list_reader;

static void fault(list_reader *r, size_t offset, const char *message) {
    r->faults++;
    if (r->faults <= FAULTS_TOLD) {
        report_at(r->report, PM_ERROR, r->src, offset, "%s",
                  r->faults < FAULTS_TOLD ? message : "more faults follow; they are not told");
    }
}

static size_t offset_of(const list_reader *r, pm_str part) {
    return (size_t)(part.data - r->src->text.data);
}

/* Takes a word off the front of *rest; empty at the end. */
static pm_str next_word(pm_str *rest) {
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !ascii_space(rest->data[end])) {
        end++;
    }
    pm_str word = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return word;
}

/* A "#:" line, its words apart; false: there is no such line. */
static bool take_directive(list_reader *r, pm_str first, pm_str second, bool *again) {
    static const struct {
        pm_str first, second;
        lexicon_match match;
    } known[] = {{{"inflect", 7}, {"verb", 4}, LEXICON_VERB},
                 {{"inflect", 7}, {"noun", 4}, LEXICON_NOUN},
                 {{"match", 5}, {"stem", 4}, LEXICON_STEM}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_equal(first, known[i].first) && str_equal(second, known[i].second)) {
            *again = r->typed;
            r->typed = true;
            r->match = known[i].match;
            return true;
        }
    }
    *again = r->silent;
    r->silent = r->silent || str_equal(first, STR("silent"));
    return str_equal(first, STR("silent")) && second.len == 0;
}

static void read_directive(list_reader *r, pm_str line) {
    pm_str rest = str_slice(line, 2, line.len);
    pm_str first = next_word(&rest), second = next_word(&rest), more = next_word(&rest);
    bool again = false;
    if (more.len != 0 || !take_directive(r, first, second, &again)) {
        fault(
            r, offset_of(r, line),
            "a \"#:\" line says 'inflect verb', 'inflect noun', 'match stem' or 'silent', nothing "
            "else");
    } else if (r->count != 0) {
        fault(r, offset_of(r, line), "a \"#:\" line stands before the first term");
    } else if (again) {
        fault(r, offset_of(r, line), "a list has one \"#:\" line of a kind only");
    }
}

/* '#' begins a comment at the start of a word, so that a term may hold one inside. */
static pm_str without_comment(pm_str line) {
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '#' && (i == 0 || ascii_space(line.data[i - 1]))) {
            return str_slice(line, 0, i);
        }
    }
    return line;
}

static bool is_ascii(pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Terms beyond ASCII take the way that plan text takes; it may change their length. */
static pm_status fold(list_reader *r, pm_str raw, pm_str *out) {
    if (is_ascii(raw)) {
        *out = raw;
        return PM_OK;
    }
    text read;
    memset(&read, 0, sizeof read);
    pm_status status = normalise(raw, r->memory, &read);
    *out = read.fold;
    return status;
}

static pm_str copy_lower(pm_str folded, char *to) {
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++) {
        bool space = ascii_space(folded.data[i]);
        if (!space) {
            to[len++] = ascii_lower(folded.data[i]);
        } else if (len != 0 && to[len - 1] != ' ') {
            to[len++] = ' ';
        }
    }
    len -= len != 0 && to[len - 1] == ' ';
    return (pm_str){to, len};
}

static pm_status add_term(list_reader *r, pm_str term, size_t offset) {
    size_t known = r->seen.count;
    uint32_t number = intern_add(&r->seen, term);
    if (number == INTERN_NONE) {
        return PM_ERR_MEMORY;
    }
    if (r->seen.count == known) {
        fault(r, offset, "this term is already in the list");
        return PM_OK;
    }
    if (!mem_grow(r->memory->allocator, (void **)&r->terms, &r->cap, r->count + 1,
                  sizeof *r->terms)) {
        return PM_ERR_MEMORY;
    }
    r->terms[r->count++] = (lexicon_term){r->seen.items[number], offset};
    return PM_OK;
}

static pm_status read_term(list_reader *r, pm_str raw) {
    size_t offset = offset_of(r, raw);
    if (raw.len > TERM_MAX) {
        fault(r, offset, "this term is too long");
        return PM_OK;
    }
    pm_str folded;
    pm_status status = fold(r, raw, &folded);
    char *room = status == PM_OK ? arena_alloc(r->memory, folded.len) : NULL;
    if (room == NULL) {
        return status == PM_OK ? PM_ERR_MEMORY : status;
    }
    pm_str term = copy_lower(folded, room);
    if (term.len == 0) {
        fault(r, offset, "nothing is left of this term once it is read as plan text is");
        return PM_OK;
    }
    return add_term(r, term, offset);
}

static pm_status read_line(list_reader *r, pm_str line) {
    line = str_trim(line);
    if (str_starts(line, STR("#:"))) {
        read_directive(r, line);
        return PM_OK;
    }
    pm_str raw = str_trim(without_comment(line));
    return raw.len != 0 ? read_term(r, raw) : PM_OK;
}

static pm_status read_lines(list_reader *r) {
    pm_str all = r->src->text;
    size_t at = str_starts(all, STR("\xEF\xBB\xBF")) ? 3 : 0;
    pm_status status = PM_OK;
    while (at < all.len && status == PM_OK) {
        const char *end = memchr(all.data + at, '\n', all.len - at);
        size_t stop = end != NULL ? (size_t)(end - all.data) : all.len;
        status = read_line(r, str_slice(all, at, stop));
        at = stop + 1;
    }
    return status;
}

static pm_status keep(const list_reader *r, pm_str name, lexicon *out) {
    char *copy = arena_copy(r->memory, name.data, name.len);
    lexicon_term *terms = arena_alloc(r->memory, r->count * sizeof *terms);
    if (copy == NULL || terms == NULL) {
        return PM_ERR_MEMORY;
    }
    if (r->count != 0) {
        memcpy(terms, r->terms, r->count * sizeof *terms);
    }
    *out = (lexicon){{copy, name.len}, r->src, r->match, r->silent, terms, r->count, 0};
    return PM_OK;
}

pm_status lexicon_read(const source *src, pm_str name, arena *memory, reporter *report,
                       lexicon *out) {
    *out = (lexicon){.name = name, .src = src};
    list_reader r = {.src = src, .memory = memory, .report = report};
    r.match = str_starts(name, STR("verbs/")) ? LEXICON_VERB : LEXICON_EXACT;
    intern_init(&r.seen, memory);
    pm_status status = read_lines(&r);
    if (status == PM_OK) {
        status = keep(&r, name, out);
    }
    intern_free(&r.seen);
    mem_free(memory->allocator, r.terms);
    return status;
}
