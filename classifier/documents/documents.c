/* SPDX-License-Identifier: MIT
 * Keeps true: what a document is shows in its content; every action that is found is given out
 * once, with its plan and its place; no message holds a word of it. */
#include "documents/documents.h"

#include <stdio.h>
#include <string.h>

#include "readers/wide.h"

/* A format is one file and one line here. Web pages come last: they are told by what is no other.
 */
static const document_format *const formats[] = {&document_docx, &document_odf, &document_xlsx,
                                                 &document_pdf,  &document_rtf, &document_doc,
                                                 &document_html};
enum { FORMATS = sizeof formats / sizeof *formats };

const document_format *document_format_at(size_t i) {
    return i < FORMATS ? formats[i] : NULL;
}

pm_status document_fault(document *d, pm_status status, const char *reason) {
    d->reason = reason;
    return status;
}

pm_status document_no_folder(document *d, const char *why) {
    (void)snprintf(d->told, sizeof d->told,
                   "the folder for temporary files (TMPDIR) cannot be written: %s", why);
    return document_fault(d, PM_ERR_INPUT, d->told);
}

/* ---- What kind is it? ---- */

static bool packed(pm_str bytes) {
    return str_starts(bytes, STR("PK\x03\x04"));
}

bool document_piped(const document *d) {
    return strcmp(d->reader->path, "-") == 0 || !feed_of_file(&d->reader->feed);
}

pm_status document_slurp(document *d) {
    feed *in = &d->reader->feed;
    pm_status status = PM_OK;
    in->raw = true;
    while (status == PM_OK && d->bytes.len <= DOCUMENT_PIPED) {
        status = feed_more(in, &d->bytes);
    }
    if (d->bytes.len > DOCUMENT_PIPED) {
        return document_fault(d, PM_ERR_LIMIT, "the document is longer than 256 MiB");
    }
    return status == PM_END ? PM_OK : status;
}

static pm_status open_package(document *d) {
    reader *r = d->reader;
    bool piped = document_piped(d);
    r->feed.raw = true;
    pm_status status = piped ? document_slurp(d) : PM_OK; /* it is held whole */
    if (status == PM_OK) {
        status = package_open(d->allocator, piped ? NULL : r->path, buffer_view(&d->bytes),
                              &d->package, &d->reason);
    }
    if (status == PM_OK && package_locked(d->package)) {
        return document_fault(d, PM_ERR_INPUT,
                              "the document is protected by a password; save it without one");
    }
    return status;
}

static pm_status choose_format(document *d) {
    pm_str bytes = buffer_view(&d->reader->feed.first);
    pm_status status = packed(bytes) ? open_package(d) : PM_OK;
    for (size_t i = 0; i < FORMATS && status == PM_OK; i++) {
        if (formats[i]->is(d)) {
            d->format = formats[i];
            return PM_OK;
        }
        status = d->no_memory ? PM_ERR_MEMORY : status; /* it may be this one */
    }
    return status != PM_OK ? status
                           : document_fault(d, PM_ERR_INPUT,
                                            d->package != NULL
                                                ? "the file is packed, but no document that is read"
                                                : "the file is no document");
}

/* ---- Rows ---- */

static void set_source(reader *r, pm_str place) {
    buffer_clear(&r->source);
    buffer_str(&r->source, r->called);
    buffer_text(&r->source, place.len != 0 ? ":" : "");
    buffer_str(&r->source, place);
}

/* For messages: a sheet has its number, since its name may be that of a child. */
static void set_place(reader *r, const action_found *a) {
    r->at[0] = '\0';
    if (a->table != 0) {
        (void)snprintf(r->at, sizeof r->at, "%s %zu row %zu: ", a->sheet ? "sheet" : "table",
                       a->table, a->row);
    }
}

/* Plans that were looked at are not looked at again; the last one may still become one. */
static bool has_several(document *d) {
    if (d->looked == NULL) {
        d->looked = d->find.plans;
    }
    for (const plan_found *p = d->looked; p != NULL && d->plans_told < 2; p = p->next) {
        bool told = p->actions + p->tables != 0 || p->id.len != 0;
        if (p->next == NULL) {
            return d->plans_told + told > 1;
        }
        d->plans_told += told;
        d->looked = p->next;
    }
    return d->plans_told > 1;
}

