/* SPDX-License-Identifier: MIT
 * Keeps true: what is held of the input is one row and one filling, never more than twice the limit
 * of a cell; `at` lies inside the held text; a fault of one row costs that row alone. */
#include "format/csv.h"

#include "format/scan.h"

struct csv_span {
    size_t start, end; /* from the row's first byte, without the outer quotes */
    bool quotes;       /* it holds "" */
};

void csv_init(csv_reader *r, const pm_allocator *a, csv_fill_fn fill, void *ctx) {
    *r = (csv_reader){.fill = fill, .ctx = ctx, .delimiter = ',', .line = 1};
    r->max_cell = PM_LIMIT_CELL;
    r->max_columns = PM_LIMIT_COLUMNS;
    buffer_init(&r->text, a);
}

void csv_free(csv_reader *r) {
    mem_free(r->text.allocator, r->spans);
    mem_free(r->text.allocator, r->fields);
    buffer_free(&r->text);
    r->spans = NULL;
    r->fields = NULL;
}

static const char *row_bytes(const csv_reader *r) {
    return r->text.data + r->row;
}

static size_t row_held(const csv_reader *r) {
    return r->text.len - r->row;
}

/* Gives up the text before the row and fills in more behind it. PM_END: there is no more. */
static pm_status more(csv_reader *r) {
    if (r->row != 0) {
        memmove(r->text.data, row_bytes(r), row_held(r));
        r->text.len -= r->row;
        r->gone += r->row;
        r->row = 0;
    }
    size_t before = r->text.len;
    while (!r->ended && r->text.len == before) {
        pm_status status = r->fill(r->ctx, &r->text);
        if (status == PM_END) {
            r->ended = true;
        } else if (status != PM_OK || r->text.failed) {
            return status != PM_OK ? status : PM_ERR_MEMORY;
        }
    }
    return r->text.len == before ? PM_END : PM_OK;
}

static pm_status row_fault(csv_reader *r, size_t line, const char *reason) {
    r->reason = reason;
    r->fault_line = line;
    r->fault_column = r->count + 1;
    return PM_ERR_ROW;
}

/* More text for the cell that began at `start`. PM_ERR_ROW: cell or row would outgrow its limit. */
static pm_status more_cell(csv_reader *r, size_t start) {
    if (row_held(r) - start > r->max_cell) {
        return row_fault(r, r->line, "the cell is too long");
    }
    if (row_held(r) > 2 * r->max_cell) {
        return row_fault(r, r->line, "the row is too long");
    }
    return more(r);
}

/* From `at`: the first delimiter or line end, or `len`. */
static inline size_t plain_end(const char *p, size_t at, size_t len, char delimiter) {
    return scan_until(p, at, len, (scan_stops){delimiter, '\n', '\r', 0});
}

static pm_status take_plain(csv_reader *r, csv_span *span) {
    *span = (csv_span){.start = r->at};
    for (;;) {
        r->at = plain_end(row_bytes(r), r->at, row_held(r), r->delimiter);
        if (r->at < row_held(r)) {
            break;
        }
        pm_status status = more_cell(r, span->start);
        if (status == PM_END) {
            break;
        }
        if (status != PM_OK) {
            return status;
        }
    }
    span->end = r->at;
    return span->end - span->start > r->max_cell ? row_fault(r, r->line, "the cell is too long")
                                                 : PM_OK;
}

/* A quoted cell while it is read. */
typedef struct quoted {
    csv_span span;
    size_t line;   /* where the scan stands */
    bool one_line; /* it must close on its line */
    bool lost;     /* it is never closed */
} quoted;

static bool ends_cell(const csv_reader *r, char c) {
    return c == r->delimiter || c == '\n' || c == '\r';
}

