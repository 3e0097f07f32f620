/* SPDX-License-Identifier: MIT
 * Keeps true: rows of a sheet are handed on as they are read, so that what is held does not grow
 * with them, but for the strings that sheets share; hidden sheets, rows and columns are not read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents/parts.h"

enum {
    BOLD_CELL = 4,
    MOST_SHEETS = 1024,
    MOST_STYLES = 65536,
    MOST_STRINGS = 8 << 20,
    MOST_MERGES = 1 << 18,
    ROWS_AT_ONCE = 128,
    CELLS_HELD = 1 << 16, /* while headings are still looked for */
    STRING_BLOCK = 1 << 20,
    LONGEST_VALUE = 64
};

typedef struct xlsx_sheet {
    char *name, *part;
} xlsx_sheet;

typedef struct xlsx_merge {
    uint32_t row, rows;
    uint16_t column, columns;
} xlsx_merge;

/* How a number is shown. */
typedef enum number_look { LOOK_NUMBER, LOOK_DATE, LOOK_TIME } number_look;

typedef struct xlsx_format {
    uint32_t id;
    number_look look;
} xlsx_format;

/* What kind of value a cell has. */
typedef enum value_kind { VALUE_NUMBER, VALUE_SHARED, VALUE_TEXT, VALUE_TRUTH } value_kind;

typedef struct xlsx_state {
    part main; /* of the sheet at hand */
    arena memory;
    buffer name, text, date;
    xlsx_sheet sheets[MOST_SHEETS];
    size_t sheet_count, at, cut_sheets; /* cut: beyond MOST_SHEETS */
    bool from_1904;
    /* strings: each its length in four bytes, then itself */
    const char **strings;
    size_t string_count, string_cap, string_bytes;
    char *room, *room_end;
    bool in_phonetic, in_t;
    /* styles */
    xlsx_format *formats; /* of the file's own */
    size_t format_count, format_cap;
    unsigned char *looks; /* by cell style: the look, and BOLD_CELL */
    bool *bold;           /* by font */
    size_t bold_count, bold_cap;
    bool in_fonts;
    size_t look_count, look_cap;
    bool in_cell_styles;
    /* the sheet at hand */
    bool open;
    bool hidden[DOCUMENT_COLUMNS];
    xlsx_merge *merges;
    size_t merge_count, merge_cap, merge_at;
    bool cut_merges; /* of any sheet, beyond MOST_MERGES */
    table_state *table;
    const doc_row *done; /* the last row that the finder has */
    size_t row, column, next_free;
    bool hidden_row, in_cell, in_value, no_memory;
    size_t lost_sheets, lost_texts; /* that are named, and not there */
    char lost[192];
    value_kind kind;
    size_t style;
} xlsx_state;

/* A string, or the value of a cell, has what stands in all of its runs. */
static pm_status add_text(part *p, xlsx_state *s) {
    buffer_str(&s->text, xml_text(p->xml));
    return s->text.len > DOCUMENT_LONGEST_CELL
               ? document_fault(p->d, PM_ERR_LIMIT, "a text of the workbook is too long")
               : PM_OK;
}

/* ---- Shared strings ---- */

static pm_status keep_string(xlsx_state *s) {
    document *d = s->main.d;
    size_t size = s->text.len + 4;
    uint32_t len = (uint32_t)s->text.len;
    s->string_bytes += size;
    if (s->string_count == MOST_STRINGS || s->string_bytes > DOCUMENT_TEXT) {
        return document_fault(d, PM_ERR_LIMIT, "the workbook holds too much text");
    }
    if ((size_t)(s->room_end - s->room) < size) {
        size_t block = size > STRING_BLOCK ? size : STRING_BLOCK;
        s->room = arena_alloc(&s->memory, block);
        s->room_end = s->room != NULL ? s->room + block : NULL;
    }
    if (s->room == NULL || s->text.failed ||
        !mem_grow(d->allocator, (void **)&s->strings, &s->string_cap, s->string_count + 1,
                  sizeof *s->strings)) {
        return PM_ERR_MEMORY;
    }
    memcpy(s->room, &len, 4);
    if (len != 0) {
        memcpy(s->room + 4, s->text.data, len);
    }
    s->strings[s->string_count++] = s->room;
    s->room += size;
    return PM_OK;
}

