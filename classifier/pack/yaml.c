/* SPDX-License-Identifier: MIT
 * Keeps true: a tree that leaves here is whole, holds no alias, and every node knows its byte in
 * the source; whatever libyaml took is given back before return. */
#include "pack/yaml.h"

#include <string.h>

#include <yaml.h>

#include "base/intern.h"

enum {
    FAULTS_TOLD = 100, /* of one file: telling a place costs a walk through the file */
    KEY_SHOWN = 60     /* bytes of a key in a message */
};

typedef struct frame {
    yaml_tree *node;
    size_t first; /* of its items in `open` */
} frame;

typedef struct builder {
    const source *src;
    arena *memory;
    reporter *report;
    size_t faults;
    size_t mark_char, mark_byte; /* one known pair; libyaml counts characters */
    frame stack[PM_LIMIT_NESTING];
    size_t depth;
    yaml_tree **open; /* items of the nodes on the stack */
    size_t open_count, open_cap;
    yaml_tree *root;
    size_t documents;
} builder;

/* Counts a fault; true when it is still to be told. */
static bool fault(builder *b, size_t offset) {
    b->faults++;
    if (b->faults == FAULTS_TOLD) {
        report_at(b->report, PM_ERROR, b->src, offset, "more faults follow; they are not told");
    }
    return b->faults < FAULTS_TOLD;
}

static pm_status stop(builder *b, size_t offset, const char *message) {
    if (fault(b, offset)) {
        report_at(b->report, PM_ERROR, b->src, offset, "%s", message);
    }
    return PM_ERR_PACK;
}

/* ---- places ---- */

static bool inside_character(pm_str text, size_t at) {
    return at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80;
}

/* Marks hardly ever go back, so walking from the last one makes the whole file one walk. */
static size_t byte_of(builder *b, size_t mark) {
    pm_str text = b->src->text;
    while (b->mark_char < mark && b->mark_byte < text.len) {
        do {
            b->mark_byte++;
        } while (inside_character(text, b->mark_byte));
        b->mark_char++;
    }
    while (b->mark_char > mark && b->mark_byte > 0) {
        do {
            b->mark_byte--;
        } while (b->mark_byte > 0 && inside_character(text, b->mark_byte));
        b->mark_char--;
    }
    return b->mark_byte;
}

/* The first byte of content behind the line with the block mark (| or >). */
static size_t block_content(pm_str text, size_t at) {
    while (at < text.len && text.data[at] != '\n') {
        at++;
    }
    while (at < text.len && ascii_space(text.data[at])) {
        at++;
    }
    return at;
}

static size_t content_offset(builder *b, const yaml_event_t *e) {
    size_t at = byte_of(b, e->start_mark.index);
    switch (e->data.scalar.style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return at + 1;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE: return block_content(b->src->text, at);
    default: return at;
    }
}

/* ---- nodes ---- */

static yaml_tree *new_node(builder *b, yaml_kind kind, size_t offset) {
    yaml_tree *node = arena_zalloc(b->memory, sizeof *node);
    if (node != NULL) {
        node->kind = kind;
        node->offset = offset;
    }
    return node;
}

static pm_status attach(builder *b, yaml_tree *node) {
    if (b->depth == 0) {
        b->root = node;
        return PM_OK;
    }
    if (!mem_grow(b->memory->allocator, (void **)&b->open, &b->open_cap, b->open_count + 1,
                  sizeof(yaml_tree *))) {
        return PM_ERR_MEMORY;
    }
    b->open[b->open_count++] = node;
    return PM_OK;
}

/* `!` and `&` cannot begin plain text, so they betray a tag that libyaml has already resolved. */
static void refuse_properties(builder *b, const void *anchor, const void *tag, size_t at) {
    pm_str text = b->src->text;
    char first = at < text.len ? text.data[at] : '\0';
    if ((anchor != NULL || first == '&') && fault(b, at)) {
        report_at(b->report, PM_ERROR, b->src, at, "anchors (&) are not understood here");
    }
    if ((tag != NULL || first == '!') && fault(b, at)) {
        report_at(b->report, PM_ERROR, b->src, at,
                  "tags (!) are not understood here; put the text in quotes");
    }
}

