/* SPDX-License-Identifier: MIT
 * Keeps true: a diagnostic about plan data carries a place and never a line of text. */
#include "base/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REPORT_MOST = 200, MESSAGE_MAX = 512, NAME_MAX_COMPARED = 48 };

void source_place(const source *s, size_t offset, size_t *line, size_t *column) {
    size_t start = 0;
    *line = 1;
    offset = offset > s->text.len ? s->text.len : offset;
    for (size_t i = 0; i < offset; i++) {
        if (s->text.data[i] == '\n') {
            (*line)++;
            start = i + 1;
        }
    }
    *column = offset - start + 1;
}

static pm_str line_at(const source *s, size_t offset) {
    size_t start = offset > s->text.len ? s->text.len : offset;
    size_t end = start;
    while (start > 0 && s->text.data[start - 1] != '\n') {
        start--;
    }
    while (end < s->text.len && s->text.data[end] != '\n' && s->text.data[end] != '\r') {
        end++;
    }
    return str_slice(s->text, start, end);
}

static void tell(reporter *r, pm_diagnostic *d, const char *format, va_list args) {
    char text[MESSAGE_MAX];
    int n = vsnprintf(text, sizeof text, format, args);
    d->message = (pm_str){text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1};
    r->errors += d->severity == PM_ERROR;
    r->warnings += d->severity == PM_WARNING;
    if (r->fn != NULL) {
        r->fn(r->ctx, d);
    }
}

void report_at(reporter *r, pm_severity severity, const source *s, size_t offset,
               const char *format, ...) {
    size_t *told = severity == PM_ERROR ? &r->errors : &r->warnings;
    if (severity != PM_NOTE && *told >= REPORT_MOST) { /* a hostile file may have millions */
        ++*told;
        return;
    }
    pm_diagnostic d = {.severity = severity, .file = s->name, .excerpt = line_at(s, offset)};
    source_place(s, offset, &d.line, &d.column);
    va_list args;
    va_start(args, format);
    tell(r, &d, format, args);
    va_end(args);
}

void report_plain(reporter *r, pm_severity severity, pm_str file, size_t line, size_t column,
                  const char *format, ...) {
    pm_diagnostic d = {.severity = severity, .file = file, .line = line, .column = column};
    va_list args;
    va_start(args, format);
    tell(r, &d, format, args);
    va_end(args);
}

void report_about(reporter *r, pm_severity severity, const pm_row *row, const char *format, ...) {
    bool placed = row->file.len != 0 && (row->line != 0 || row->source.len == 0);
    pm_diagnostic d = {.severity = severity,
                       .file = placed ? row->file : row->source,
                       .line = placed ? row->line : 0};
    va_list args;
    va_start(args, format);
    tell(r, &d, format, args);
    va_end(args);
}

static size_t edit_distance(pm_str a, pm_str b) {
    size_t row[NAME_MAX_COMPARED + 1];
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (ascii_lower(a.data[i - 1]) != ascii_lower(b.data[j - 1]));
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[b.len];
}

pm_str nearest_name(pm_str word, const pm_str *names, size_t count) {
    pm_str best = {NULL, 0};
    size_t limit = word.len / 3 + 1;
    if (word.len == 0 || word.len > NAME_MAX_COMPARED) {
        return best;
    }
    for (size_t i = 0; i < count; i++) {
        if (names[i].len == 0 || names[i].len > NAME_MAX_COMPARED) {
            continue;
        }
        size_t distance = edit_distance(word, names[i]);
        if (distance <= limit) {
            limit = distance == 0 ? 0 : distance - 1;
            best = names[i];
            if (distance == 0) {
                break;
            }
        }
    }
    return best;
}
