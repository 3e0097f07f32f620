/* SPDX-License-Identifier: MIT
 * Keeps true: what stands here of a row comes through reason.h, which asks the text policy. */
#include "cli/disagreements.h"

void disagreements_begin(disagreements *d) {
    if (d->format == FIGURES_CSV) {
        page_format(d->page, "%s,criterion,gold,tool%s", row_headings, reason_headings);
        cells_headings(d->page, d->text);
        page_text(d->page, "\n");
    } else if (d->format == FIGURES_JSON) {
        page_text(d->page, "\"disagreements\":[");
    }
}

/* One verdict: of the row with that number, on a criterion. */
typedef struct verdict_at {
    const pm_row *row;
    size_t number;
    int criterion;
} verdict_at;

static void list_csv(disagreements *d, const verdict_at *at, const reason *why) {
    row_csv(d->page, at->row, at->number, d->text);
    page_format(d->page, ",%s,%d,%d", pm_criterion_name((pm_criterion)at->criterion),
                at->row->coded[at->criterion], why->met);
    reason_csv(d->page, &at->row->action, why, d->text);
    cells_csv(d->page, &at->row->action, d->text);
    page_text(d->page, "\n");
}

static void list_json(disagreements *d, const verdict_at *at, const reason *why) {
    page_text(d->page, d->listed != 0 ? ",\n{" : "\n{");
    row_json(d->page, at->row, at->number, d->text);
    page_format(d->page, ",\"criterion\":\"%s\",\"gold\":%d,\"tool\":%d",
                pm_criterion_name((pm_criterion)at->criterion), at->row->coded[at->criterion],
                why->met);
    reason_json(d->page, &at->row->action, why, d->text);
    cells_json(d->page, &at->row->action, d->text);
    page_text(d->page, "}");
}

static void list_table(disagreements *d, const verdict_at *at, const reason *why) {
    row_plain(d->page, at->row, at->number, d->text);
    page_format(d->page, ": %s: gold %d, tool %d", pm_criterion_name((pm_criterion)at->criterion),
                at->row->coded[at->criterion], why->met);
    if (d->with_reason) {
        page_text(d->page, ": ");
        reason_plain(d->page, &at->row->action, why, d->text);
    }
    page_text(d->page, "\n");
}

void disagreements_row(disagreements *d, const pm_row *row, size_t number,
                       const int tool[PM_CRITERIA], const pm_mark *mark) {
    size_t before = d->listed;
    for (int c = 0; c < PM_CRITERIA; c++) {
        verdict_at at = {row, number, c};
        if (row->coded[c] == tool[c]) {
            continue;
        }
        reason why = {.met = tool[c], .link = -1};
        why = mark != NULL ? reason_of(mark, (pm_criterion)c) : why;
        switch (d->format) {
        case FIGURES_TABLE: list_table(d, &at, &why); break;
        case FIGURES_CSV: list_csv(d, &at, &why); break;
        case FIGURES_JSON: list_json(d, &at, &why); break;
        }
        d->listed++;
    }
    if (d->format == FIGURES_TABLE && d->listed != before) {
        cells_plain(d->page, &row->action, d->text);
    }
}

void disagreements_end(disagreements *d) {
    if (d->format == FIGURES_JSON) {
        page_text(d->page, "],\n");
    } else if (d->format == FIGURES_TABLE && d->listed != 0) {
        page_text(d->page, "\n");
    }
}