static pm_str string_at(xlsx_state *s, pm_str number) {
    size_t at = 0, i = 0;
    number = str_trim(number);
    for (; i < number.len && ascii_digit(number.data[i]) && at < MOST_STRINGS; i++) {
        at = at * 10 + (size_t)(number.data[i] - '0');
    }
    if (at >= s->string_count || i < number.len || number.len == 0) {
        s->lost_texts += number.len != 0 && !s->hidden_row;
        return (pm_str){NULL, 0};
    }
    uint32_t len;
    memcpy(&len, s->strings[at], 4);
    return (pm_str){s->strings[at] + 4, len};
}

static pm_status open_in_strings(part *p, void *ctx) {
    xlsx_state *s = ctx;
    s->in_t = xml_is(p->xml, "t");
    if (xml_is(p->xml, "rPh")) {
        return part_skip(p); /* how it is said, in Japanese */
    }
    if (xml_is(p->xml, "si")) {
        buffer_clear(&s->text);
    }
    return PM_OK;
}

static pm_status close_in_strings(part *p, void *ctx) {
    xlsx_state *s = ctx;
    s->in_t = false;
    return xml_is(p->xml, "si") ? keep_string(s) : PM_OK;
}

static pm_status text_in_strings(part *p, void *ctx) {
    xlsx_state *s = ctx;
    return s->in_t ? add_text(p, s) : PM_OK;
}

static pm_status read_strings(xlsx_state *s, const char *name) {
    static const part_calls calls = {open_in_strings, close_in_strings, text_in_strings};
    part p;
    pm_status status = part_open(s->main.d, name, &p);
    if (status == PM_OK) {
        status = part_each(&p, &calls, s);
        part_close(&p);
    }
    return status;
}

/* ---- Styles ---- */