/* A plan without an id is called as its file, with its number where there are several. In a
 * workbook that may show behind its first rows: it goes on to be called as they were. */
static pm_status name_plan(document *d, plan_found *plan, pm_row *row) {
    reader *r = d->reader;
    if (row->plan_id.len != 0 || (plan->id.len != 0 && !plan->given)) {
        row->plan_id = row->plan_id.len != 0 ? row->plan_id : plan->id;
        return PM_OK;
    }
    row->plan_id = r->stem;
    row->plan_named = r->stem.len;
    r->counts.named++;
    plan->alone = plan->given ? plan->alone : !has_several(d);
    plan->given = true;
    if (!plan->alone) {
        buffer *text = &d->find.text;
        buffer_clear(text);
        buffer_str(text, r->stem);
        buffer_format(text, ":plan %zu", plan->number);
        row->plan_id = buffer_view(text);
        return text->failed ? PM_ERR_MEMORY : PM_OK;
    }
    return PM_OK;
}

static pm_status fill_plan(document *d, plan_found *plan, pm_row *row) {
    row->authority = row->authority.len != 0 ? row->authority : plan->authority;
    row->plan_date = row->plan_date.len != 0 ? row->plan_date : plan->date;
    return name_plan(d, plan, row);
}

/* Numbers of a layout begin anew with each table: only those of keyed rows are the actions' own. */
static void settle_number(const action_found *a, pm_row *row) {
    if (!a->head->keyed || a->part != 0) {
        row->action_no = (pm_str){NULL, 0};
    }
}

static bool room_for(document *d, size_t cells) {
    return mem_grow(d->allocator, (void **)&d->cells, &d->cell_cap, 2 * cells, sizeof *d->cells);
}

/* A cell that many actions share is written with each of them. */
static bool may_give(document *d, const action_found *a) {
    for (size_t i = 0; i < a->head->count; i++) {
        d->given_out += a->cells[i].len;
    }
    return d->given_out <= DOCUMENT_GIVEN;
}

/* A timeframe of all actions stands with each that has none, and where it came from beside it. */
static pm_status give_action(document *d, const action_found *a, pm_row *row) {
    static const pm_str from = {"by_when_from", 12};
    reader *r = d->reader;
    plan_found *plan = a->plan;
    bool shared = plan->by_when.len != 0 && !a->head->record;
    size_t count = a->head->count, all = count + shared;
    if (!room_for(d, all)) {
        return PM_ERR_MEMORY;
    }
    pm_str *headings = d->cells, *cells = d->cells + all;
    memcpy(headings, a->head->headings, count * sizeof *headings);
    memcpy(cells, a->cells, count * sizeof *cells);
    if (all > count) {
        headings[count] = from;
        cells[count] = (pm_str){NULL, 0};
    }
    set_source(r, a->source);
    set_place(r, a);
    pm_status status = columns_set(&r->columns, headings, all, 0);
    size_t at = status == PM_OK ? r->columns.now->of_slot[SLOT_BY_WHEN] : SIZE_MAX;
    bool none = at == SIZE_MAX || cell_blank(cells[at]);
    bool action = status == PM_OK && !cell_blank(cells[a->head->action]);
    if (all > count && none && action) {
        cells[count] = plan->by_when_from;
    }
    if (action) {
        unknown_note_head(&d->find, a->head);
    }
    status = status == PM_OK ? reader_fill(r, cells, all, row) : status;
    if (status != PM_OK) {
        return status;
    }
    if (all > count && none && action) {
        row->action.cell[PM_BY_WHEN] = plan->by_when;
    }
    settle_number(a, row);
    return fill_plan(d, plan, row);
}

/* Plans in which no action stands. */
static pm_status give_bare_plan(document *d, pm_row *row) {
    while (d->bare != NULL) {
        plan_found *plan = d->bare;
        d->bare = plan->next;
        if (plan->actions == 0 && (plan->tables != 0 || plan->id.len != 0)) {
            *row = (pm_row){.has_action = 0, .coded = {-1, -1, -1, -1, -1}};
            d->reader->columns.now = NULL;
            d->reader->at[0] = '\0';
            d->bare_plans++;
            set_source(d->reader, plan->place);
            return fill_plan(d, plan, row);
        }
    }
    return PM_END;
}

