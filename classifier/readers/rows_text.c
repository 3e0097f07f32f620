/* SPDX-License-Identifier: MIT
 * Keeps true: every line that is not blank is one row, whose text is the line, bullets and all. */
#include "readers/rows.h"

static pm_status text_open(reader *r) {
    line_reader *lines = mem_alloc(r->allocator, sizeof *lines);
    if (lines == NULL) {
        return PM_ERR_MEMORY;
    }
    line_init(lines, r->allocator, &r->feed, true);
    r->state = lines;
    if (columns_missing(&r->columns, false) != SLOT_NONE) {
        reader_tell(r, PM_NOTE,
                    "read as text, one action a line: there are no headings for --columns");
    }
    return PM_OK;
}

static pm_status text_next(reader *r, pm_row *row) {
    line_reader *lines = r->state;
    pm_str line;
    pm_status status = line_next(lines, &line);
    while (status == PM_OK && cell_blank(line)) {
        r->counts.empty++;
        status = line_next(lines, &line);
    }
    reader_set_line(r, lines->line);
    if (status == PM_ERR_ROW) {
        return reader_refuse(r, "the line is too long and is left out");
    }
    *row = (pm_row){.has_action = 1, .coded = {-1, -1, -1, -1, -1}};
    row->action.cell[PM_TEXT] = line;
    return status;
}

static void text_close(reader *r) {
    line_reader *lines = r->state;
    if (lines != NULL) {
        line_free(lines);
        mem_free(r->allocator, lines);
    }
}

const row_kind rows_text = {READER_TEXT, ".txt.text", false, text_open, text_next, text_close};
