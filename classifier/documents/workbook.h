/* SPDX-License-Identifier: MIT
 * Tables to an Excel workbook. */
#ifndef DOCUMENTS_WORKBOOK_H
#define DOCUMENTS_WORKBOOK_H

#include "base/source.h"

/* Bounds of the format. */
enum {
    WORKBOOK_ROWS = 1048576, /* of a sheet, with what stands above the table */
    WORKBOOK_COLUMNS = 16384,
    WORKBOOK_CELL = 32767, /* UTF-16 units; a longer text is cut, which is told */
    WORKBOOK_NAME = 31     /* code points of a sheet's name; a longer one is cut */
};

/* A sheet a table, in their order; the same tables make the same bytes. Writes over a file that is
 * there; what fails leaves none. PM_ERR_ARGUMENT (names that no two sheets, or none, can have),
 * PM_ERR_LIMIT (rows, columns), PM_ERR_IO, PM_ERR_MEMORY; all are told but the last. */
pm_status workbook_write(const pm_allocator *a, reporter *report, const pm_table *tables,
                         size_t count, const char *path);

#endif