static number_look look_of_id(size_t id) {
    bool date =
        (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    bool time = (id >= 18 && id <= 21) || (id >= 45 && id <= 47);
    return date ? LOOK_DATE : time ? LOOK_TIME : LOOK_NUMBER;
}

/* What stands in brackets is hours, minutes or seconds beyond a day ("[hh]"), or a colour, a
 * language ... */
static bool counts_time(pm_str code, size_t from, size_t to) {
    bool time = to > from && strchr("hms", ascii_lower(code.data[from])) != NULL;
    for (size_t i = from; i < to && time; i++) {
        time = ascii_lower(code.data[i]) == ascii_lower(code.data[from]);
    }
    return time;
}

/* "dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "mmmm": letters outside quotes and brackets. Beside hours
 * or seconds "mm" is minutes. */
static number_look look_of_code(pm_str code) {
    bool day = false, time = false, month = false;
    for (size_t i = 0; i < code.len && code.data[i] != ';'; i++) {
        char c = ascii_lower(code.data[i]), end = c == '"' ? '"' : c == '[' ? ']' : '\0';
        if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (end != '\0') {
            size_t from = ++i;
            while (i < code.len && code.data[i] != end) {
                i++;
            }
            time |= c == '[' && counts_time(code, from, i);
        } else {
            day |= c == 'd' || c == 'y';
            time |= c == 'h' || c == 's';
            month |= c == 'm';
        }
    }
    return day ? LOOK_DATE : time ? LOOK_TIME : month ? LOOK_DATE : LOOK_NUMBER;
}

static number_look look_of_format(const xlsx_state *s, size_t id) {
    for (size_t i = 0; i < s->format_count; i++) {
        if (s->formats[i].id == id) {
            return s->formats[i].look;
        }
    }
    return look_of_id(id);
}

static pm_status open_in_fonts(part *p, xlsx_state *s) {
    s->in_fonts |= xml_is(p->xml, "fonts");
    if (!s->in_fonts) {
        return PM_OK;
    }
    if (xml_is(p->xml, "font") && s->bold_count < MOST_STYLES) {
        if (!mem_grow(p->d->allocator, (void **)&s->bold, &s->bold_cap, s->bold_count + 1,
                      sizeof *s->bold)) {
            return PM_ERR_MEMORY;
        }
        s->bold[s->bold_count++] = false;
    } else if (xml_is(p->xml, "b") && s->bold_count != 0) {
        s->bold[s->bold_count - 1] = part_is_on(p);
    }
    return PM_OK;
}

static pm_status open_in_styles(part *p, void *ctx) {
    xlsx_state *s = ctx;
    const pm_allocator *a = p->d->allocator;
    if (xml_is(p->xml, "cellXfs")) {
        s->in_cell_styles = true;
    } else if (xml_is(p->xml, "numFmt") && s->format_count < 4096) {
        if (!mem_grow(a, (void **)&s->formats, &s->format_cap, s->format_count + 1,
                      sizeof *s->formats)) {
            return PM_ERR_MEMORY;
        }
        size_t id = part_number(p, "numFmtId", 0, UINT16_MAX);
        s->formats[s->format_count++] =
            (xlsx_format){(uint32_t)id, look_of_code(xml_attribute(p->xml, "formatCode"))};
    } else if (xml_is(p->xml, "xf") && s->in_cell_styles && s->look_count < MOST_STYLES) {
        if (!mem_grow(a, (void **)&s->looks, &s->look_cap, s->look_count + 1, 1)) {
            return PM_ERR_MEMORY;
        }
        size_t id = part_number(p, "numFmtId", 0, UINT16_MAX);
        size_t font = part_number(p, "fontId", SIZE_MAX, UINT16_MAX);
        bool bold = font < s->bold_count && s->bold[font];
        s->looks[s->look_count++] =
            (unsigned char)((unsigned)look_of_format(s, id) | (bold ? BOLD_CELL : 0U));
    } else {
        return open_in_fonts(p, s);
    }
    return PM_OK;
}

static pm_status close_in_styles(part *p, void *ctx) {
    xlsx_state *s = ctx;
    s->in_cell_styles &= !xml_is(p->xml, "cellXfs");
    s->in_fonts &= !xml_is(p->xml, "fonts");
    return PM_OK;
}

/* ---- Dates ---- */

/* Days since 1970-01-01 to a date of the Gregorian calendar (Hinnant's algorithm). */
static void put_date(buffer *out, long days) {
    long z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    long day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    long year = yoe + era * 400 + (month <= 2);
    buffer_format(out, "%04ld-%02ld-%02ld", year, month, day);
}

/* The digits at *i, a point among them, and how far the point is to be moved; false: there are
 * none. More digits than a double holds say nothing. */
static bool read_digits(pm_str v, size_t *i, double *value, long *shift) {
    enum { DIGITS = 18 };
    bool any = false, point = false;
    int digits = 0;
    for (*value = 0, *shift = 0; *i < v.len; ++*i) {
        char c = v.data[*i];
        bool first = c == '.' && !point;
        if (!first && !ascii_digit(c)) {
            break;
        }
        point |= first;
        any |= !first;
        bool kept = !first && digits < DIGITS;
        *value = kept ? *value * 10 + (c - '0') : *value;
        digits += kept && *value > 0;
        *shift += first ? 0 : kept ? -(long)point : (long)!point;
    }
    return any;
}

/* "E-2", or nothing; false: something else. */
static bool read_exponent(pm_str v, size_t *i, long *shift) {
    enum { FARTHEST = 400 };
    if (*i == v.len) {
        return true;
    }
    bool e = ascii_lower(v.data[(*i)++]) == 'e', minus = *i < v.len && v.data[*i] == '-';
    *i += minus || (*i < v.len && v.data[*i] == '+');
    size_t from = *i;
    long by = 0;
    for (; *i < v.len && ascii_digit(v.data[*i]) && by < FARTHEST; ++*i) {
        by = by * 10 + (v.data[*i] - '0');
    }
    *shift += minus ? -by : by;
    return e && *i > from && *i == v.len;
}

/* "45365.5", "4.5E-2": whole days and minutes; false: something else. */
static bool read_serial(pm_str v, long *days, long *minutes) {
    enum { LAST_DAY = 2958465, DAY_MINUTES = 1440 };
    double value;
    long shift;
    size_t i = 0;
    if (!read_digits(v, &i, &value, &shift) || !read_exponent(v, &i, &shift)) {
        return false;
    }
    for (; shift < 0; shift++) {
        value /= 10;
    }
    for (; shift > 0 && value <= LAST_DAY; shift--) {
        value *= 10;
    }
    if (value >= LAST_DAY + 1) {
        return false;
    }
    *days = (long)value;
    *minutes = (long)((value - (double)*days) * DAY_MINUTES + 0.5);
    *days += *minutes / DAY_MINUTES;
    *minutes %= DAY_MINUTES;
    return true;
}

static bool put_serial(const xlsx_state *s, pm_str v, number_look look, buffer *out) {
    enum { FROM_1900 = 25569, FROM_1904 = 24107, NO_SUCH_DAY = 60 };
    long days, minutes;
    if (!read_serial(v, &days, &minutes)) {
        return false;
    }
    if (look == LOOK_DATE) {
        long shift = !s->from_1904 && days < NO_SUCH_DAY ? 1 : 0; /* 29 February 1900 */
        put_date(out, days + shift - (s->from_1904 ? FROM_1904 : FROM_1900));
        buffer_text(out, minutes != 0 ? " " : "");
    }
    if (look == LOOK_TIME || minutes != 0) {
        buffer_format(out, "%02ld:%02ld", minutes / 60 % 24, minutes % 60);
    }
    return true;
}

/* ---- The workbook ---- */

static pm_status open_in_workbook(part *p, void *ctx) {
    xlsx_state *s = ctx;
    if (xml_is(p->xml, "workbookPr")) {
        pm_str on = xml_attribute(p->xml, "date1904");
        s->from_1904 = str_equal(on, STR("1")) || str_equal(on, STR("true"));
    }
    if (!xml_is(p->xml, "sheet")) {
        return PM_OK;
    }
    pm_str state = xml_attribute(p->xml, "state");
    bool hidden = str_equal(state, STR("hidden")) || str_equal(state, STR("veryHidden"));
    s->cut_sheets += !hidden && s->sheet_count == MOST_SHEETS;
    if (hidden || s->sheet_count == MOST_SHEETS) {
        return PM_OK;
    }
    pm_str name = xml_attribute(p->xml, "name");
    xlsx_sheet *sheet = &s->sheets[s->sheet_count];
    sheet->name = arena_copy(&s->memory, name.data, name.len);
    pm_str id = xml_attribute(p->xml, "id");
    sheet->part = arena_copy(&s->memory, id.data, id.len); /* until all are known */
    s->sheet_count += sheet->name != NULL && sheet->part != NULL;
    return sheet->name != NULL && sheet->part != NULL ? PM_OK : PM_ERR_MEMORY;
}

/* Ids of relations to names of parts. */
static pm_status find_parts(xlsx_state *s, document *d) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < s->sheet_count && status == PM_OK; i++) {
        buffer_clear(&s->text);
        status = part_target(d, s->name.data, NULL, str_from(s->sheets[i].part), &s->text);
        s->sheets[i].part = arena_copy(&s->memory, s->text.data, s->text.len);
        status = status == PM_OK && s->sheets[i].part == NULL ? PM_ERR_MEMORY : status;
    }
    return status;
}

