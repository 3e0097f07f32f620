/* SPDX-License-Identifier: MIT
 * A JSON object as a row: its keys as headings, its values as cells. */
#ifndef READERS_OBJECTS_H
#define READERS_OBJECTS_H

#include "format/json.h"
#include "readers/rows.h"

typedef struct object {
    arena texts; /* what had escapes */
    bool texts_used;
    buffer text;
    pm_str *keys, *values; /* views of the source or of `texts` */
    json_event *kinds;     /* first event of each value */
    size_t count, cap, key_cap, value_cap, kind_cap;
    const heading_step *step; /* to which the keys lead; NULL: none that is known */
} object;

void object_init(object *o, const pm_allocator *a);
void object_free(object *o);
void object_clear(object *o);

/* Adds the keys and values of the object that `j` has just opened, to its end. Numbers and nested
 * values are their text, null is empty. `from` (may be NULL) is the step to which the keys that
 * `o` has already lead. PM_ERR_ROW: the text is no JSON (see j), PM_ERR_LIMIT: too many keys,
 * PM_ERR_MEMORY. */
pm_status object_read(object *o, json_reader *j, const heading_step *from);

/* Adds what `from` holds, as views. PM_ERR_LIMIT, PM_ERR_MEMORY. */
pm_status object_add(object *o, const object *from);

/* Adds one pair of views. PM_ERR_LIMIT, PM_ERR_MEMORY. */
pm_status object_put(object *o, pm_str key, json_event kind, pm_str value);

/* Where `key` stands, from index `from` on; o->count when it is not there. */
size_t object_find(const object *o, size_t from, pm_str key);

/* Drops lists and objects among the values. */
void object_drop_nested(object *o);

/* Makes the object a row, its first `plan_count` keys being the plan's. Refuses (told) repeated
 * keys and wrong verdicts. */
pm_status object_row(const object *o, size_t plan_count, reader *r, pm_row *row);

#endif