/* A quote stands at `at`, and the byte behind it is held unless the input ends. true: it closes. */
static bool take_quote(csv_reader *r, quoted *q) {
    const char *p = row_bytes(r);
    bool last = r->at + 1 == row_held(r);
    if (last || ends_cell(r, p[r->at + 1])) {
        q->span.end = r->at++;
        return true;
    }
    bool pair = p[r->at + 1] == '"';
    if (!pair && q->line != r->line && ends_cell(r, p[r->at - 1])) {
        q->lost = true; /* this one opens a cell of a later line */
        return false;
    }
    q->span.quotes |= pair;
    r->at += pair ? 2 : 1;
    return false;
}

/* The first quote or line end. */
static inline size_t quoted_end(const char *p, size_t at, size_t len) {
    return plain_end(p, at, len, '"');
}

static void take_line_end(csv_reader *r, quoted *q) {
    const char *p = row_bytes(r) + r->at;
    bool second_half = *p == '\n' && r->at > q->span.start && p[-1] == '\r';
    q->line += !second_half;
    q->lost = q->one_line;
    r->at++;
}

/* Reads on to the closing quote, or finds that there is none (q->lost). */
static pm_status scan_quoted(csv_reader *r, quoted *q) {
    for (bool closed = false; !closed && !q->lost;) {
        r->at = quoted_end(row_bytes(r), r->at, row_held(r));
        bool at_end = r->at == row_held(r);
        if (at_end || (row_bytes(r)[r->at] == '"' && r->at + 1 == row_held(r))) {
            pm_status status = more_cell(r, q->span.start);
            q->lost = status == PM_ERR_ROW || (status == PM_END && at_end);
            if (status != PM_OK && status != PM_END && status != PM_ERR_ROW) {
                return status;
            }
            if (status != PM_END || at_end) {
                continue;
            }
        }
        if (row_bytes(r)[r->at] == '"') {
            closed = take_quote(r, q);
        } else {
            take_line_end(r, q);
        }
    }
    return PM_OK;
}

/* `at` stands on the opening quote. */
static pm_status take_quoted(csv_reader *r, csv_span *span) {
    size_t open = r->at++;
    quoted q = {.span = {.start = r->at}, .line = r->line};
    q.one_line = r->gone + r->row + open < r->plain_until;
    pm_status status = scan_quoted(r, &q);
    if (status != PM_OK) {
        return status;
    }
    bool too_long = !q.lost && q.span.end - q.span.start > r->max_cell;
    if (q.lost || too_long) {
        /* What was scanned in vain is not scanned for another quote: the work stays linear. */
        size_t reached = r->gone + r->row + r->at;
        r->plain_until = reached > r->plain_until ? reached : r->plain_until;
        r->open_quote = r->open_quote != 0 ? r->open_quote : r->line;
        r->at = open;
        return take_plain(r, span);
    }
    r->line = q.line;
    *span = q.span;
    return PM_OK;
}

static bool keep_span(csv_reader *r, csv_span span) {
    const pm_allocator *a = r->text.allocator;
    if (!mem_grow(a, (void **)&r->spans, &r->span_cap, r->count + 1, sizeof span)) {
        return false;
    }
    r->spans[r->count++] = span;
    return true;
}

/* Steps over what ended the cell; true: it was a delimiter. */
static bool end_cell(csv_reader *r) {
    if (r->at == row_held(r)) {
        return false;
    }
    char c = row_bytes(r)[r->at++];
    if (c == r->delimiter) {
        return true;
    }
    r->after_cr = c == '\r';
    r->line++;
    return false;
}

/* Takes cells as long as they are simple: held with what ends them, and with no quote or line end
 * between quotes. What else there is, and faults, are left to take_cells. true: the row has ended.
 */
static bool take_simple_cells(csv_reader *r) {
    const char *p = row_bytes(r), delimiter = r->delimiter;
    size_t room = r->span_cap < r->max_columns ? r->span_cap : r->max_columns;
    size_t len = row_held(r), count = r->count;
    char end = delimiter;
    while (count < room && r->at < len && end == delimiter) {
        bool quote = p[r->at] == '"';
        csv_span span = {.start = r->at + quote};
        span.end =
            quote ? quoted_end(p, span.start, len) : plain_end(p, span.start, len, delimiter);
        size_t behind = span.end + quote;
        if (behind >= len || span.end - span.start > r->max_cell) {
            break;
        }
        end = p[behind];
        if (quote && (p[span.end] != '"' || !ends_cell(r, end))) {
            end = delimiter;
            break;
        }
        r->spans[count++] = span;
        r->at = behind + 1;
    }
    r->count = count;
    r->after_cr = end == '\r';
    r->line += end != delimiter;
    return end != delimiter;
}

