/* SPDX-License-Identifier: MIT
 * Keeps true: the document was read through once and is JSON, so that no row is given out of a
 * broken one; the lists that are open are bounded: items, the children of one, the episodes of a
 * child, plans, the actions of a plan. */
#include "readers/objects.h"

#include <string.h>

/* An array that is walked through. */
typedef struct list {
    json_reader at;
    bool open;
    pm_str name;  /* its key; empty for the document itself */
    size_t index; /* of the element at hand */
} list;

enum { GROUPS = 2 }; /* lists of items in an item: children, and the episodes of a child */

typedef struct json_doc {
    buffer text;
    list items, groups[GROUPS], plans, actions;
    size_t depth;             /* groups that are open */
    object around[GROUPS];    /* what the items of a group have from the one that holds them */
    object holder, plan, row; /* each begins with what it has from the one before */
    pm_str single;            /* a document that is one object, until it is taken */
    size_t place, line, line_start; /* how far lines were counted */
    buffer path, plan_name;
} json_doc;

/* ---- Opening ---- */

static pm_status read_all(reader *r, buffer *text) {
    pm_status status = PM_OK;
    while (status == PM_OK) {
        status = feed_more(&r->feed, text);
        if (status == PM_OK && text->len > PM_LIMIT_JSON_FILE) {
            reader_tell(r, PM_ERROR,
                        "the document is larger than %d MB; as JSONL it may have any size",
                        PM_LIMIT_JSON_FILE / (1024 * 1024));
            return PM_ERR_INPUT;
        }
    }
    return status == PM_END ? PM_OK : status;
}

static void open_list(list *l, pm_str raw, pm_str name) {
    *l = (list){.open = true, .name = name, .index = SIZE_MAX};
    json_begin(&l->at, raw);
    json_next(&l->at);
}

/* Reads the document through, and opens its list or keeps its object. */
static pm_status check_document(reader *r, json_doc *d) {
    json_reader j;
    pm_str raw;
    json_begin(&j, buffer_view(&d->text));
    json_event first = json_skip(&j, &raw);
    if (first == JSON_ERROR || json_next(&j) == JSON_ERROR) {
        source s = {.name = r->file, .text = buffer_view(&d->text)};
        source_place(&s, j.offset, &r->line, &r->column);
        reader_tell(r, PM_ERROR, "the file is no JSON: %s", j.reason);
        return PM_ERR_INPUT;
    }
    if (first == JSON_ARRAY) {
        open_list(&d->items, raw, (pm_str){NULL, 0});
    } else if (first == JSON_OBJECT) {
        d->single = raw;
    } else {
        reader_tell(r, PM_ERROR, "the document is no list of rows or plans");
        return PM_ERR_INPUT;
    }
    return PM_OK;
}

static pm_status json_open(reader *r) {
    json_doc *d = mem_zalloc(r->allocator, sizeof *d);
    if (d == NULL) {
        return PM_ERR_MEMORY;
    }
    d->line = 1;
    buffer_init(&d->text, r->allocator);
    buffer_init(&d->path, r->allocator);
    buffer_init(&d->plan_name, r->allocator);
    for (size_t i = 0; i < GROUPS; i++) {
        object_init(&d->around[i], r->allocator);
    }
    object_init(&d->holder, r->allocator);
    object_init(&d->plan, r->allocator);
    object_init(&d->row, r->allocator);
    r->state = d;
    pm_status status = read_all(r, &d->text);
    return status == PM_OK ? check_document(r, d) : status;
}

static void json_close(reader *r) {
    json_doc *d = r->state;
    if (d != NULL) {
        for (size_t i = 0; i < GROUPS; i++) {
            object_free(&d->around[i]);
        }
        object_free(&d->holder);
        object_free(&d->plan);
        object_free(&d->row);
        buffer_free(&d->text);
        buffer_free(&d->path);
        buffer_free(&d->plan_name);
        mem_free(r->allocator, d);
    }
}

/* ---- Places ---- */

