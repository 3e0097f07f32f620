/* SPDX-License-Identifier: MIT
 * A pack's files from a folder on disk. */
#ifndef PACK_FOLDER_H
#define PACK_FOLDER_H

#include "base/os.h"
#include "pack/rules.h"

typedef struct pack_files {
    pack_file *items;
    size_t count, cap;
    arena memory; /* holds paths, names and contents */
} pack_files;

/* Reads pack.yaml, the other *.yaml files and lexicons/ with its folders, in sorted order. Files
 * are called `name`/path in diagnostics. PM_ERR_IO and PM_ERR_LIMIT (told), PM_ERR_MEMORY. */
pm_status pack_folder_read(const char *folder, pm_str name, const pm_allocator *a, reporter *report,
                           pack_files *out);
void pack_files_free(pack_files *files);

/* Adds one file; the views are kept, not copied. */
bool pack_files_add(pack_files *files, pm_str path, pm_str name, pm_str content, unsigned layer);

#endif
