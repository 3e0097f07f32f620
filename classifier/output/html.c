/* SPDX-License-Identifier: MIT
 * Texts and figures in HTML. Keeps true: whatever the bytes, what is written is well-formed both
 * as HTML and as XML; no locale plays a part. */
#include "output/html.h"

#include <string.h>

#include "format/number.h"

size_t html_column(const pm_table *t, const char *name) {
    for (size_t i = 0; i < t->column_count; i++) {
        if (strcmp(t->columns[i].name, name) == 0) {
            return i;
        }
    }
    return HTML_NO_COLUMN;
}

bool html_interval_at(const pm_table *t, size_t i) {
    return i + 1 < t->column_count && t->columns[i].part == PM_PART_LOW &&
           t->columns[i + 1].part == PM_PART_HIGH;
}

size_t html_leading(const pm_table *t) {
    size_t n = 0;
    while (n < t->column_count && t->columns[n].measure == PM_IS_TEXT) {
        n++;
    }
    return n;
}

/* ---- Texts ---- */

static bool turns_direction(uint32_t cp) {
    return cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

static uint32_t writable(uint32_t cp) {
    if (cp == '\t' || cp == '\n' || cp == '\r') {
        return ' ';
    }
    bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
    bool no_character = (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
    return control || no_character ? 0xFFFD : cp;
}

uint32_t html_next(pm_str s, size_t *i) {
    uint32_t cp = utf8_next(s.data, s.len, i);
    return turns_direction(cp) ? 0 : writable(cp);
}

void html_put(buffer *out, uint32_t cp) {
    char bytes[4];
    switch (cp) {
    case '&': buffer_text(out, "&amp;"); break;
    case '<': buffer_text(out, "&lt;"); break;
    case '>': buffer_text(out, "&gt;"); break;
    case '"': buffer_text(out, "&quot;"); break;
    default: buffer_put(out, bytes, utf8_put(bytes, cp));
    }
}

void html_text(buffer *out, pm_str s) {
    for (size_t i = 0; i < s.len;) {
        uint32_t cp = html_next(s, &i);
        if (cp != 0) {
            html_put(out, cp);
        }
    }
}

static bool all_ascii(pm_str s) {
    unsigned char any = 0;
    for (size_t i = 0; i < s.len; i++) {
        any |= (unsigned char)s.data[i];
    }
    return any < 0x80;
}

void html_isolated(buffer *out, pm_str s) {
    if (all_ascii(s)) {
        html_text(out, s);
        return;
    }
    buffer_text(out, "<bdi>");
    for (size_t i = 0; i < s.len;) {
        html_put(out, writable(utf8_next(s.data, s.len, &i)));
    }
    buffer_text(out, "</bdi>");
}

bool html_own_words(const pm_table_column *column) {
    static const char *const names[] = {"by",   "criterion", "item", "kind",
                                        "list", "reading",   "set"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(column->name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool html_same_words(pm_str a, const char *b) {
    if (a.len != strlen(b)) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        char x = a.data[i] == '_' ? ' ' : a.data[i], y = b[i] == '_' ? ' ' : b[i];
        if (x != y) {
            return false;
        }
    }
    return true;
}

/* ---- Figures ---- */

enum { PLACES_MOST = 9, FIGURE_LONGEST = 64 }; /* a longer one is left without commas */

static void put_digits(buffer *out, const char *digits, size_t count) {
    for (size_t left = count; left != 0; left--) {
        buffer_char(out, digits[count - left]);
        if (left % 3 == 1 && left != 1) {
            buffer_char(out, ',');
        }
    }
}

/* Writes what stands from `start` anew, with commas and a minus. */
static void dress_number(buffer *out, size_t start) {
    char text[FIGURE_LONGEST];
    size_t len = out->len - start, whole = 0;
    if (out->failed || len > sizeof text || len == 0) {
        return;
    }
    memcpy(text, out->data + start, len);
    out->len = start;
    size_t sign = text[0] == '-';
    while (sign + whole < len && ascii_digit(text[sign + whole])) {
        whole++;
    }
    buffer_text(out, sign != 0 ? "\xE2\x88\x92" : "");
    put_digits(out, text + sign, whole);
    buffer_put(out, text + sign + whole, len - sign - whole);
}

void html_number(buffer *out, double x, int places) {
    size_t start = out->len;
    number_rounded(x, places, out);
    dress_number(out, start);
}

static void put_count(buffer *out, const pm_table_column *column, uint64_t n) {
    size_t start = out->len;
    if (column->measure == PM_IS_FLAG) {
        buffer_text(out, n != 0 ? "yes" : "no");
        return;
    }
    buffer_unsigned(out, n);
    dress_number(out, start);
}

static double least_shown(int places) {
    double least = 1.0;
    for (int i = 0; i < places && i < PLACES_MOST; i++) {
        least /= 10.0;
    }
    return least;
}

static double shown_value(const pm_table_column *column, double x) {
    return column->measure == PM_IS_SHARE ? 100.0 * x : x;
}

static void put_estimate(buffer *out, const pm_table_column *column, double x) {
    double least = least_shown(column->places), value = shown_value(column, x);
    if (value > 0.0 && value < least / 2.0) {
        buffer_text(out, "&lt;" HTML_NBSP);
        value = least;
    }
    html_number(out, value, column->places);
    if (column->measure == PM_IS_SHARE) {
        buffer_text(out, HTML_NBSP "%");
    }
}

static void put_words(buffer *out, pm_str s, bool own) {
    for (size_t i = 0; i < s.len;) {
        uint32_t cp = html_next(s, &i);
        if (cp != 0) {
            html_put(out, own && cp == '_' ? ' ' : cp);
        }
    }
}

void html_figure(buffer *out, const pm_table_column *column, const pm_cell *cell) {
    switch (cell->kind) {
    case PM_CELL_NONE: buffer_text(out, HTML_DASH); break;
    case PM_CELL_HIDDEN: buffer_text(out, HTML_WITHHELD); break;
    case PM_CELL_TEXT: put_words(out, cell->text, html_own_words(column)); break;
    case PM_CELL_COUNT: put_count(out, column, cell->count); break;
    case PM_CELL_NUMBER: put_estimate(out, column, cell->number); break;
    }
}

bool html_interval(buffer *out, const pm_table *t, size_t row, size_t low) {
    const pm_cell *from = tables_at(t, row, low), *to = tables_at(t, row, low + 1);
    if (from->kind != PM_CELL_NUMBER || to->kind != PM_CELL_NUMBER) {
        return false;
    }
    const pm_table_column *column = &t->columns[low];
    html_number(out, shown_value(column, from->number), column->places);
    buffer_text(out, " to ");
    html_number(out, shown_value(column, to->number), column->places);
    return true;
}
