/* SPDX-License-Identifier: MIT
 * planmark-docs: documents (Word, OpenDocument, Excel, PDF, RTF, web pages) to action rows, and
 * tables to workbooks. A library of its own, so that a program which reads none of them loads
 * nothing for them. No promise of ABI before 1.0. A pm_document belongs to one thread at a time.
 * libzip and libxml2, which unpack and parse, take their memory from malloc; where it ends, so does
 * the call, with PM_ERR_MEMORY, but they may not give back all that they took. */
#ifndef PLANMARK_DOCS_H
#define PLANMARK_DOCS_H

#include "planmark.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pm_document pm_document;

typedef struct pm_document_options {
    size_t size; /* sizeof(pm_document_options), as in pm_options */
    pm_options common;
    pm_str columns;    /* as in pm_read_options */
    int keys_only;     /* as in pm_read_options */
    pm_str given;      /* with `rest`, or the path "-": bytes that were read of it before */
    pm_str file, plan; /* as in pm_read_options */
    /* Reads on behind `given` in what cannot be opened again, such as a pipe, until the document is
     * closed; `path` is then its name alone. NULL: it is opened. */
    pm_read_fn rest;
    void *rest_ctx;
    int half_rows;        /* as in pm_read_options */
    size_t shard, shards; /* as in pm_read_options */
} pm_document_options;

/* rows, skipped, empty, plans, named, others: as in pm_read_counts. The rest is of the document,
 * and complete behind the last row. */
typedef struct pm_document_counts {
    size_t rows, skipped, empty;
    size_t tables_seen, tables_taken; /* taken: they have actions, or room for them */
    size_t plans, actions; /* plans: as in pm_read_counts; actions: found, of all shards */
    size_t named, others;
} pm_document_counts;

/* A format that this build reads; static strings. */
typedef struct pm_document_format_info {
    const char *name;    /* "docx" */
    const char *endings; /* ".docx.docm" */
    const char *about;
    const char *missing; /* what is not there that reads it ("needs ..."); NULL: nothing */
} pm_document_format_info;

/* Opens a document ("-": standard input; touches files), whatever its name says. PDF, RTF and Word
 * before 2007 are read by other programs, which are run meanwhile and may write to a folder of
 * their own: see docs/documents.md. PM_ERR_INPUT (no document, a damaged one, one with a password
 * ...; told), PM_ERR_IO, PM_ERR_ARGUMENT for a fault in `columns` (told), PM_ERR_MEMORY. Release
 * with pm_document_close. */
PM_API pm_status pm_document_open(const pm_document_options *options, const char *path,
                                  pm_document **out);
/* The next row; lives until the next call. `source` is "<file>:table 2 row 3 cell 2",
 * "<file>:Sheet1!B4" or "<file>:paragraph 12"; in a PDF with "page 3 " before the place. PM_END;
 * PM_ERR_ROW (told or counted; read on); others are final. */
PM_API pm_status pm_document_next(pm_document *document, pm_row *row);
PM_API pm_document_counts pm_document_counted(const pm_document *document);
/* "docx" ...; a static string. */
PM_API const char *pm_document_format(const pm_document *document);
PM_API void pm_document_close(pm_document *document);

PM_API size_t pm_document_format_count(void);
/* 0, or -1 for no such format. */
PM_API int pm_document_format_get(size_t i, pm_document_format_info *out);

/* Writes tables as an Excel workbook: a sheet a table, with its title, what it is about and its
 * notes above a heading row. The same tables make the same bytes. A column of PM_IS_FLAG that holds
 * nothing is to be filled by hand, and takes 0 and 1 alone. A text longer than a cell of Excel
 * (32,767 characters) is cut, which is told. `path` is written over; where writing fails no file is
 * left, so give one beside the one that it will replace. PM_ERR_ARGUMENT (no table; names of tables
 * that sheets cannot have), PM_ERR_LIMIT (1,048,576 rows, 16,384 columns), PM_ERR_IO, all told;
 * PM_ERR_MEMORY. The file is made in memory before it is written; packing takes its memory from
 * malloc. */
PM_API pm_status pm_workbook_write(const pm_options *options, const pm_table *tables, size_t count,
                                   const char *path);

/* All of this in one table, for programs that load the library when they need it, and for
 * pm_read_options. */
typedef struct pm_document_kit {
    size_t size;
    const char *version; /* that of pm_version; another one is refused */
    pm_status (*open)(const pm_document_options *options, const char *path, pm_document **out);
    pm_status (*next)(pm_document *document, pm_row *row);
    pm_document_counts (*counted)(const pm_document *document);
    const char *(*format)(const pm_document *document);
    void (*close)(pm_document *document);
    size_t (*format_count)(void);
    int (*format_get)(size_t i, pm_document_format_info *out);
    pm_status (*workbook_write)(const pm_options *options, const pm_table *tables, size_t count,
                                const char *path);
} pm_document_kit;

/* Static. */
PM_API const pm_document_kit *pm_document_kit_get(void);

#ifdef __cplusplus
}
#endif
#endif
