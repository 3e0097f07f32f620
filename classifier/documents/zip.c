/* SPDX-License-Identifier: MIT
 * Keeps true: libzip is known here alone; no more is unpacked than the bounds allow, and what a
 * package says of its own sizes is not believed. */
#include "documents/zip.h"

#include <zip.h>

#include "base/os.h"

struct package {
    const pm_allocator *allocator;
    zip_t *zip;
    uint64_t size;   /* of the whole file, packed */
    size_t unpacked; /* of all parts so far */
    bool looking;    /* parts that are opened now do not count */
};

struct package_part {
    package *of;
    zip_file_t *file;
    uint64_t packed;
    size_t unpacked;
    bool looked_at; /* it does not count */
};

static const char broken[] = "the file is cut off or damaged: it cannot be unpacked";

/* Of a zip_error_t or a code. */
static pm_status status_of(int code, const char **reason) {
    if (code == ZIP_ER_MEMORY) {
        return PM_ERR_MEMORY;
    }
    *reason = code == ZIP_ER_OPEN || code == ZIP_ER_READ ? "the file cannot be read" : broken;
    return PM_ERR_INPUT;
}

pm_status package_open(const pm_allocator *a, const char *path, pm_str bytes, package **out,
                       const char **reason) {
    *out = NULL;
    package *p = mem_zalloc(a, sizeof *p);
    if (p == NULL) {
        return PM_ERR_MEMORY;
    }
    p->allocator = a;
    zip_error_t error;
    os_watch watch = os_watch_memory();
    zip_error_init(&error);
    zip_source_t *source = path != NULL
                               ? zip_source_file_create(path, 0, -1, &error)
                               : zip_source_buffer_create(bytes.data, bytes.len, 0, &error);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (source != NULL && zip_source_stat(source, &stat) == 0) {
        p->size = (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
    }
    p->zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    int code = os_memory_ended(watch) ? ZIP_ER_MEMORY : zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (p->zip == NULL) {
        zip_source_free(source);
    }
    if (p->zip == NULL || code == ZIP_ER_MEMORY) {
        package_close(p);
        return status_of(code, reason);
    }
    if (zip_get_num_entries(p->zip, 0) > PACKAGE_ENTRIES) {
        package_close(p);
        *reason = "the file holds too many parts";
        return PM_ERR_LIMIT;
    }
    *out = p;
    return PM_OK;
}

void package_close(package *p) {
    if (p != NULL) {
        if (p->zip != NULL) {
            zip_discard(p->zip);
        }
        mem_free(p->allocator, p);
    }
}

bool package_has(package *p, const char *name) {
    return zip_name_locate(p->zip, name, 0) >= 0;
}

bool package_locked(package *p) {
    zip_int64_t count = zip_get_num_entries(p->zip, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(p->zip, (zip_uint64_t)i, 0, &stat) == 0 &&
            (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
            stat.encryption_method != ZIP_EM_NONE) {
            return true;
        }
    }
    return false;
}

void package_look(package *p, bool on) {
    p->looking = on;
}

pm_status package_part_open(package *p, const char *name, package_part **out, const char **reason) {
    *out = NULL;
    zip_int64_t at = zip_name_locate(p->zip, name, 0);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (at < 0 || zip_stat_index(p->zip, (zip_uint64_t)at, 0, &stat) != 0) {
        *reason = "the file lacks a part that documents of its kind have";
        return PM_ERR_INPUT;
    }
    package_part *part = mem_zalloc(p->allocator, sizeof *part);
    if (part == NULL) {
        return PM_ERR_MEMORY;
    }
    part->of = p;
    part->looked_at = p->looking;
    bool told = (stat.valid & ZIP_STAT_COMP_SIZE) != 0;
    part->packed = !told ? 0 : stat.comp_size < p->size ? stat.comp_size : p->size;
    os_watch watch = os_watch_memory();
    part->file = zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
    int code = os_memory_ended(watch) ? ZIP_ER_MEMORY : zip_error_code_zip(zip_get_error(p->zip));
    if (part->file == NULL || code == ZIP_ER_MEMORY) {
        if (part->file != NULL) {
            zip_fclose(part->file);
        }
        mem_free(p->allocator, part);
        return status_of(code, reason);
    }
    *out = part;
    return PM_OK;
}

pm_status package_part_read(package_part *part, char *data, size_t size, size_t *got,
                            const char **reason) {
    *got = 0;
    os_watch watch = os_watch_memory();
    zip_int64_t n = zip_fread(part->file, data, size);
    if (os_memory_ended(watch)) {
        return PM_ERR_MEMORY;
    }
    if (n < 0) {
        return status_of(zip_error_code_zip(zip_file_get_error(part->file)), reason);
    }
    part->unpacked += (size_t)n;
    part->of->unpacked += part->looked_at ? 0 : (size_t)n;
    size_t all = part->of->unpacked + (part->looked_at ? part->unpacked : 0);
    if (all > PACKAGE_UNPACKED) {
        *reason = "the file unpacks to more than 1 GiB";
        return PM_ERR_LIMIT;
    }
    if (part->unpacked > PACKAGE_RATIO_FROM && part->unpacked / PACKAGE_RATIO > part->packed) {
        *reason = "a part of the file unpacks to more than 200 times its size, as documents do not";
        return PM_ERR_LIMIT;
    }
    *got = (size_t)n;
    return PM_OK;
}

void package_part_close(package_part *part) {
    if (part != NULL) {
        zip_fclose(part->file);
        mem_free(part->of->allocator, part);
    }
}

/* ---- making one ---- */

/* As of 1 January 1980, in the zone of no place. */
static bool add_part(zip_t *zip, const package_new_part *part) {
    enum { FIRST_DAY = 0 << 9 | 1 << 5 | 1, LEVEL = 5 /* of 9, the last of which take long */ };
    zip_source_t *source = zip_source_buffer(zip, part->data.data, part->data.len, 0);
    zip_int64_t at = source != NULL ? zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_DEFLATE, LEVEL) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)at, 0, FIRST_DAY, 0) == 0;
}

static bool copy_packed(zip_source_t *packed, buffer *out) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(packed, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
        zip_source_open(packed) != 0) {
        return false;
    }
    char *room = buffer_room(out, (size_t)stat.size);
    zip_int64_t n = room != NULL ? zip_source_read(packed, room, stat.size) : -1;
    out->len += n > 0 ? (size_t)n : 0;
    zip_source_close(packed);
    return n >= 0 && (zip_uint64_t)n == stat.size;
}

/* All of it is in memory, so that nothing but memory can be wanting; libzip goes on without some. */
pm_status package_make(const package_new_part *parts, size_t count, buffer *out) {
    os_watch watch = os_watch_memory();
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *packed = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = packed != NULL ? zip_open_from_source(packed, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    bool good = zip != NULL;
    if (good) {
        zip_source_keep(packed); /* closing the archive lets go of it once */
    }
    for (size_t i = 0; i < count && good; i++) {
        good = add_part(zip, &parts[i]);
    }
    good = good && zip_close(zip) == 0;
    if (!good && zip != NULL) {
        zip_discard(zip);
    }
    good = good && copy_packed(packed, out);
    zip_source_free(packed);
    return !os_memory_ended(watch) && good ? PM_OK : PM_ERR_MEMORY;
}
