/* SPDX-License-Identifier: MIT
 * Keeps true: no word of a plan leaves by another way than this file and its header, and none that
 * the policy withholds. Lists are closed: what is not known to be harmless is withheld. */
#include "output/redact.h"

#include <string.h>

#include "format/scan.h"

void redact_init(redactor *r, redact_policy policy, pm_str key, const pm_allocator *a) {
    *r = (redactor){.policy = policy != REDACT_NAMES ? policy : REDACT_NONE,
                    .keeps_names = policy != REDACT_NONE};
    r->key[0] = hash_bytes(key.data, key.len, HASH_SEED);
    r->key[1] = hash_bytes(key.data, key.len, ~r->key[0]);
    buffer_init(&r->ids, a);
    arena_init(&r->names, a);
}

void redact_free(redactor *r) {
    const pm_allocator *a = r->names.allocator;
    mem_free(a, r->given);
    mem_free(a, r->carried);
    buffer_free(&r->ids);
    arena_free(&r->names);
}

/* ---- Names of carried columns ---- */

bool redact_is_taken(pm_str name) {
    static const char *const taken[] = {
        "plan_id",        "authority", "action_no", "action",       "who",        "by_when",
        "measure",        "plan_date", "source",    "actionable",   "measurable", "measure_given",
        "timeframe",      "owner",     "score",     "high_quality", "unsure",     "owner_kind",
        "timeframe_kind", "pack",      "evidence",  "near"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (str_equal(name, str_from(taken[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_given(const redactor *r, pm_str name) {
    for (size_t i = 0; i < r->count; i++) {
        if (str_equal(r->given[i], name)) {
            return true;
        }
    }
    return false;
}

/* The name itself, or with "input." before it until it is free. */
static bool free_name(redactor *r, size_t i) {
    pm_str name = r->given[i];
    while (redact_is_taken(name) || (name.len != r->given[i].len && is_given(r, name))) {
        char *longer = arena_alloc(&r->names, name.len + 6);
        if (longer == NULL) {
            return false;
        }
        memcpy(longer, "input.", 6);
        if (name.len != 0) {
            memcpy(longer + 6, name.data, name.len);
        }
        name = (pm_str){longer, name.len + 6};
    }
    r->carried[i].name = name;
    return true;
}

static bool same_names(const redactor *r, const pm_row *row) {
    bool same = r->count == row->extra_count;
    for (size_t i = 0; same && i < r->count; i++) {
        same = str_equal(r->given[i], row->extra[i].name);
    }
    return same;
}

/* Rows of one file have the same columns, so this is rare. */
static pm_status take_names(redactor *r, const pm_row *row) {
    const pm_allocator *a = r->names.allocator;
    size_t count = row->extra_count;
    r->count = 0;
    arena_reset(&r->names);
    if (!mem_grow(a, (void **)&r->given, &r->given_cap, count, sizeof *r->given) ||
        !mem_grow(a, (void **)&r->carried, &r->carried_cap, count, sizeof *r->carried)) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        pm_str name = row->extra[i].name;
        char *copy = arena_copy(&r->names, name.data, name.len);
        if (copy == NULL) {
            return PM_ERR_MEMORY;
        }
        r->given[i] = (pm_str){copy, name.len};
    }
    r->count = count;
    for (size_t i = 0; i < count; i++) {
        if (!free_name(r, i)) {
            r->count = 0;
            return PM_ERR_MEMORY;
        }
    }
    return PM_OK;
}

static pm_status carry(redactor *r, const pm_row *row, shown *out) {
    pm_status status = same_names(r, row) ? PM_OK : take_names(r, row);
    for (size_t i = 0; status == PM_OK && i < row->extra_count; i++) {
        r->carried[i].value = row->extra[i].value;
    }
    out->extra = r->carried;
    out->extra_count = status == PM_OK ? row->extra_count : 0;
    return status;
}

/* ---- Digests ---- */

static uint64_t rotate(uint64_t x, unsigned bits) {
    return x << bits | x >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds) {
    while (rounds-- > 0) {
        v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
        v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
    }
}

/* SipHash-2-4 (Aumasson and Bernstein 2012). */
static uint64_t sip_hash(const uint64_t key[2], pm_str s) {
    uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                     key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    uint64_t word = 0;
    for (size_t i = 0; i < s.len; i++) {
        word |= (uint64_t)(unsigned char)s.data[i] << (i % 8 * 8);
        if (i % 8 == 7) {
            v[3] ^= word;
            sip_rounds(v, 2);
            v[0] ^= word;
            word = 0;
        }
    }
    word |= (uint64_t)(s.len & 0xFF) << 56;
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
    v[2] ^= 0xFF;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void put_digest(const redactor *r, const char *of, pm_str s, buffer *out) {
    uint64_t h = sip_hash(r->key, s);
    buffer_text(out, of);
    for (int shift = 60; shift >= 0; shift -= 4) {
        buffer_char(out, "0123456789abcdef"[h >> shift & 15]);
    }
}

static bool wordlike(char c) {
    return ascii_alpha(c) || ascii_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_place_word(pm_str word) {
    static const char *const words[] = {"line",      "row",
                                        "table",     "cell",
                                        "sheet",     "page",
                                        "paragraph", "plan",
                                        "plans",     "action",
                                        "actions",   "child_in_need_plans",
                                        "children",  "social_care_episodes"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_fold(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Numbers, cells of a sheet (B12) and words of a closed list, with marks between them? */
static bool is_place(pm_str s) {
    bool number = false;
    for (size_t i = 0; i < s.len;) {
        size_t from = i, digits = 0;
        while (i < s.len && wordlike(s.data[i])) {
            digits += ascii_digit(s.data[i]);
            i++;
        }
        size_t letters = i - from - digits;
        bool sheet_cell = digits != 0 && letters <= 3 && ascii_digit(s.data[i - 1]) &&
                          (letters == 0 || ascii_upper(s.data[from]));
        if (i > from && !sheet_cell && !is_place_word(str_slice(s, from, i))) {
            return false;
        }
        number |= digits != 0;
        while (i < s.len && !wordlike(s.data[i])) {
            if (strchr(" :,.#![]/", s.data[i]) == NULL || s.data[i] == '\0') {
                return false;
            }
            i++;
        }
    }
    return number;
}

enum { LONGEST_PLACE = 80 };

/* Where the place inside the file begins, with the mark before it; the length when none is seen. */
static size_t place_at(pm_str source) {
    size_t i = source.len > LONGEST_PLACE ? source.len - LONGEST_PLACE : 0;
    for (; i < source.len; i++) {
        char c = source.data[i];
        if ((c == ':' || c == ' ' || c == '#' || c == '!') &&
            is_place(str_slice(source, i + 1, source.len))) {
            return i;
        }
    }
    return source.len;
}

static bool begins(pm_str name, pm_str id) {
    return str_starts(name, id) && (name.len == id.len || !wordlike(name.data[id.len]));
}

/* Is the id the beginning of the file's name, up to a mark? */
static bool from_file(pm_str id, pm_str source) {
    size_t base = 0;
    for (size_t i = 0; i < source.len; i++) {
        base = source.data[i] == '/' || source.data[i] == '\\' ? i + 1 : base;
    }
    pm_str name = str_slice(source, base, source.len);
    return id.len != 0 && (begins(name, id) || begins(source, id));
}

/* How much of an id is the file's name; behind it may stand which of its plans it is
 * ("Mary:plans[3]"). 0: nothing. */
static size_t name_in_id(pm_str id, pm_str source) {
    if (from_file(id, source)) {
        return id.len;
    }
    size_t place = place_at(id);
    bool plan = place < id.len && id.data[place] == ':';
    return plan && from_file(str_slice(id, 0, place), source) ? place : 0;
}

/* Letters that codes are made of: one or two, three capitals, or a word of a closed list. */
static bool is_code_word(pm_str word) {
    static const char *const words[] = {"cin", "cinp", "plan", "case", "ref",
                                        "no",  "id",   "row",  "test", "number"};
    bool capitals = true;
    for (size_t i = 0; i < word.len; i++) {
        capitals &= ascii_upper(word.data[i]);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_fold(word, str_from(words[i]))) {
            return true;
        }
    }
    return word.len < 3 || (word.len == 3 && capitals);
}

/* Hexadecimal digits and dashes, as machines make ids. */
static bool is_machine_id(pm_str s) {
    enum { SHORTEST = 16 };
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = ascii_lower(s.data[i]);
        digits += ascii_digit(c);
        if (c != '-' && !ascii_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
    }
    return s.len >= SHORTEST && digits != 0;
}

/* Figures, marks and letters of codes: no words, so that it cannot name anybody. */
static bool is_code(pm_str id) {
    enum { LONGEST_CODE = 64 };
    for (size_t i = 0; i < id.len;) {
        size_t from = i;
        while (i < id.len && ascii_alpha(id.data[i])) {
            i++;
        }
        if (i > from && !is_code_word(str_slice(id, from, i)) && !is_machine_id(id)) {
            return false;
        }
        if (i < id.len && (unsigned char)id.data[i] >= 0x80) {
            return false;
        }
        i += i == from;
    }
    return id.len <= LONGEST_CODE;
}

/* Where something else than an id came to stand in its place, its words stay here. */
static pm_str digest_words(redactor *r, pm_str id) {
    size_t from = r->ids.len;
    if (is_code(id)) {
        return id;
    }
    put_digest(r, "id-", id, &r->ids);
    return (pm_str){r->ids.failed ? NULL : r->ids.data + from,
                    r->ids.failed ? 0 : r->ids.len - from};
}

static pm_str digest_id(redactor *r, pm_str id, pm_str source) {
    size_t name = name_in_id(id, source);
    if (name == 0) {
        return id;
    }
    size_t from = r->ids.len;
    put_digest(r, "file-", str_slice(id, 0, name), &r->ids);
    buffer_str(&r->ids, str_slice(id, name, id.len));
    return (pm_str){r->ids.failed ? NULL : r->ids.data + from,
                    r->ids.failed ? 0 : r->ids.len - from};
}

static pm_status digest_ids(redactor *r, const pm_row *row, shown *out) {
    enum { DIGEST = 32 };
    buffer_clear(&r->ids);
    if (buffer_room(&r->ids, 6 * DIGEST + 3 * LONGEST_PLACE) == NULL) { /* so that views stay */
        return PM_ERR_MEMORY;
    }
    bool named = name_in_id(row->plan_id, row->source) != 0;
    out->plan_id = named ? digest_id(r, row->plan_id, row->source) : digest_words(r, row->plan_id);
    out->action_no = digest_words(r, row->action_no);
    if (row->source.len != 0) {
        size_t place = place_at(row->source), from = r->ids.len;
        put_digest(r, "file-", str_slice(row->source, 0, place), &r->ids);
        buffer_str(&r->ids, str_slice(row->source, place, row->source.len));
        out->source = (pm_str){r->ids.data + from, r->ids.len - from};
    }
    return r->ids.failed ? PM_ERR_MEMORY : PM_OK;
}

pm_str redact_name(pm_str path, pm_str name) {
    size_t base = 0;
    for (size_t i = 0; i < path.len; i++) {
        base = path.data[i] == '/' ? i + 1 : base;
    }
    return name.len != 0 ? name : str_slice(path, base, path.len);
}

pm_str redact_path(redactor *r, pm_str path, pm_str name) {
    buffer_clear(&r->ids);
    put_digest(r, "file-", redact_name(path, name), &r->ids);
    return str_equal(path, STR("-")) ? path : buffer_view(&r->ids);
}

/* ---- Rows ---- */

/* Digits and their marks: a date cannot hide words. */
static pm_str bare_date(pm_str s) {
    enum { LONGEST_DATE = 40 };
    bool bare = s.len <= LONGEST_DATE;
    for (size_t i = 0; bare && i < s.len; i++) {
        bare =
            ascii_digit(s.data[i]) || (s.data[i] != '\0' && strchr("-/.:+ TZ", s.data[i]) != NULL);
    }
    return bare ? s : (pm_str){NULL, 0};
}

pm_status redact_row(redactor *r, const pm_row *row, shown *out) {
    out->plan_id = row->plan_id;
    out->authority = row->authority;
    out->action_no = row->action_no;
    out->plan_date = row->plan_date;
    out->source = row->source;
    out->hidden = &row->action;
    memset(out->plain, 0, sizeof out->plain);
    out->cursor.column = -1;
    out->cells = r->policy == REDACT_FULL;
    if (out->cells) {
        memcpy(out->cell, row->action.cell, sizeof out->cell);
        return carry(r, row, out);
    }
    memset(out->cell, 0, sizeof out->cell);
    out->extra_count = 0;
    out->plan_date = bare_date(row->plan_date);
    return r->keeps_names ? PM_OK : digest_ids(r, row, out);
}

bool redact_words(const redactor *r, const shown *s, pm_column column, size_t start, size_t end,
                  pm_str *out) {
    pm_str cell = s->hidden->cell[column];
    bool open = r->policy != REDACT_NONE;
    bool inside = open && start < end && end <= cell.len;
    *out = inside ? (pm_str){cell.data + start, end - start} : (pm_str){NULL, 0};
    return open;
}

static const pm_capture *find_capture(const pm_evidence *e, size_t count, pm_str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(e->capture[i].name, name)) {
            return &e->capture[i];
        }
    }
    return NULL;
}

/* Where the blank that begins at `at` ends, behind its '}'; `at` when none begins there. */
static size_t blank_end(pm_str text, size_t at) {
    size_t i = at + 1;
    while (i < text.len && (ascii_alpha(text.data[i]) || ascii_digit(text.data[i]) ||
                            text.data[i] == '_' || text.data[i] == '-')) {
        i++;
    }
    return i > at + 1 && i < text.len && text.data[i] == '}' ? i + 1 : at;
}

/* Without its words a quotation says nothing. */
static bool is_quoted(pm_str text, size_t at, size_t end) {
    return at > 0 && end < text.len && (text.data[end] == '"' || text.data[end] == '\'') &&
           text.data[at - 1] == text.data[end];
}

void redact_blanks(const pm_action *action, const pm_evidence *e, pm_str text,
                   void (*put)(void *ctx, pm_str part), void *ctx) {
    size_t plain = 0; /* what was not put yet begins here */
    for (size_t i = 0; i < text.len;) {
        const char *brace = memchr(text.data + i, '{', text.len - i);
        size_t at = brace != NULL ? (size_t)(brace - text.data) : text.len;
        size_t end = brace != NULL ? blank_end(text, at) : at;
        if (brace != NULL && end == at) {
            i = at + 1;
            continue;
        }
        const pm_capture *c =
            brace != NULL && action != NULL && e != NULL
                ? find_capture(e, e->capture_count, str_slice(text, at + 1, end - 1))
                : NULL;
        bool quoted = brace != NULL && c == NULL && is_quoted(text, at, end) && at > plain;
        put(ctx, str_slice(text, plain, at - quoted));
        if (brace != NULL) {
            put(ctx, c != NULL ? str_slice(action->cell[e->column], c->start, c->end)
                     : quoted  ? STR("this wording")
                               : STR("..."));
        }
        i = plain = end + quoted;
    }
    put(ctx, str_slice(text, plain, text.len));
}

static void put_part(void *ctx, pm_str part) {
    buffer_str(ctx, part);
}

void redact_fill(const redactor *r, const shown *s, pm_str text, const pm_evidence *e,
                 buffer *out) {
    redact_blanks(r->policy != REDACT_NONE ? s->hidden : NULL, e, text, put_part, out);
}

static size_t count_points(pm_str cell, size_t at, size_t byte, size_t point) {
    while (at < byte) {
        if (byte - at >= 8 && scan_high(scan_load(cell.data + at)) == 0) {
            at += 8;
            point += 8;
            continue;
        }
        utf8_next(cell.data, cell.len, &at);
        point++;
    }
    return point;
}

size_t shown_points(shown *s, pm_column column, size_t byte, bool stay) {
    if (byte <= s->plain[column]) {
        return byte;
    }
    pm_str cell = s->hidden->cell[column];
    size_t at = s->plain[column], point = at;
    byte = byte < cell.len ? byte : cell.len;
    if (s->cursor.column == (int)column && s->cursor.byte <= byte && s->cursor.byte > at) {
        at = s->cursor.byte;
        point = s->cursor.point;
    }
    point = count_points(cell, at, byte, point);
    if (stay) {
        s->cursor.column = (int)column;
        s->cursor.byte = byte;
        s->cursor.point = point;
    }
    return point;
}

pm_str redact_formula(pm_str cell, buffer *scratch) {
    char first = cell.len != 0 ? cell.data[0] : '\0';
    if (first == '\0' || strchr("=+-@\t\r", first) == NULL) {
        return cell;
    }
    scratch->len = 0; /* that memory ended is for the caller to see */
    buffer_char(scratch, '\'');
    buffer_str(scratch, cell);
    return buffer_view(scratch);
}
