/* SPDX-License-Identifier: MIT
 * Packed documents: the parts of a zip file, unpacked in pieces within bounds, or packed. */
#ifndef DOCUMENTS_ZIP_H
#define DOCUMENTS_ZIP_H

#include "base/strings.h"

/* Bounds against archives made to harm. A test builds with a smaller one. */
#ifndef PACKAGE_UNPACKED
#define PACKAGE_UNPACKED (1 << 30) /* bytes that are unpacked from one document */
#endif
enum {
    PACKAGE_ENTRIES = 16384,     /* files of a package */
    PACKAGE_RATIO = 200,         /* unpacked to packed, of one part ... */
    PACKAGE_RATIO_FROM = 8 << 20 /* ... when that many bytes have come out of it */
};

typedef struct package package;
typedef struct package_part package_part;

/* Opens a file, or, with `path` NULL, bytes that outlive the package. PM_ERR_INPUT, PM_ERR_LIMIT
 * (with a reason), PM_ERR_MEMORY. */
pm_status package_open(const pm_allocator *a, const char *path, pm_str bytes, package **out,
                       const char **reason);
void package_close(package *p);

bool package_has(package *p, const char *name);
/* Is a part encrypted? */
bool package_locked(package *p);

/* While it is on, parts are only looked at: they are read again, and count then. Each look may be
 * as long as what is left to unpack. */
void package_look(package *p, bool on);

/* One part at a time may be open. As package_open. */
pm_status package_part_open(package *p, const char *name, package_part **out, const char **reason);
/* *got 0: the end. PM_ERR_INPUT, PM_ERR_LIMIT. */
pm_status package_part_read(package_part *part, char *data, size_t size, size_t *got,
                            const char **reason);
void package_part_close(package_part *part);

typedef struct package_new_part {
    char name[48];
    pm_str data;
} package_new_part;

/* Packs parts in their order (appended to `out`): the same parts make the same bytes.
 * PM_ERR_MEMORY. */
pm_status package_make(const package_new_part *parts, size_t count, buffer *out);

#endif
