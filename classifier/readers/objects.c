/* SPDX-License-Identifier: MIT
 * Keeps true: keys, values and kinds have the same count; views stay valid until the object is
 * cleared. */
#include "readers/objects.h"

void object_init(object *o, const pm_allocator *a) {
    *o = (object){.count = 0};
    arena_init(&o->texts, a);
    buffer_init(&o->text, a);
}

void object_free(object *o) {
    const pm_allocator *a = o->texts.allocator;
    mem_free(a, o->keys);
    mem_free(a, o->values);
    mem_free(a, o->kinds);
    buffer_free(&o->text);
    arena_free(&o->texts);
}

void object_clear(object *o) {
    o->count = 0;
    o->step = NULL;
    if (o->texts_used) {
        arena_reset(&o->texts);
        o->texts_used = false;
    }
}

/* The decoded text of the last key or string, for as long as the object is not cleared. */
static inline bool keep_text(object *o, const json_reader *j, pm_str *out) {
    *out = j->value;
    if (!j->escaped) {
        return true;
    }
    o->texts_used = true;
    buffer_clear(&o->text);
    pm_str text = json_text(j, &o->text);
    char *copy = o->text.failed ? NULL : arena_copy(&o->texts, text.data, text.len);
    *out = (pm_str){copy, text.len};
    return copy != NULL;
}

static pm_status make_room(object *o) {
    const pm_allocator *a = o->texts.allocator;
    size_t need = o->count + 1;
    if (o->count == PM_LIMIT_COLUMNS) {
        return PM_ERR_LIMIT;
    }
    if (!mem_grow(a, (void **)&o->keys, &o->key_cap, need, sizeof *o->keys) ||
        !mem_grow(a, (void **)&o->values, &o->value_cap, need, sizeof *o->values) ||
        !mem_grow(a, (void **)&o->kinds, &o->kind_cap, need, sizeof *o->kinds)) {
        return PM_ERR_MEMORY;
    }
    o->cap = o->kind_cap < PM_LIMIT_COLUMNS ? o->kind_cap : PM_LIMIT_COLUMNS; /* they grow alike */
    return PM_OK;
}

pm_status object_put(object *o, pm_str key, json_event kind, pm_str value) {
    pm_status status = o->count < o->cap ? PM_OK : make_room(o);
    if (status == PM_OK) {
        o->keys[o->count] = key;
        o->kinds[o->count] = kind;
        o->values[o->count++] = value;
    }
    return status;
}

/* The next key. PM_END: there is none. */
static pm_status read_key(object *o, json_reader *j, pm_str *key) {
    if (json_closes(j)) {
        return PM_END;
    }
    if (json_next(j) != JSON_KEY) {
        return j->state == JSON_FAILED ? PM_ERR_ROW : PM_END;
    }
    return keep_text(o, j, key) ? PM_OK : PM_ERR_MEMORY;
}

static pm_status read_value(object *o, json_reader *j, pm_str key) {
    pm_str value;
    json_event kind = json_skip(j, &value);
    if (kind == JSON_ERROR) {
        return PM_ERR_ROW;
    }
    if (kind == JSON_STRING && !keep_text(o, j, &value)) {
        return PM_ERR_MEMORY;
    }
    return object_put(o, key, kind, kind == JSON_NULL ? (pm_str){NULL, 0} : value);
}

/* The next step, if the next key is one that is known there. */
static inline const heading_step *known_step(const json_reader *j, const heading_step *from,
                                             const char **key) {
    size_t left;
    *key = json_key_place(j, &left);
    const heading_step *step = *key != NULL ? from->first : NULL;
    while (step != NULL && !json_key_is(&step->name, *key, left)) {
        step = step->next;
    }
    return step;
}

/* Reads on as long as the keys are known, the values plain, and there is room; returns the step it
 * came to. */
static const heading_step *read_known(object *o, json_reader *j, const heading_step *at) {
    size_t count = o->count;
    for (size_t cap = o->cap; count < cap; count++) {
        const char *key;
        pm_str value;
        const heading_step *step = known_step(j, at, &key);
        json_event kind =
            step != NULL ? json_plain_value(j, key + step->name.len, &value) : JSON_ERROR;
        if (kind == JSON_ERROR) {
            break;
        }
        o->keys[count] = (pm_str){key + 1, step->heading.len};
        o->kinds[count] = kind;
        o->values[count] = value;
        at = step;
    }
    o->count = count;
    return at;
}

pm_status object_read(object *o, json_reader *j, const heading_step *from) {
    for (;;) {
        pm_str key;
        from = from != NULL ? read_known(o, j, from) : NULL;
        pm_status status = read_key(o, j, &key);
        status = status == PM_OK ? read_value(o, j, key) : status;
        if (status != PM_OK) {
            o->step = from;
            return status == PM_END ? PM_OK : status;
        }
        from = from != NULL ? columns_step(from, key) : NULL;
    }
}

pm_status object_add(object *o, const object *from) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < from->count && status == PM_OK; i++) {
        status = object_put(o, from->keys[i], from->kinds[i], from->values[i]);
    }
    return status;
}

size_t object_find(const object *o, size_t from, pm_str key) {
    while (from < o->count && !str_equal(o->keys[from], key)) {
        from++;
    }
    return from;
}

void object_drop_nested(object *o) {
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (o->kinds[i] != JSON_ARRAY && o->kinds[i] != JSON_OBJECT) {
            o->keys[kept] = o->keys[i];
            o->kinds[kept] = o->kinds[i];
            o->values[kept++] = o->values[i];
        }
    }
    o->count = kept;
    o->step = NULL;
}

/* A row without a key for the action can only be a plan that has none, and then holds nothing that
 * might be meant as the action. */
static bool may_lack_action(const object *o, size_t plan_count, const columns *c,
                            const pm_row *row) {
    if (plan_count != 0 && plan_count == o->count) {
        return true;
    }
    return row->plan_id.len != 0 && !columns_carry_text(c, row, false);
}

/* A list cannot be the text of an action; an empty one says that there is none. */
static pm_status check_action(const object *o, reader *r, pm_row *row) {
    size_t at = r->columns.now->of_slot[SLOT_ACTION];
    if (at >= o->count || (o->kinds[at] != JSON_ARRAY && o->kinds[at] != JSON_OBJECT)) {
        return PM_OK;
    }
    pm_str inside = str_slice(o->values[at], 1, o->values[at].len - 1);
    if (!cell_blank(inside)) {
        return reader_refuse(r, "the row is left out: its action is a list or an object; plans "
                                "with lists of actions are read from one JSON document");
    }
    row->action.cell[PM_TEXT] = (pm_str){NULL, 0};
    return PM_OK;
}

pm_status object_row(const object *o, size_t plan_count, reader *r, pm_row *row) {
    columns *c = &r->columns;
    pm_status status = PM_OK;
    if (!columns_take(c, o->step, plan_count)) {
        status = columns_set(c, o->keys, o->count, plan_count);
    }
    if (status != PM_OK) {
        return status;
    }
    if (c->now->repeat != SIZE_MAX) {
        return reader_refuse(r, "the row is left out: key %zu of its object stands there twice",
                             c->now->repeat - plan_count + 1);
    }
    status = reader_fill(r, o->values, o->count, row);
    bool suffice = status != PM_OK || row->action.cell[PM_TEXT].len != 0 ||
                   reader_columns_suffice(r) || may_lack_action(o, plan_count, c, row);
    if (!suffice) {
        return reader_refuse_columns(r);
    }
    return status == PM_OK ? check_action(o, r, row) : status;
}