static pm_status tell_fault(document *d, pm_status status) {
    reader *r = d->reader;
    if (status == PM_OK || status == PM_END || status == PM_ERR_MEMORY || status == PM_ERR_ROW) {
        return status;
    }
    if (status == PM_ERR_IO) {
        return status; /* told by who opened the reader */
    }
    report_plain(r->report, PM_ERROR, r->file, 0, 0, "%s", d->reason);
    return PM_ERR_INPUT;
}

static void tell_no_action(document *d) {
    reader *r = d->reader;
    const found_counts *c = &d->find.counts;
    buffer list;
    buffer_init(&list, d->allocator);
    unknown_put(&d->find.seen, &list);
    buffer_char(&list, '\0');
    bool seen = d->find.seen.count != 0 && !list.failed;
    d->find.failed |= list.failed;
    report_plain(r->report, PM_WARNING, r->file, 0, 0,
                 "no action was found: %zu table%s seen, %zu of them with a heading for the "
                 "action; %s%s%sname it with --columns action=HEADING",
                 c->tables_seen, c->tables_seen == 1 ? "" : "s", c->tables_taken,
                 seen ? "there are: " : "", seen ? list.data : "", seen ? "; " : "");
    buffer_free(&list);
}

/* Columns that may be who or by when, and that nobody knows. */
static void tell_unknown(document *d) {
    reader *r = d->reader;
    const finder *f = &d->find;
    const char *what = !f->no_who ? "by_when" : !f->no_by_when ? "who" : "who or by_when";
    const char *first = f->no_who ? "who" : "by_when";
    buffer list;
    buffer_init(&list, d->allocator);
    unknown_put(&f->unknown, &list);
    buffer_char(&list, '\0');
    d->find.failed |= list.failed;
    if (!list.failed) {
        report_plain(r->report, PM_NOTE, r->file, 0, 0,
                     "no column for %s was found%s; unknown headings: %s; name one with --columns "
                     "%s=HEADING",
                     what, f->counts.tables_taken > 1 ? " in one table at least" : "", list.data,
                     first);
    }
    buffer_free(&list);
}

/* What may be actions, and lies beyond a bound. */
static void tell_given_up(const reader *r, const found_counts *c) {
    if (c->cut_tables != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "a table has more rows than may wait for what stands below them (%d, or fewer "
                     "wide ones); the first of them are left out",
                     FIND_HELD_ROWS);
    }
    if (c->unread_tables != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "a table has no headings of actions in %d rows, and is left out",
                     FIND_HEADING_ROWS);
    }
    if (c->unread_columns != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "a column may be a further action of each row, but is carried along and not "
                     "read as one; a row has several where each of their headings has a number, "
                     "from 1 to %d",
                     WIDE_MOST);
    }
    if (c->cut_lists != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "points of a list have typed numbers of more than %d figures; these and those "
                     "behind them are left out",
                     PIECE_DIGITS);
    }
}

static void tell_end(document *d) {
    reader *r = d->reader;
    const found_counts *c = &d->find.counts;
    if (d->build.cut_columns + d->build.cut_repeats != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "a table is wider than %d columns, or repeats a row more than %d times; what "
                     "is beyond that is left out",
                     DOCUMENT_COLUMNS, DOCUMENT_REPEATED);
    }
    tell_given_up(r, c);
    /* a template that nobody filled is a plan without actions; one that is not understood may have
     * some */
    bool template = d->bare_plans != 0 && c->tables_taken != 0;
    if (r->counts.skipped == 0 && c->actions == 0 && !template && d->lacks == NULL) {
        tell_no_action(d);
    }
    if (d->find.no_who || d->find.no_by_when) {
        tell_unknown(d);
    }
    reader_tell_missing(r);
}