/* PM_ERR_ROW: stopped amid the line. PM_ERR_LIMIT: read to its end, but it has too many cells. */
static inline pm_status take_cells(csv_reader *r) {
    bool wide = false;
    while (!take_simple_cells(r)) {
        if (r->at == row_held(r)) {
            pm_status status = more_cell(r, r->at);
            if (status != PM_OK && status != PM_END) {
                return status;
            }
        }
        csv_span span;
        bool quote = r->at < row_held(r) && row_bytes(r)[r->at] == '"';
        pm_status status = quote ? take_quoted(r, &span) : take_plain(r, &span);
        if (status != PM_OK) {
            return status;
        }
        wide |= r->count == r->max_columns;
        if (!wide && !keep_span(r, span)) {
            return PM_ERR_MEMORY;
        }
        if (!end_cell(r)) {
            break;
        }
    }
    return wide ? PM_ERR_LIMIT : PM_OK;
}

/* Gives up the rest of the line. */
static pm_status skip_line(csv_reader *r) {
    pm_status status = PM_OK;
    while (status == PM_OK) {
        r->at = plain_end(row_bytes(r), r->at, row_held(r), '\n');
        if (r->at < row_held(r)) {
            end_cell(r);
            return PM_OK;
        }
        r->row = r->text.len;
        r->at = 0;
        status = more(r);
    }
    return status == PM_END ? PM_OK : status;
}

/* Moves to the next row's first byte. PM_END when there is none. */
static pm_status begin_row(csv_reader *r) {
    r->row += r->at;
    r->at = r->count = r->open_quote = 0;
    for (;;) {
        if (row_held(r) == 0) {
            pm_status status = more(r);
            if (status != PM_OK) {
                return status;
            }
        }
        bool second_half = r->after_cr && row_bytes(r)[0] == '\n';
        r->after_cr = false;
        if (!second_half) {
            return PM_OK;
        }
        r->row++;
    }
}

/* Makes "" one quote, in place. */
static size_t join_pairs(char *p, size_t len) {
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        p[to++] = p[i];
        i += p[i] == '"' && i + 1 < len && p[i + 1] == '"';
    }
    return to;
}

static pm_status show_fields(csv_reader *r) {
    const pm_allocator *a = r->text.allocator;
    if (!mem_grow(a, (void **)&r->fields, &r->field_cap, r->count, sizeof *r->fields)) {
        return PM_ERR_MEMORY;
    }
    char *p = r->text.data + r->row;
    for (size_t i = 0; i < r->count; i++) {
        csv_span s = r->spans[i];
        size_t len = s.end - s.start;
        r->fields[i] = (pm_str){p + s.start, s.quotes ? join_pairs(p + s.start, len) : len};
    }
    return PM_OK;
}

pm_status csv_next(csv_reader *r, csv_row *row) {
    pm_status status = begin_row(r);
    if (status != PM_OK) {
        return status;
    }
    size_t line = r->line;
    status = take_cells(r);
    if (status == PM_ERR_LIMIT) {
        return row_fault(r, line, "the row has too many columns");
    }
    if (status == PM_ERR_ROW) {
        status = skip_line(r);
        return status == PM_OK ? PM_ERR_ROW : status;
    }
    if (status == PM_OK) {
        status = show_fields(r);
    }
    *row = (csv_row){r->fields, r->count, line, r->open_quote};
    return status;
}