static pm_status take_scalar(builder *b, const yaml_event_t *e) {
    size_t at = byte_of(b, e->start_mark.index), offset = content_offset(b, e);
    size_t len = e->data.scalar.length;
    pm_str raw = str_slice(b->src->text, offset, offset + len);
    yaml_tree *node = new_node(b, YAML_SCALAR, offset);
    char *copy = arena_copy(b->memory, (const char *)e->data.scalar.value, len);
    if (node == NULL || copy == NULL) {
        return PM_ERR_MEMORY;
    }
    node->text = (pm_str){copy, len};
    node->exact = str_equal(raw, node->text);
    if (len != 0 || e->data.scalar.anchor != NULL || e->data.scalar.tag != NULL) {
        refuse_properties(b, e->data.scalar.anchor, e->data.scalar.tag, at);
    }
    return attach(b, node);
}

static pm_status take_alias(builder *b, const yaml_event_t *e) {
    size_t at = byte_of(b, e->start_mark.index);
    yaml_tree *node = new_node(b, YAML_SCALAR, at);
    if (node == NULL) {
        return PM_ERR_MEMORY;
    }
    if (fault(b, at)) {
        report_at(b->report, PM_ERROR, b->src, at,
                  "aliases (*) are not understood here; put the text in quotes");
    }
    return attach(b, node);
}

static pm_status open_node(builder *b, yaml_kind kind, const yaml_event_t *e) {
    bool list = kind == YAML_LIST;
    size_t at = byte_of(b, e->start_mark.index);
    if (b->depth == PM_LIMIT_NESTING) {
        return stop(b, at, "lists and maps are nested too deeply");
    }
    yaml_tree *node = new_node(b, kind, at);
    if (node == NULL || attach(b, node) != PM_OK) {
        return PM_ERR_MEMORY;
    }
    const void *anchor = list ? e->data.sequence_start.anchor : e->data.mapping_start.anchor;
    const void *tag = list ? e->data.sequence_start.tag : e->data.mapping_start.tag;
    if (anchor != NULL || tag != NULL) {
        refuse_properties(b, anchor, tag, at);
    }
    b->stack[b->depth++] = (frame){node, b->open_count};
    return PM_OK;
}

static void tell_repeat(builder *b, const yaml_tree *key) {
    if (fault(b, key->offset)) {
        int shown = key->text.len < KEY_SHOWN ? (int)key->text.len : KEY_SHOWN;
        report_at(b->report, PM_ERROR, b->src, key->offset,
                  "the key '%.*s' stands twice in this map", shown, key->text.data);
    }
}

static pm_status check_keys(builder *b, const yaml_tree *map) {
    arena scratch;
    intern_table seen;
    arena_init(&scratch, b->memory->allocator);
    intern_init(&seen, &scratch);
    pm_status status = PM_OK;
    for (size_t i = 0; i < map->count && status == PM_OK; i += 2) {
        const yaml_tree *key = map->items[i];
        if (key->kind != YAML_SCALAR) {
            if (fault(b, key->offset)) {
                report_at(b->report, PM_ERROR, b->src, key->offset,
                          "a key is plain text, not a list or a map; put it in quotes");
            }
            continue;
        }
        size_t known = seen.count;
        status = intern_add(&seen, key->text) == INTERN_NONE ? PM_ERR_MEMORY : PM_OK;
        if (status == PM_OK && seen.count == known) {
            tell_repeat(b, key);
        }
    }
    intern_free(&seen);
    arena_free(&scratch);
    return status;
}