/* Elements come in the order of the text, so lines are counted once. */
static void set_place(reader *r, json_doc *d, const char *at) {
    size_t offset = (size_t)(at - d->text.data);
    for (const char *p; d->place < offset; d->place = (size_t)(p - d->text.data) + 1) {
        p = memchr(d->text.data + d->place, '\n', offset - d->place);
        if (p == NULL) {
            d->place = offset;
            break;
        }
        d->line++;
        d->line_start = (size_t)(p - d->text.data) + 1;
    }
    r->line = d->line;
    r->column = offset >= d->line_start ? offset - d->line_start + 1 : 0;
}

static void put_step(const list *l, buffer *path) {
    if (!l->open) {
        return;
    }
    buffer_text(path, path->len != 0 && l->name.len != 0 ? "." : "");
    buffer_str(path, l->name);
    buffer_char(path, '[');
    buffer_unsigned(path, l->index);
    buffer_char(path, ']');
}

/* "<file>:plans[3].actions[0]", to the innermost open list. */
static pm_status set_source(reader *r, json_doc *d) {
    buffer_clear(&d->path);
    put_step(&d->items, &d->path);
    for (size_t i = 0; i < d->depth; i++) {
        put_step(&d->groups[i], &d->path);
    }
    put_step(&d->plans, &d->path);
    put_step(&d->actions, &d->path);
    buffer_clear(&r->source);
    buffer_str(&r->source, r->called);
    buffer_text(&r->source, d->path.len != 0 ? ":" : "");
    buffer_str(&r->source, buffer_view(&d->path));
    return d->path.failed || r->source.failed ? PM_ERR_MEMORY : PM_OK;
}

/* How a plan without an id is called where there may be several: "<stem>:plans[3]". */
static pm_status name_plan(reader *r, json_doc *d) {
    buffer_clear(&d->path);
    put_step(&d->items, &d->path);
    for (size_t i = 0; i < d->depth; i++) {
        put_step(&d->groups[i], &d->path);
    }
    put_step(&d->plans, &d->path);
    buffer_clear(&d->plan_name);
    buffer_str(&d->plan_name, r->stem);
    buffer_text(&d->plan_name, d->path.len != 0 ? ":" : "");
    buffer_str(&d->plan_name, buffer_view(&d->path));
    return d->path.failed || d->plan_name.failed ? PM_ERR_MEMORY : PM_OK;
}

/* ---- Walking ---- */

/* The list's next element; JSON_ARRAY_END closes the list. A string's `*raw` has its quotes. */
static json_event next_element(list *l, pm_str *raw) {
    json_event event = json_skip(&l->at, raw);
    l->open = event != JSON_ARRAY_END && event != JSON_ERROR;
    l->index++;
    return event;
}

static pm_status refuse_status(reader *r, pm_status status) {
    return status == PM_ERR_LIMIT ? reader_refuse(r, "an object has too many keys; it is left out")
                                  : status;
}

/* Behind what `o` has already; `raw` is an object. */
static pm_status read_object(const reader *r, object *o, pm_str raw) {
    const heading_step *step = &r->columns.root;
    for (size_t i = 0; i < o->count && step != NULL; i++) {
        step = columns_step(step, o->keys[i]);
    }
    json_reader j;
    (void)json_begin_object(&j, raw);
    return object_read(o, &j, step);
}

static pm_status give_row(reader *r, json_doc *d, const object *o, size_t plan_count, pm_row *row) {
    pm_status status = object_row(o, plan_count, r, row);
    if (status == PM_OK && row->plan_id.len == 0) {
        row->plan_id = buffer_view(&d->plan_name);
    }
    return status;
}

/* A plan's own keys have other names in the data standards than in a table. */
static void rename_plan_keys(object *plan, size_t from) {
    for (size_t i = from; i < plan->count; i++) {
        pm_str *key = &plan->keys[i];
        if (str_equal(*key, STR("start_date"))) {
            *key = STR("plan_date");
        } else if (str_equal(*key, STR("id"))) {
            *key = STR("plan_id");
        }
    }
    plan->step = NULL;
}

