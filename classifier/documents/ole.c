/* SPDX-License-Identifier: MIT
 * Keeps true: nothing outside the file is read, and each walk ends, whatever the file says of where
 * its sectors and entries lie. */
#include "documents/ole.h"

#include <string.h>

enum {
    SECTOR_BITS = 0x1E, /* in the header */
    FIRST_OF_DIRECTORY = 0x30,
    FIRST_OF_TABLES = 0x44, /* the list of tables goes on in this sector */
    TABLES = 0x4C,          /* where it begins */
    TABLES_HERE = 109,
    ENTRY = 128, /* bytes of an entry of the directory */
    ENTRY_NAME_LENGTH = 0x40,
    ENTRY_BEFORE = 0x44, /* other entries of the same folder */
    ENTRY_BEHIND = 0x48,
    ENTRY_CHILD = 0x4C,
    ENTRY_SECTOR = 0x74,
    ENTRY_SIZE = 0x78
};

typedef struct ole {
    pm_str file;
    size_t sector; /* its size; 0: none */
} ole;

static uint32_t number(pm_str s, size_t at, size_t bytes) {
    uint32_t n = 0;
    for (size_t i = 0; i < bytes; i++) {
        n |= at + i < s.len ? (uint32_t)(unsigned char)s.data[at + i] << 8 * i : 0xFFU << 8 * i;
    }
    return n;
}

static ole ole_of(pm_str file) {
    uint32_t bits = number(file, SECTOR_BITS, 2);
    bool good = str_starts(file, STR("\xD0\xCF\x11\xE0")) && (bits == 9 || bits == 12);
    return (ole){file, good ? (size_t)1 << bits : 0};
}

/* Where a sector begins; the file's length: there is none of this number. */
static size_t sector_at(const ole *o, uint32_t n) {
    size_t at = ((size_t)n + 1) * o->sector;
    return at < o->file.len ? at : o->file.len;
}

/* The sector behind this one of the same stream: the tables say so, and a list where these are. */
static uint32_t sector_behind(const ole *o, uint32_t n) {
    size_t each = o->sector / 4, table = n / each, at = TABLES + 4 * table;
    if (sector_at(o, n) == o->file.len) {
        return UINT32_MAX;
    }
    if (table >= TABLES_HERE) {
        uint32_t list = number(o->file, FIRST_OF_TABLES, 4);
        for (table -= TABLES_HERE; table >= each - 1; table -= each - 1) {
            list = number(o->file, sector_at(o, list) + o->sector - 4, 4);
        }
        at = sector_at(o, list) + 4 * table;
    }
    return number(o->file, sector_at(o, number(o->file, at, 4)) + 4 * (n % each), 4);
}

/* An entry of the directory; empty: there is none of this number. */
static pm_str entry_of(const ole *o, uint32_t n) {
    size_t each = o->sector / ENTRY;
    uint32_t sector = number(o->file, FIRST_OF_DIRECTORY, 4);
    for (size_t i = n < OLE_ENTRIES ? n / each : 0; i > 0; i--) {
        sector = sector_behind(o, sector);
    }
    size_t at = sector_at(o, sector) + n % each * ENTRY;
    bool there = n < OLE_ENTRIES && at + ENTRY <= o->file.len;
    return there ? (pm_str){o->file.data + at, ENTRY} : (pm_str){NULL, 0};
}

/* How a stream begins: its first sector. Short ones lie together, in small sectors of a stream that
 * the root has. */
static pm_str beginning(const ole *o, pm_str entry) {
    uint32_t n = number(entry, ENTRY_SECTOR, 4);
    if (number(entry, ENTRY_SIZE, 4) >= OLE_SHORT) {
        return str_slice(o->file, sector_at(o, n), sector_at(o, n) + o->sector);
    }
    uint32_t sector = number(entry_of(o, 0), ENTRY_SECTOR, 4);
    size_t each = o->sector / OLE_SMALL;
    for (size_t i = n < OLE_ENTRIES ? n / each : 0; i > 0; i--) {
        sector = sector_behind(o, sector);
    }
    size_t at = sector_at(o, sector) + n % each * OLE_SMALL;
    return str_slice(o->file, at, n < OLE_ENTRIES ? at + OLE_SMALL : at);
}

/* Entries are in order: shorter names first, then by their letters as capitals. */
static int compare_name(const char *name, pm_str entry) {
    size_t len = 2 * (strlen(name) + 1), entry_len = number(entry, ENTRY_NAME_LENGTH, 2);
    for (size_t i = 0; len == entry_len && i < len / 2; i++) {
        uint32_t c = number(entry, 2 * i, 2);
        int low = c < 0x80 ? ascii_lower((char)c) : 0x80;
        if (ascii_lower(name[i]) != low) {
            return ascii_lower(name[i]) < low ? -1 : 1;
        }
    }
    return len == entry_len ? 0 : len < entry_len ? -1 : 1;
}

bool ole_is(pm_str file) {
    ole o = ole_of(file);
    return o.sector != 0 && entry_of(&o, 0).len != 0;
}

bool ole_stream(pm_str file, const char *name, pm_str *first) {
    ole o = ole_of(file);
    pm_str entry = o.sector != 0 ? entry_of(&o, 0) : (pm_str){NULL, 0};
    uint32_t next = number(entry, ENTRY_CHILD, 4);
    for (size_t steps = 0; entry.len != 0 && steps < OLE_STEPS; steps++) {
        entry = entry_of(&o, next);
        int order = compare_name(name, entry);
        if (entry.len != 0 && order == 0) {
            *first = beginning(&o, entry);
            return true;
        }
        next = number(entry, order < 0 ? ENTRY_BEFORE : ENTRY_BEHIND, 4);
    }
    return false;
}

/* Word says it in the flags at its beginning. */
static bool word_locked(pm_str first) {
    enum { FLAGS = 0x0A, ENCRYPTED = 0x0100 };
    return first.len > FLAGS + 2 && (number(first, FLAGS, 2) & ENCRYPTED) != 0;
}

/* Excel in a record near its beginning; each has its kind and its length before it. */
static bool excel_locked(pm_str first) {
    enum { FILE_PASS = 0x2F, RECORDS = 8 };
    size_t at = 0;
    for (size_t i = 0; i < RECORDS && at + 4 <= first.len; i++) {
        if (number(first, at, 2) == FILE_PASS) {
            return true;
        }
        at += 4 + number(first, at + 2, 2);
    }
    return false;
}

bool ole_locked(pm_str file) {
    pm_str first;
    if (ole_stream(file, "WordDocument", &first)) {
        return word_locked(first);
    }
    if (ole_stream(file, "Workbook", &first) || ole_stream(file, "Book", &first)) {
        return excel_locked(first);
    }
    return ole_stream(file, "EncryptedPackage", &first);
}