static bool xlsx_is(document *d) {
    return part_main_in(d, "xl/");
}

static pm_status read_side_parts(xlsx_state *s, document *d) {
    buffer_clear(&s->text);
    pm_status status = part_target(d, s->name.data, "/styles", (pm_str){NULL, 0}, &s->text);
    if (status == PM_OK && s->text.len != 0) {
        status = part_walk(d, s->text.data, open_in_styles, close_in_styles, s);
    }
    buffer name;
    buffer_init(&name, d->allocator);
    if (status == PM_OK) {
        status = part_target(d, s->name.data, "/sharedStrings", (pm_str){NULL, 0}, &name);
    }
    if (status == PM_OK && name.len != 0 && package_has(d->package, name.data)) {
        status = read_strings(s, name.data);
    }
    buffer_free(&name);
    return status;
}

static pm_status xlsx_open(document *d) {
    xlsx_state *s = mem_zalloc(d->allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    d->state = s;
    d->find.streams = true;
    d->build.lines = true;
    s->main.d = d;
    arena_init(&s->memory, d->allocator);
    buffer_init(&s->name, d->allocator);
    buffer_init(&s->text, d->allocator);
    buffer_init(&s->date, d->allocator);
    s->table = mem_alloc(d->allocator, sizeof *s->table);
    pm_status status = s->table != NULL ? PM_OK : PM_ERR_MEMORY;
    if (status == PM_OK) {
        status = part_target(d, "", "/officeDocument", (pm_str){NULL, 0}, &s->name);
    }
    if (status == PM_OK) {
        status = part_walk(d, s->name.data, open_in_workbook, NULL, s);
    }
    status = status == PM_OK ? find_parts(s, d) : status;
    return status == PM_OK ? read_side_parts(s, d) : status;
}

static void xlsx_close(document *d) {
    xlsx_state *s = d->state;
    if (s == NULL) {
        return;
    }
    part_close(&s->main);
    buffer_free(&s->name);
    buffer_free(&s->text);
    buffer_free(&s->date);
    mem_free(d->allocator, s->strings);
    mem_free(d->allocator, s->formats);
    mem_free(d->allocator, s->looks);
    mem_free(d->allocator, s->bold);
    mem_free(d->allocator, s->merges);
    mem_free(d->allocator, s->table);
    arena_free(&s->memory);
    mem_free(d->allocator, s);
    d->state = NULL;
}

/* ---- Merged cells ---- */

/* "B12"; the length read, 0: none. */
static size_t read_reference(pm_str s, size_t *across, size_t *row) {
    enum { LAST_ROW = 1 << 20, LAST_COLUMN = 1 << 14 };
    size_t i = 0;
    *across = *row = 0;
    for (; i < s.len && ascii_alpha(s.data[i]) && *across <= LAST_COLUMN; i++) {
        *across = *across * 26 + (size_t)(ascii_lower(s.data[i]) - 'a') + 1;
    }
    for (; i < s.len && ascii_digit(s.data[i]) && *row <= LAST_ROW; i++) {
        *row = *row * 10 + (size_t)(s.data[i] - '0');
    }
    return *across == 0 || *row == 0 || *across > LAST_COLUMN || *row > LAST_ROW ? 0 : i;
}

static pm_status open_in_merges(part *p, void *ctx) {
    xlsx_state *s = ctx;
    size_t across, row, last_column, last_row;
    bool merge = xml_is(p->xml, "mergeCell");
    s->cut_merges |= merge && s->merge_count == MOST_MERGES;
    if (!merge || s->merge_count == MOST_MERGES) {
        return PM_OK;
    }
    pm_str ref = xml_attribute(p->xml, "ref");
    size_t at = read_reference(ref, &across, &row);
    if (at == 0 || at >= ref.len || ref.data[at] != ':' ||
        read_reference(str_slice(ref, at + 1, ref.len), &last_column, &last_row) == 0 ||
        last_column < across || last_row < row || across > DOCUMENT_COLUMNS) {
        return PM_OK;
    }
    if (!mem_grow(p->d->allocator, (void **)&s->merges, &s->merge_cap, s->merge_count + 1,
                  sizeof *s->merges)) {
        return PM_ERR_MEMORY;
    }
    s->merges[s->merge_count++] =
        (xlsx_merge){(uint32_t)row, (uint32_t)(last_row - row + 1), (uint16_t)(across - 1),
                     (uint16_t)(last_column - across + 1)};
    return PM_OK;
}

static int compare_merges(const void *a, const void *b) {
    const xlsx_merge *x = a, *y = b;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : (int)x->column - (int)y->column;
}

/* In reading order; no more than one begins in each cell. */
static void settle_merges(xlsx_state *s) {
    size_t kept = 0;
    qsort(s->merges, s->merge_count, sizeof *s->merges, compare_merges);
    for (size_t i = 0; i < s->merge_count; i++) {
        if (kept == 0 || compare_merges(&s->merges[kept - 1], &s->merges[i]) != 0) {
            s->merges[kept++] = s->merges[i];
        }
    }
    s->merge_count = kept;
}

/* They stand behind the rows that they concern: a first look, by bytes alone, says whether there
 * are any. */
static pm_status look_for_merges(document *d, const char *name, bool *there) {
    enum { PIECE = 32768 };
    static const char word[] = "mergeCell";
    part_stream in;
    char *bytes = mem_alloc(d->allocator, PIECE + sizeof word);
    if (bytes == NULL) {
        return PM_ERR_MEMORY;
    }
    pm_status status = part_stream_open(d, name, &in);
    size_t got = 1, kept = 0;
    *there = false;
    while (status == PM_OK && got != 0 && !*there) {
        status = part_stream_read(&in, bytes + kept, PIECE, &got);
        pm_str text = {bytes, kept + got};
        for (const char *at = bytes; status == PM_OK && at != NULL && !*there;) {
            at = memchr(at, 'm', (size_t)(text.data + text.len - at));
            *there = at != NULL && (size_t)(text.data + text.len - at) >= sizeof word - 1 &&
                     memcmp(at, word, sizeof word - 1) == 0;
            at = at != NULL ? at + 1 : NULL;
        }
        kept = text.len < sizeof word ? text.len : sizeof word;
        memmove(bytes, bytes + text.len - kept, kept);
    }
    part_stream_close(&in);
    mem_free(d->allocator, bytes);
    return status;
}

static pm_status read_merges(xlsx_state *s, document *d, const char *name) {
    bool there = false;
    s->merge_count = s->merge_at = 0;
    package_look(d->package, true);
    pm_status status = look_for_merges(d, name, &there);
    if (status == PM_OK && there) {
        status = part_walk(d, name, open_in_merges, NULL, s);
    }
    package_look(d->package, false);
    if (s->merge_count != 0) {
        settle_merges(s);
    }
    return status;
}

/* Cells only go on in reading order, and so does the search. */
static const xlsx_merge *merge_at(xlsx_state *s, size_t row, size_t across) {
    for (; s->merge_at < s->merge_count; s->merge_at++) {
        const xlsx_merge *m = &s->merges[s->merge_at];
        if (m->row > row || (m->row == row && m->column >= across)) {
            return m->row == row && m->column == across ? m : NULL;
        }
    }
    return NULL;
}

/* ---- Rows ---- */

static void open_columns(part *p, xlsx_state *s) {
    pm_str on = xml_attribute(p->xml, "hidden");
    bool hidden = str_equal(on, STR("1")) || str_equal(on, STR("true"));
    size_t from = part_number(p, "min", 1, DOCUMENT_COLUMNS);
    size_t to = part_number(p, "max", 0, DOCUMENT_COLUMNS);
    for (size_t i = from; hidden && i != 0 && i <= to; i++) {
        s->hidden[i - 1] = true;
    }
}

static void open_row(part *p, xlsx_state *s) {
    size_t row = part_number(p, "r", s->row + 1, 1 << 20);
    s->row = row > s->row ? row : s->row + 1; /* they only go down */
    pm_str on = xml_attribute(p->xml, "hidden");
    s->hidden_row = str_equal(on, STR("1")) || str_equal(on, STR("true"));
    s->column = s->next_free = 0;
    build_row(&p->d->build, s->row);
}

static value_kind kind_of(pm_str type) {
    if (str_equal(type, STR("s"))) {
        return VALUE_SHARED;
    }
    return str_equal(type, STR("b"))                    ? VALUE_TRUTH
           : type.len == 0 || str_equal(type, STR("n")) ? VALUE_NUMBER
                                                        : VALUE_TEXT;
}

static void open_cell(part *p, xlsx_state *s) {
    builder *b = &p->d->build;
    size_t across, row;
    bool told = read_reference(xml_attribute(p->xml, "r"), &across, &row) != 0;
    s->column = told ? across - 1 : s->column;
    s->kind = kind_of(xml_attribute(p->xml, "t"));
    s->style = part_number(p, "s", 0, MOST_STYLES);
    buffer_clear(&s->text);
    s->in_cell = s->column < DOCUMENT_COLUMNS && !s->hidden[s->column];
    if (!s->in_cell) {
        b->cut_columns += s->column >= DOCUMENT_COLUMNS;
        return;
    }
    const xlsx_merge *m = s->merge_count != 0 ? merge_at(s, s->row, s->column) : NULL;
    if (s->column < s->next_free) {
        s->in_cell = false; /* a cell of the same row spans it */
    } else if (build_is_covered(b, s->column)) {
        build_covered(b, s->column);
        s->in_cell = false;
    } else {
        build_cell(b, s->column, m != NULL ? m->columns : 1, m != NULL ? m->rows : 1);
        s->next_free = s->column + (m != NULL ? m->columns : 1);
    }
}

static void close_cell(xlsx_state *s) {
    builder *b = &s->main.d->build;
    pm_str v = buffer_view(&s->text), shown = v;
    if (s->in_cell && v.len != 0) {
        buffer_clear(&s->date);
        unsigned style = s->style < s->look_count ? s->looks[s->style] : LOOK_NUMBER;
        number_look look = (number_look)(style & ~(unsigned)BOLD_CELL);
        b->bold = (style & BOLD_CELL) != 0;
        if (s->kind == VALUE_SHARED) {
            shown = string_at(s, v);
        } else if (s->kind == VALUE_TRUTH) {
            shown = str_equal(v, STR("1")) ? STR("TRUE") : STR("FALSE");
        } else if (s->kind == VALUE_NUMBER && look != LOOK_NUMBER && v.len < LONGEST_VALUE &&
                   put_serial(s, v, look, &s->date)) {
            shown = buffer_view(&s->date);
        }
        build_text(b, shown);
        build_end_cell(b);
    }
    s->no_memory |= s->text.failed || s->date.failed;
    s->in_cell = false;
    s->column++;
}

static void close_row(xlsx_state *s) {
    builder *b = &s->main.d->build;
    if (s->hidden_row) {
        build_hide_row(b, 1);
    } else {
        build_end_row(b);
    }
}

static pm_status on_open(part *p, xlsx_state *s) {
    const xml *x = p->xml;
    s->in_value = false;
    if (xml_is(x, "c")) {
        open_cell(p, s);
    } else if (xml_is(x, "v") || xml_is(x, "t")) {
        s->in_value = s->in_cell;
    } else if (xml_is(x, "row")) {
        open_row(p, s);
    } else if (xml_is(x, "col")) {
        open_columns(p, s);
    } else if (xml_is(x, "rPh") || xml_is(x, "extLst") || xml_is(x, "headerFooter")) {
        return part_skip(p);
    }
    return PM_OK;
}

/* Some rows, or up to the end of the sheet. */
static pm_status read_rows(xlsx_state *s, bool *end) {
    part *p = &s->main;
    size_t rows = 0;
    pm_status status = PM_OK;
    while (status == PM_OK && rows < ROWS_AT_ONCE && p->d->build.status == PM_OK) {
        xml_event event;
        status = part_next(p, &event);
        if (status != PM_OK) {
            break;
        }
        if (event == XML_END) {
            *end = true;
            break;
        }
        if (event == XML_OPEN) {
            status = on_open(p, s);
        } else if (event == XML_TEXT && s->in_value) {
            status = add_text(p, s);
        } else if (event == XML_CLOSE) {
            s->in_value = false;
            if (xml_is(p->xml, "c")) {
                close_cell(s);
            } else if (xml_is(p->xml, "row")) {
                close_row(s);
                rows++;
            }
        }
    }
    return status == PM_OK && s->no_memory ? PM_ERR_MEMORY : status;
}

/* ---- Sheets ---- */

static pm_status open_sheet(xlsx_state *s, document *d) {
    const xlsx_sheet *sheet = &s->sheets[s->at++];
    if (!package_has(d->package, sheet->part)) {
        s->lost_sheets++;
        return PM_OK;
    }
    memset(s->hidden, 0, sizeof s->hidden);
    s->row = 0;
    s->done = NULL;
    pm_status status = read_merges(s, d, sheet->part);
    status = status == PM_OK ? part_open(d, sheet->part, &s->main) : status;
    if (status != PM_OK) {
        return status;
    }
    builder_forget(&d->build);
    build_table(&d->build, str_from(sheet->name));
    s->open = d->build.status == PM_OK;
    if (s->open) {
        find_table_begin(&d->find, s->table, d->build.table[0]->table);
    }
    return PM_OK;
}

static void hand_rows(xlsx_state *s, document *d) {
    const doc_row *r = s->done != NULL ? s->done->next : d->build.table[0]->table->first;
    for (; r != NULL && !d->find.failed; r = r->next) {
        find_table_row(&d->find, s->table, r);
        s->done = r;
    }
    bool busy = builder_busy(&d->build);
    if (!busy && d->build.cells > CELLS_HELD) {
        find_release_rows(&d->find, s->table);
    }
    if (!busy && !find_rows_held(s->table)) {
        builder_forget(&d->build);
        s->done = NULL;
    }
}

/* Once all that is read of it was read. */
static void tell_cut(const xlsx_state *s, const reader *r) {
    if (s->cut_sheets != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "the workbook has more than %d sheets; the last %zu %s left out", MOST_SHEETS,
                     s->cut_sheets, s->cut_sheets == 1 ? "is" : "are");
    }
    if (s->cut_merges) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "a sheet has more than %d merged ranges; the cells of the others are read as "
                     "if they were not merged",
                     MOST_MERGES);
    }
}