/* d->plan is read; its own keys begin at `from`. Opens its actions, or gives the row of a plan
 * without any. PM_END: the actions are open. */
static pm_status enter_plan(reader *r, json_doc *d, size_t from, pm_row *row) {
    object *plan = &d->plan;
    size_t at = object_find(plan, from, STR("actions"));
    bool there = at < plan->count;
    if (there && object_find(plan, at + 1, STR("actions")) < plan->count) {
        return reader_refuse(r, "the plan is left out: it has two lists 'actions'");
    }
    if (!there || (plan->kinds[at] != JSON_ARRAY && plan->kinds[at] != JSON_NULL)) {
        return reader_refuse(r, "the plan is left out: it has no list 'actions'");
    }
    list actions = {.open = false};
    if (plan->kinds[at] == JSON_ARRAY) {
        open_list(&actions, plan->values[at], STR("actions"));
    }
    plan->kinds[at] = JSON_ARRAY;
    object_drop_nested(plan);
    rename_plan_keys(plan, from);
    pm_status status = name_plan(r, d);
    list peek = actions;
    if (status == PM_OK && actions.open && next_element(&peek, NULL) != JSON_ARRAY_END) {
        d->actions = actions;
        return PM_END;
    }
    status = status == PM_OK ? set_source(r, d) : status;
    return status == PM_OK ? give_row(r, d, plan, plan->count, row) : status;
}

static pm_status next_action(reader *r, json_doc *d, pm_row *row) {
    pm_str raw;
    json_event event = next_element(&d->actions, &raw);
    if (event == JSON_ARRAY_END) {
        return PM_END;
    }
    set_place(r, d, raw.data);
    pm_status status = set_source(r, d);
    if (status != PM_OK) {
        return status;
    }
    if (event != JSON_OBJECT) {
        return reader_refuse(r, "an action that is no object is left out");
    }
    object_clear(&d->row);
    status = object_add(&d->row, &d->plan);
    status = status == PM_OK ? read_object(r, &d->row, raw) : status;
    return status == PM_OK ? give_row(r, d, &d->row, d->plan.count, row) : refuse_status(r, status);
}

static pm_status next_plan(reader *r, json_doc *d, pm_row *row) {
    pm_str raw;
    json_event event = next_element(&d->plans, &raw);
    if (event == JSON_ARRAY_END) {
        return PM_END;
    }
    set_place(r, d, raw.data);
    if (event != JSON_OBJECT) {
        return reader_refuse(r, "a plan that is no object is left out");
    }
    object_clear(&d->plan);
    pm_status status = object_add(&d->plan, &d->holder);
    status = status == PM_OK ? read_object(r, &d->plan, raw) : status;
    return status == PM_OK ? enter_plan(r, d, d->holder.count, row) : refuse_status(r, status);
}

/* The first of two keys under which an item holds a list; o->count when it holds none. */
static size_t find_list(const object *o, size_t from, const char *a, const char *b) {
    size_t at = object_find(o, from, str_from(a));
    if (at >= o->count || o->kinds[at] != JSON_ARRAY) {
        at = object_find(o, from, str_from(b));
    }
    return at < o->count && o->kinds[at] == JSON_ARRAY ? at : o->count;
}

/* Does an item hold another list of plans or actions than the one that is read? An empty one says
 * nothing. */
static bool has_other_list(const object *o, size_t from, size_t taken) {
    static const char *const names[] = {"child_in_need_plans", "plans", "children",
                                        "social_care_episodes", "actions"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        for (size_t i = object_find(o, from, str_from(names[k])); i < o->count;
             i = object_find(o, i + 1, str_from(names[k]))) {
            pm_str raw = o->values[i];
            if (i != taken && o->kinds[i] == JSON_ARRAY &&
                !cell_blank(str_slice(raw, 1, raw.len - 1))) {
                return true;
            }
        }
    }
    return false;
}

/* The list that is open is read; what another holds would be lost in silence. */
static pm_status refuse_other(reader *r, bool other) {
    return other ? reader_refuse(r, "a second list of plans or actions in this object is left out")
                 : PM_END;
}