char csv_guess_delimiter(pm_str text) {
    static const char candidates[] = ",;\t|";
    size_t seen[4] = {0, 0, 0, 0}, best = 0;
    bool inside = false, begun = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!inside && begun && (c == '\n' || c == '\r')) {
            break;
        }
        begun |= !ascii_space(c);
        inside ^= c == '"';
        const char *found = c != '\0' && !inside ? strchr(candidates, c) : NULL;
        if (found != NULL) {
            seen[found - candidates]++;
        }
    }
    for (size_t k = 1; k < 4; k++) {
        best = seen[k] > seen[best] ? k : best;
    }
    return candidates[best];
}

pm_status csv_guess(csv_reader *r) {
    pm_status status = PM_OK;
    while (status == PM_OK && r->text.len < 65536) {
        status = more(r);
    }
    if (status == PM_OK || status == PM_END) {
        r->delimiter = csv_guess_delimiter(buffer_view(&r->text));
        status = PM_OK;
    }
    return status;
}

void csv_writer_init(csv_writer *w, buffer *out, char delimiter) {
    *w = (csv_writer){.out = out, .delimiter = delimiter};
}

static bool needs_quotes(pm_str s, char delimiter) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c == delimiter || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

/* Not 0 where one of the bytes may need quotes: all below '\r' are taken for line ends. */
static inline uint64_t suspects(uint64_t word, char delimiter) {
    uint64_t comma = (word ^ SCAN_EVERY(delimiter)) - SCAN_EVERY(1);
    uint64_t quote = (word ^ SCAN_EVERY('"')) - SCAN_EVERY(1);
    return (comma | quote | (word - SCAN_EVERY('\r' + 1))) & ~word & SCAN_EVERY(0x80);
}

/* Writes a cell that has something suspicious. */
PUT_RARE static char *put_odd(char *to, pm_str s, char delimiter) {
    if (!needs_quotes(s, delimiter)) {
        return bytes_put(to, s.data, s.len);
    }
    *to++ = '"';
    for (size_t from = 0; from < s.len;) {
        const char *quote = memchr(s.data + from, '"', s.len - from);
        size_t end = quote != NULL ? (size_t)(quote - s.data) + 1 : s.len;
        to = bytes_put(to, s.data + from, end - from);
        if (quote != NULL) {
            *to++ = '"';
        }
        from = end;
    }
    *to++ = '"';
    return to;
}

/* A cell of more than 16 bytes. */
static inline uint64_t copy_long(char *to, pm_str s, char delimiter) {
    uint64_t last = scan_load(s.data + s.len - sizeof last), hits = suspects(last, delimiter);
    memcpy(to + s.len - sizeof last, &last, sizeof last);
    for (size_t i = 0; i < s.len - sizeof last; i += sizeof last) {
        uint64_t word = scan_load(s.data + i);
        memcpy(to + i, &word, sizeof word);
        hits |= suspects(word, delimiter);
    }
    return hits;
}

/* Copies in words that overlap at the end; when one was suspicious, writes it anew. */
char *csv_put_some(char *to, pm_str s, char delimiter) {
    uint64_t hits, first, last;
    if (s.len > 2 * sizeof last) {
        hits = copy_long(to, s, delimiter);
    } else if (s.len >= sizeof last) {
        first = scan_load(s.data);
        last = scan_load(s.data + s.len - sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + s.len - sizeof last, &last, sizeof last);
        hits = suspects(first, delimiter) | suspects(last, delimiter);
    } else {
        hits = suspects(short_copy(to, s.data, s.len), delimiter);
    }
    return hits == 0 ? to + s.len : put_odd(to, s, delimiter);
}

void csv_cell(csv_writer *w, pm_str value) {
    char *to = put_room(w->out, 1 + csv_room(value));
    if (to == NULL) {
        return;
    }
    if (w->column != 0) {
        *to++ = w->delimiter;
    }
    w->blank = w->column == 0 && value.len == 0;
    w->column++;
    put_until(w->out, csv_put(to, value, w->delimiter));
}

void csv_cell_unsigned(csv_writer *w, uint64_t value) {
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    csv_cell(w, (pm_str){digits + i, sizeof digits - i});
}

void csv_end_row(csv_writer *w) {
    buffer_text(w->out, w->blank ? "\"\"\n" : "\n");
    w->column = 0;
    w->blank = false;
}