/* Some more of the document. */
static pm_status read_on(document *d) {
    pm_status status = d->format->more(d);
    if ((status == PM_OK || status == PM_END) && d->build.status == PM_ERR_MEMORY) {
        status = PM_ERR_MEMORY;
    }
    if (d->find.failed) {
        status = d->find.too_much
                     ? document_fault(d, PM_ERR_LIMIT,
                                      "too much text belongs to its actions, or too many columns")
                     : PM_ERR_MEMORY;
    }
    if (status == PM_END) {
        find_end(&d->find);
        d->over = true;
        d->bare = NULL;
        return PM_OK;
    }
    return tell_fault(d, status);
}

static pm_status document_next(reader *r, pm_row *row) {
    document *d = r->state;
    for (;;) {
        const action_found *a = find_next(&d->find);
        if (d->find.failed) {
            return PM_ERR_MEMORY;
        }
        if (a != NULL && !may_give(d, a)) {
            return tell_fault(d, document_fault(d, PM_ERR_LIMIT,
                                                "its actions, each with the cells that it shares "
                                                "with others, come to more than 1 GiB; the rest of "
                                                "them is left out"));
        }
        if (a != NULL) {
            return give_action(d, a, row);
        }
        if (d->over) {
            break;
        }
        pm_status status = read_on(d);
        if (status != PM_OK) {
            return status;
        }
        if (d->over) {
            d->bare = d->find.plans;
        }
    }
    pm_status status = give_bare_plan(d, row);
    if (status != PM_END) {
        return status;
    }
    tell_end(d);
    if (d->find.failed) {
        return PM_ERR_MEMORY;
    }
    return d->lacks != NULL ? tell_fault(d, document_fault(d, PM_ERR_INPUT, d->lacks)) : PM_END;
}

/* ---- Opening and closing ---- */

static pm_status begin(reader *r) {
    document *d = r->state;
    pm_status status = feed_open_behind(&r->feed, r->allocator, r->path, &d->before);
    if (status != PM_OK) {
        return status;
    }
    if (r->feed.over && r->feed.first.len == 0) {
        return tell_fault(d, document_fault(d, PM_ERR_INPUT, "the file is empty"));
    }
    status = choose_format(d);
    if (status == PM_OK && d->format->open != NULL) {
        status = d->format->open(d);
    }
    if (status == PM_OK && d->build.status == PM_ERR_MEMORY) {
        status = PM_ERR_MEMORY;
    }
    return tell_fault(d, status);
}

static void document_close(reader *r) {
    document *d = r->state;
    if (d == NULL) {
        return;
    }
    if (d->format != NULL && d->format->close != NULL) {
        d->format->close(d);
    }
    package_close(d->package);
    buffer_free(&d->bytes);
    find_free(&d->find);
    builder_free(&d->build);
    mem_free(d->allocator, d->cells);
    mem_free(d->allocator, d);
}

static const row_kind rows_document = {READER_DOCUMENT, "", false, begin, document_next,
                                       document_close};

pm_status document_open(const reader_options *options, const char *path, const feed_begun *before,
                        reader **out, document **made) {
    const pm_allocator *a = options->allocator;
    document *d = mem_zalloc(a, sizeof *d);
    *out = NULL;
    if (d == NULL) {
        return PM_ERR_MEMORY;
    }
    d->allocator = a;
    d->before = *before;
    d->reason = "";
    buffer_init(&d->bytes, a);
    builder_init(&d->build, a);
    reader *r;
    pm_status status = reader_prepare(options, path, &rows_document, d, &r);
    if (status != PM_OK) {
        find_init(&d->find, a, NULL);
        reader none = {.state = d};
        document_close(&none);
        return status;
    }
    d->reader = r;
    find_init(&d->find, a, &r->columns);
    status = reader_begin(r);
    if (status != PM_OK) {
        reader_close(r);
        return status;
    }
    *out = r;
    *made = d;
    return PM_OK;
}

pm_status document_hand_over(document *d) {
    if (d->build.status != PM_OK) {
        return document_fault(d, d->build.status, d->build.reason);
    }
    for (const doc_block *b = d->build.first; b != NULL && !d->find.failed; b = b->next) {
        find_block(&d->find, b);
    }
    return d->find.failed ? PM_ERR_MEMORY : PM_END;
}
