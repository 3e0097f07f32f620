/* SPDX-License-Identifier: MIT
 * Compound files (OLE2), as Office wrote them before 2007: no more than what is needed to tell
 * whether one is locked. */
#ifndef DOCUMENTS_OLE_H
#define DOCUMENTS_OLE_H

#include "base/strings.h"

enum {
    OLE_STEPS = 256,    /* entries on the way to a stream; there are a few dozen */
    OLE_ENTRIES = 8192, /* of the directory, as far as it is looked at, and small sectors */
    OLE_SHORT = 4096,   /* bytes of a stream with sectors of its own */
    OLE_SMALL = 64      /* bytes of a sector of shorter ones */
};

/* Is there a directory with a root? */
bool ole_is(pm_str file);
/* How a stream of the root itself begins, not of a document in this one: its first sector, or what
 * the file has of it. false: there is none of this name, in ASCII. */
bool ole_stream(pm_str file, const char *name, pm_str *first);

/* Is the document of Word, or of Excel, protected by a password? */
bool ole_locked(pm_str file);

#endif
