/* SPDX-License-Identifier: MIT
 * Keeps true: a table that was ended has whole rows. */
#include "report/sheets.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sheets_init(sheets *s, const pm_allocator *a) {
    *s = (sheets){.count = 0};
    arena_init(&s->memory, a);
    buffer_init(&s->text, a);
}

void sheets_free(sheets *s) {
    const pm_allocator *a = s->memory.allocator;
    mem_free(a, s->items);
    mem_free(a, s->cells);
    mem_free(a, s->notes);
    buffer_free(&s->text);
    arena_free(&s->memory);
}

void sheets_begin(sheets *s, const sheet_form *form) {
    s->cell_count = s->note_count = 0;
    if (!mem_grow(s->memory.allocator, (void **)&s->items, &s->cap, s->count + 1,
                  sizeof *s->items)) {
        s->failed = true;
        return;
    }
    s->items[s->count] = (pm_table){.name = form->name,
                                    .title = form->title,
                                    .about = str_from(form->about),
                                    .chart = form->chart,
                                    .columns = form->columns,
                                    .column_count = form->column_count};
}

static void *keep(sheets *s, const void *data, size_t size) {
    void *copy = arena_alloc(&s->memory, size);
    if (copy != NULL && size != 0) {
        memcpy(copy, data, size);
    }
    s->failed |= copy == NULL;
    return copy;
}

void sheets_title(sheets *s, pm_str title) {
    char *copy = arena_zalloc(&s->memory, title.len + 1);
    s->failed |= copy == NULL;
    if (!s->failed) {
        memcpy(copy, title.data, title.len);
        s->items[s->count].title = copy;
    }
}

void sheets_end(sheets *s) {
    if (s->failed) {
        return;
    }
    pm_table *t = &s->items[s->count];
    t->cells = keep(s, s->cells, s->cell_count * sizeof *s->cells);
    t->notes = keep(s, s->notes, s->note_count * sizeof *s->notes);
    t->row_count = s->cell_count / t->column_count;
    t->note_count = s->note_count;
    s->count += !s->failed;
}

static void put(sheets *s, pm_cell cell) {
    if (!s->failed && mem_grow(s->memory.allocator, (void **)&s->cells, &s->cell_cap,
                               s->cell_count + 1, sizeof *s->cells)) {
        s->cells[s->cell_count++] = cell;
    } else {
        s->failed = true;
    }
}

void put_words(sheets *s, const char *text) {
    put(s, (pm_cell){.kind = PM_CELL_TEXT, .text = str_from(text)});
}

void put_str(sheets *s, pm_str text) {
    char *copy = arena_copy(&s->memory, text.data, text.len);
    s->failed |= copy == NULL;
    put(s, (pm_cell){.kind = PM_CELL_TEXT, .text = {copy, text.len}});
}

void put_count(sheets *s, uint64_t count) {
    put(s, (pm_cell){.kind = PM_CELL_COUNT, .count = count});
}

void put_number(sheets *s, double number) {
    put(s, (pm_cell){.kind = isfinite(number) ? PM_CELL_NUMBER : PM_CELL_NONE, .number = number});
}

void put_ends(sheets *s, share_interval ends) {
    put_number(s, ends.low);
    put_number(s, ends.high);
}

void put_nothing(sheets *s, size_t cells) {
    while (cells-- > 0) {
        put(s, (pm_cell){.kind = PM_CELL_NONE});
    }
}

void put_hidden(sheets *s, size_t cells) {
    while (cells-- > 0) {
        put(s, (pm_cell){.kind = PM_CELL_HIDDEN});
    }
}

void put_note(sheets *s, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t size = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    char *copy = arena_copy(&s->memory, text, size);
    if (copy == NULL || !mem_grow(s->memory.allocator, (void **)&s->notes, &s->note_cap,
                                  s->note_count + 1, sizeof *s->notes)) {
        s->failed = true;
        return;
    }
    s->notes[s->note_count++] = (pm_str){copy, size};
}