static pm_status close_node(builder *b) {
    frame top = b->stack[--b->depth];
    size_t count = b->open_count - top.first;
    b->open_count = top.first;
    top.node->items = arena_alloc(b->memory, count * sizeof(yaml_tree *));
    if (top.node->items == NULL) {
        return PM_ERR_MEMORY;
    }
    if (count != 0) {
        memcpy(top.node->items, b->open + top.first, count * sizeof(yaml_tree *));
    }
    top.node->count = count;
    return top.node->kind == YAML_MAP ? check_keys(b, top.node) : PM_OK;
}

/* ---- events ---- */

static pm_status take_event(builder *b, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        return b->documents++ == 0
                   ? PM_OK
                   : stop(b, byte_of(b, e->start_mark.index), "a file holds one document only");
    case YAML_SCALAR_EVENT: return take_scalar(b, e);
    case YAML_ALIAS_EVENT: return take_alias(b, e);
    case YAML_SEQUENCE_START_EVENT: return open_node(b, YAML_LIST, e);
    case YAML_MAPPING_START_EVENT: return open_node(b, YAML_MAP, e);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_node(b);
    default: return PM_OK;
    }
}

/* What helps with the faults that patterns without quotes lead to. */
static const char *advice(const char *problem, pm_str text, size_t at) {
    if (at < text.len && text.data[at] == '\t') {
        return "; indent with spaces, not with tabs";
    }
    static const char *const texts[] = {"mapping values are not allowed", "cannot start any token",
                                        "alphabetic or numeric", "did not find expected"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strstr(problem, texts[i]) != NULL) {
            return "; does a text here need quotes?";
        }
    }
    return "";
}

static pm_status syntax_fault(builder *b, const yaml_parser_t *p, size_t skipped) {
    if (p->error == YAML_MEMORY_ERROR) {
        return PM_ERR_MEMORY;
    }
    bool unread = p->error == YAML_READER_ERROR;
    const char *problem = p->problem != NULL ? p->problem : "this cannot be read";
    size_t at = unread ? skipped + p->problem_offset : byte_of(b, p->problem_mark.index);
    if (fault(b, at)) {
        report_at(b->report, PM_ERROR, b->src, at, "not valid YAML: %s%s%s%s", problem,
                  p->context != NULL ? " " : "", p->context != NULL ? p->context : "",
                  unread ? "" : advice(problem, b->src->text, at));
    }
    return PM_ERR_PACK;
}

static pm_status run(builder *b, yaml_parser_t *p, size_t skipped) {
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(p, &event)) {
            return syntax_fault(b, p, skipped);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        pm_status status = take_event(b, &event);
        yaml_event_delete(&event);
        if (status != PM_OK) {
            return status;
        }
    }
    return PM_OK;
}

static pm_status finish(builder *b, yaml_tree **out) {
    bool nothing = b->root == NULL || (b->root->kind == YAML_SCALAR && b->root->text.len == 0);
    *out = nothing ? new_node(b, YAML_MAP, 0) : b->root;
    if (*out == NULL) {
        return PM_ERR_MEMORY;
    }
    return b->faults != 0 ? PM_ERR_PACK : PM_OK;
}

pm_status yaml_parse(const source *src, arena *memory, reporter *report, yaml_tree **out) {
    *out = NULL;
    size_t skipped = str_starts(src->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    builder b = {.src = src, .memory = memory, .report = report, .mark_byte = skipped};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return PM_ERR_MEMORY;
    }
    pm_str text = str_slice(src->text, skipped, src->text.len);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(text.len != 0 ? text.data : ""),
                                 text.len);
    pm_status status = run(&b, &parser, skipped);
    yaml_parser_delete(&parser);
    mem_free(memory->allocator, b.open);
    return status == PM_OK ? finish(&b, out) : status;
}

const yaml_tree *yaml_get(const yaml_tree *map, const char *key) {
    if (map == NULL || map->kind != YAML_MAP) {
        return NULL;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        if (map->items[i]->kind == YAML_SCALAR && str_equal(map->items[i]->text, str_from(key))) {
            return map->items[i + 1];
        }
    }
    return NULL;
}
