/* SPDX-License-Identifier: MIT
 * The library that reads documents, loaded when it is needed. */
#ifndef PROGRAM_DOCUMENTS_H
#define PROGRAM_DOCUMENTS_H

#include "program/terminal.h"
#include "planmark/docs.h"

typedef struct documents {
    terminal *term; /* where its absence is told; NULL: nowhere */
    bool tried;
    const pm_document_kit *kit;
} documents;

/* For pm_read_options; ctx is a documents. NULL: it is not there (told once). It stays loaded until
 * the command ends. */
const pm_document_kit *documents_kit(void *ctx);

/* Writes tables as a workbook to a path. An exit code (told). */
int documents_workbook(documents *d, const pm_options *options, const pm_table *tables,
                       size_t count, const char *path);

#endif
