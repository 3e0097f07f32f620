/* SPDX-License-Identifier: MIT
 * Documents to action rows. A format is one file and one line in the table of documents.c. */
#ifndef DOCUMENTS_DOCUMENTS_H
#define DOCUMENTS_DOCUMENTS_H

#include "documents/find.h"
#include "documents/zip.h"
#include "readers/rows.h"

enum {
    DOCUMENT_PIPED = 256 << 20, /* bytes that are held whole: of a packed document or a PDF that
                                   comes through a pipe, of each .doc and .rtf, and of the .docx
                                   that LibreOffice makes of it */
    DOCUMENT_GIVEN = 1 << 30    /* bytes of cells given out: actions of one cell share what stands
                                   beside it, so that this may be much more than the document has */
};

typedef struct document document;

/* One format of documents. */
typedef struct document_format {
    const char *name, *suffixes, *about; /* suffixes: ".docx.docm" */
    /* What is not there that reads it, as part of a sentence; NULL, or says so: nothing. */
    const char *(*missing)(void);
    /* Is it this one, by what it holds? */
    bool (*is)(document *d);
    pm_status (*open)(document *d); /* may be NULL */
    /* Builds some more blocks and hands them to the finder. PM_END: that was all. PM_ERR_INPUT and
     * PM_ERR_LIMIT with d->reason. */
    pm_status (*more)(document *d);
    void (*close)(document *d); /* may be NULL; of what `open` made, too, when it failed */
} document_format;

extern const document_format document_docx, document_odf, document_xlsx, document_html,
    document_pdf, document_doc, document_rtf;

struct document {
    reader *reader; /* that it is read through */
    const pm_allocator *allocator;
    const document_format *format;
    feed_begun before; /* what was read before, while it is opened */
    package *package;  /* of packed documents */
    buffer bytes;      /* that are held whole: see DOCUMENT_PIPED */
    builder build;
    finder find;
    const char *reason;
    char told[160];           /* room for a reason */
    void *state;              /* of the format */
    plan_found *bare;         /* the next plan to look at, behind all actions */
    size_t bare_plans;        /* given out */
    const char *lacks;        /* set at the end: what it names and does not have; NULL: nothing */
    const plan_found *looked; /* plans before it are counted in plans_told */
    size_t plans_told;        /* that have something of their own; 2: enough to know */
    size_t given_out;         /* bytes of cells, so far */
    bool over, no_memory;     /* no_memory: while it was asked which format it is */
    pm_str *cells;            /* room for a row: headings, then cells */
    size_t cell_cap;
};

/* As reader_open, behind what was read before. `*d` belongs to the reader. PM_ERR_INPUT also for
 * what is no document, or none of a kind that is read (told). */
pm_status document_open(const reader_options *options, const char *path, const feed_begun *before,
                        reader **out, document **d);

/* Hands the blocks built so far to the finder. For formats that build all at once: PM_END. */
pm_status document_hand_over(document *d);
/* Does it come through a pipe, so that nobody can open it again by its path? */
bool document_piped(const document *d);
/* Reads the rest of it into `bytes`. */
pm_status document_slurp(document *d);
/* Notes the reason of a fault. */
pm_status document_fault(document *d, pm_status status, const char *reason);

/* ... that other programs can be given no file, as the system tells. */
pm_status document_no_folder(document *d, const char *why);

/* The formats of this build, in the order in which they are tried; NULL beyond the last. */
const document_format *document_format_at(size_t i);

#endif