/* d->holder has a list of items at `at`: opens it, and keeps what stands around it. */
static void enter_group(json_doc *d, size_t at) {
    object *around = &d->around[d->depth];
    open_list(&d->groups[d->depth], d->holder.values[at], d->holder.keys[at]);
    object swap = *around;
    *around = d->holder;
    d->holder = swap;
    object_drop_nested(around);
    d->depth++;
}

/* A plan says that it has no actions with null, too, unless it is a row that has one. */
static bool is_plan(const object *o, size_t from) {
    size_t at = object_find(o, from, STR("actions"));
    return at < o->count &&
           (o->kinds[at] == JSON_ARRAY ||
            (o->kinds[at] == JSON_NULL && object_find(o, from, STR("action")) == o->count));
}

/* An object of the document itself: it holds plans, is a plan, or is a row. PM_END: look into its
 * lists. */
static pm_status enter_item(reader *r, json_doc *d, pm_str raw, pm_row *row) {
    object *o = &d->holder;
    size_t from = d->depth != 0 ? d->around[d->depth - 1].count : 0;
    object_clear(o);
    pm_status status = from != 0 ? object_add(o, &d->around[d->depth - 1]) : PM_OK;
    status = status == PM_OK ? read_object(r, o, raw) : status;
    if (status != PM_OK) {
        return refuse_status(r, status);
    }
    size_t plans = find_list(o, from, "child_in_need_plans", "plans");
    size_t group = find_list(o, from, "children", "social_care_episodes");
    bool other = has_other_list(o, from, plans < o->count ? plans : group);
    if (plans < o->count) {
        open_list(&d->plans, o->values[plans], o->keys[plans]);
        object_drop_nested(o);
        return refuse_other(r, other);
    }
    if (group < o->count && d->depth < GROUPS) {
        enter_group(d, group);
        return refuse_other(r, other);
    }
    if (is_plan(o, from)) {
        object_clear(&d->plan);
        status = object_add(&d->plan, o);
        return status == PM_OK ? enter_plan(r, d, from, row) : refuse_status(r, status);
    }
    status = set_source(r, d);
    return status == PM_OK ? object_row(o, from, r, row) : status;
}

/* The next element of a list of items. PM_END: there is none, or its lists are to be looked into.
 */
static pm_status next_element_item(reader *r, json_doc *d, list *l, pm_row *row) {
    pm_str raw;
    json_event event = next_element(l, &raw);
    if (event == JSON_ARRAY_END) {
        return PM_END;
    }
    set_place(r, d, raw.data);
    if (event != JSON_OBJECT) {
        return reader_refuse(r, "a row that is no object is left out");
    }
    return enter_item(r, d, raw, row);
}

static pm_status next_group_item(reader *r, json_doc *d, pm_row *row) {
    list *group = &d->groups[d->depth - 1];
    pm_status status = next_element_item(r, d, group, row);
    if (!group->open) {
        d->depth--;
    }
    return status;
}

static pm_status next_item(reader *r, json_doc *d, pm_row *row) {
    if (d->items.open) {
        return next_element_item(r, d, &d->items, row);
    }
    pm_str raw = d->single;
    d->single = (pm_str){NULL, 0};
    set_place(r, d, raw.data);
    return enter_item(r, d, raw, row);
}

static pm_status json_rows_next(reader *r, pm_row *row) {
    json_doc *d = r->state;
    for (;;) {
        pm_status status = PM_END;
        if (d->actions.open) {
            status = next_action(r, d, row);
        } else if (d->plans.open) {
            status = next_plan(r, d, row);
        } else if (d->depth != 0) {
            status = next_group_item(r, d, row);
        } else if (d->items.open || d->single.data != NULL) {
            status = next_item(r, d, row);
        } else {
            reader_tell_missing(r);
            return PM_END;
        }
        if (status != PM_END) {
            return status;
        }
    }
}

const row_kind rows_json = {READER_JSON, ".json", false, json_open, json_rows_next, json_close};