/* Told when all that is there was given out. */
static const char *tell_lost(xlsx_state *s) {
    if (s->lost_sheets + s->lost_texts == 0) {
        return NULL;
    }
    bool one_sheet = s->lost_sheets == 1, one_text = s->lost_texts == 1;
    int n = snprintf(s->lost, sizeof s->lost, "the workbook may be damaged: ");
    size_t at = n > 0 ? (size_t)n : 0;
    if (s->lost_sheets != 0) {
        n = snprintf(s->lost + at, sizeof s->lost - at, "%zu sheet%s that it names %s not in it%s",
                     s->lost_sheets, one_sheet ? "" : "s", one_sheet ? "is" : "are",
                     s->lost_texts != 0 ? ", and " : "");
        at += n > 0 ? (size_t)n : 0;
    }
    if (s->lost_texts != 0) {
        n = snprintf(s->lost + at, sizeof s->lost - at, "%zu cell%s a text that is not in it",
                     s->lost_texts, one_text ? " names" : "s name");
        at += n > 0 ? (size_t)n : 0;
    }
    snprintf(s->lost + at, sizeof s->lost - at, "; what is missing is not read");
    return s->lost;
}

static pm_status xlsx_more(document *d) {
    xlsx_state *s = d->state;
    if (!s->open && s->at == s->sheet_count) {
        d->lacks = tell_lost(s);
        tell_cut(s, d->reader);
        return PM_END;
    }
    if (!s->open) {
        return open_sheet(s, d);
    }
    bool end = false;
    pm_status status = read_rows(s, &end);
    if (status != PM_OK) {
        return status;
    }
    if (d->build.status != PM_OK) {
        return document_fault(d, d->build.status, d->build.reason);
    }
    hand_rows(s, d);
    if (end) {
        build_end_table(&d->build);
        find_table_end(&d->find, s->table);
        part_close(&s->main);
        s->open = false;
    }
    return PM_OK;
}

const document_format document_xlsx = {
    .name = "xlsx",
    .suffixes = ".xlsx.xlsm",
    .about = "Excel",
    .is = xlsx_is,
    .open = xlsx_open,
    .more = xlsx_more,
    .close = xlsx_close,
};
