/* SPDX-License-Identifier: MIT
 * Keeps true: the text is the one that is left when all tracked changes are accepted, without what
 * is hidden or only a form's prompt; rows and cells are found at any depth of content controls. */
#include <string.h>

#include "base/intern.h"
#include "documents/parts.h"

/* What a style says of its paragraphs or runs. */
typedef struct docx_style {
    uint32_t based; /* INTERN_NONE: on nothing */
    unsigned rank;  /* of a heading; 0: none */
    bool item, numbered, hidden, bold;
} docx_style;

enum { MOST_STYLES = 16384, DEEPEST_STYLE = 12, LEVELS = 9 };

typedef struct docx_state {
    part main;
    buffer name; /* of the main part */
    arena memory;
    intern_table style_ids, abstract_ids, num_ids;
    docx_style *styles;
    size_t style_cap;
    unsigned *abstract, *nums; /* bit per level: is it numbered? */
    size_t abstract_cap, num_cap;
    /* while styles and lists are read */
    uint32_t at;
    size_t level;
    bool no_memory;
    /* the run and the paragraph at hand */
    bool bold, hidden, bold_paragraph, hidden_paragraph;
    bool in_text, joins;
    size_t prompt;     /* depth of a content control that shows its prompt, plus 1; 0: none */
    bool prompt_comes; /* its content is to open */
    size_t column[DOCUMENT_NESTING]; /* the next, of each open table */
    size_t tables;
    bool dropped[DOCUMENT_NESTING]; /* the row at hand is deleted */
    bool cell_waits;                /* its properties are not read yet */
    size_t span;
    enum { MERGE_NONE, MERGE_BEGINS, MERGE_GOES_ON, MERGE_LEFT } merge;
} docx_state;

/* ---- Styles ---- */

static uint32_t numbered_slot(docx_state *s, intern_table *t, pm_str id, void **items, size_t *cap,
                              size_t size) {
    if (t->count >= MOST_STYLES && intern_find(t, id) == INTERN_NONE) {
        return INTERN_NONE;
    }
    size_t before = t->count;
    bool room = mem_grow(s->memory.allocator, items, cap, t->count + 1, size);
    uint32_t at = room ? intern_add(t, id) : INTERN_NONE;
    if (at == INTERN_NONE) {
        s->no_memory = true;
        return INTERN_NONE;
    }
    if (t->count > before) {
        memset((char *)*items + before * size, 0, size);
    }
    return at;
}

static uint32_t style_of(docx_state *s, pm_str id) {
    size_t before = s->style_ids.count;
    uint32_t at =
        numbered_slot(s, &s->style_ids, id, (void **)&s->styles, &s->style_cap, sizeof *s->styles);
    if (at != INTERN_NONE && s->style_ids.count > before) {
        s->styles[at].based = INTERN_NONE;
    }
    return at;
}

static unsigned rank_of_name(pm_str name) {
    static const char heading[] = "heading ";
    if (name.len == sizeof heading &&
        str_equal_fold(str_slice(name, 0, sizeof heading - 1), STR(heading)) &&
        name.data[name.len - 1] >= '1' && name.data[name.len - 1] <= '9') {
        return (unsigned)(name.data[name.len - 1] - '0');
    }
    return str_equal_fold(name, STR("title")) ? 1 : 0;
}

static unsigned rank_of_outline(part *p) {
    size_t level = part_number(p, "val", LEVELS, LEVELS);
    return level < LEVELS ? (unsigned)level + 1 : 0;
}

static pm_status open_in_styles(part *p, void *ctx) {
    docx_state *s = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "style")) {
        s->at = style_of(s, xml_attribute(p->xml, "styleId"));
        return PM_OK;
    }
    if (s->at == INTERN_NONE) {
        return PM_OK;
    }
    if (xml_is(x, "basedOn")) {
        uint32_t based = style_of(s, xml_attribute(p->xml, "val"));
        s->styles[s->at].based = based;
        return PM_OK;
    }
    docx_style *style = &s->styles[s->at];
    if (xml_is(x, "name")) {
        unsigned rank = rank_of_name(xml_attribute(p->xml, "val"));
        style->rank = rank != 0 ? rank : style->rank;
    } else if (xml_is(x, "outlineLvl")) {
        style->rank = rank_of_outline(p);
    } else if (xml_is(x, "numId")) {
        uint32_t num = intern_find(&s->num_ids, xml_attribute(p->xml, "val"));
        style->item = num != INTERN_NONE;
        style->numbered = num != INTERN_NONE && (s->nums[num] & 1) != 0;
    } else if (xml_is(x, "vanish")) {
        style->hidden = part_is_on(p);
    } else if (xml_is(x, "b")) {
        style->bold = part_is_on(p);
    }
    return PM_OK;
}

/* With what it inherits. */
static docx_style whole_style(docx_state *s, pm_str id) {
    docx_style whole = {.based = INTERN_NONE};
    uint32_t at = intern_find(&s->style_ids, id);
    for (size_t i = 0; i < DEEPEST_STYLE && at != INTERN_NONE; i++) {
        const docx_style *style = &s->styles[at];
        whole.rank = whole.rank != 0 ? whole.rank : style->rank;
        whole.numbered |= !whole.item && style->numbered;
        whole.item |= style->item;
        whole.hidden |= style->hidden;
        whole.bold |= style->bold;
        at = style->based;
    }
    return whole;
}

/* ---- Lists ---- */

static pm_status open_in_numbering(part *p, void *ctx) {
    docx_state *s = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "abstractNum")) {
        s->at = numbered_slot(s, &s->abstract_ids, xml_attribute(p->xml, "abstractNumId"),
                              (void **)&s->abstract, &s->abstract_cap, sizeof *s->abstract);
    } else if (xml_is(x, "lvl")) {
        s->level = part_number(p, "ilvl", 0, LEVELS - 1);
    } else if (xml_is(x, "numFmt") && s->at != INTERN_NONE && s->at < s->abstract_ids.count) {
        pm_str format = xml_attribute(p->xml, "val");
        if (!str_equal(format, STR("bullet")) && !str_equal(format, STR("none"))) {
            s->abstract[s->at] |= 1U << s->level;
        }
    } else if (xml_is(x, "num")) {
        s->at = numbered_slot(s, &s->num_ids, xml_attribute(p->xml, "numId"), (void **)&s->nums,
                              &s->num_cap, sizeof *s->nums);
    } else if (xml_is(x, "abstractNumId") && s->at != INTERN_NONE && s->at < s->num_ids.count) {
        uint32_t abstract = intern_find(&s->abstract_ids, xml_attribute(p->xml, "val"));
        s->nums[s->at] = abstract != INTERN_NONE ? s->abstract[abstract] : 0;
    }
    return PM_OK;
}

/* ---- Properties ---- */

/* Calls `fn` for each element inside the one that just opened, but not inside records of what it
 * was like before a change. */
static pm_status each_property(part *p, part_fn fn, void *ctx) {
    size_t depth = xml_depth(p->xml);
    for (;;) {
        xml_event event;
        pm_status status = part_next(p, &event);
        if (status != PM_OK || event == XML_END) {
            return status;
        }
        if (event == XML_CLOSE && xml_depth(p->xml) == depth) {
            return PM_OK;
        }
        if (event == XML_OPEN) {
            pm_str name = str_from(xml_name(p->xml));
            status = str_ends(name, STR("PrChange")) ? part_skip(p) : fn(p, ctx);
            if (status != PM_OK) {
                return status;
            }
        }
    }
}

typedef struct paragraph_properties {
    docx_state *s;
    unsigned rank, level;
    bool item, numbered, mark_deleted, in_run, list_off, outline_set;
    docx_style style;
} paragraph_properties;

static pm_status paragraph_property(part *p, void *ctx) {
    paragraph_properties *of = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "pStyle")) {
        of->style = whole_style(of->s, xml_attribute(p->xml, "val"));
    } else if (xml_is(x, "outlineLvl")) {
        of->rank = rank_of_outline(p);
        of->outline_set = true;
    } else if (xml_is(x, "ilvl")) {
        of->level = (unsigned)part_number(p, "val", 0, LEVELS - 1);
    } else if (xml_is(x, "numId")) {
        pm_str id = xml_attribute(p->xml, "val");
        uint32_t num = intern_find(&of->s->num_ids, id);
        of->list_off = str_equal(id, STR("0"));
        of->item = !of->list_off;
        of->numbered = num != INTERN_NONE && (of->s->nums[num] >> of->level & 1) != 0;
    } else if (xml_is(x, "del") || xml_is(x, "moveFrom")) {
        of->mark_deleted = true; /* of the paragraph's mark: it goes on in the next one */
    }
    return PM_OK;
}

static pm_status read_paragraph_properties(part *p, docx_state *s) {
    builder *b = &s->main.d->build;
    paragraph_properties of = {.s = s};
    pm_status status = each_property(p, paragraph_property, &of);
    unsigned rank = of.outline_set ? of.rank : of.style.rank;
    bool item = of.item || (of.style.item && !of.list_off);
    block_kind kind = rank != 0 ? BLOCK_HEADING : item ? BLOCK_ITEM : BLOCK_PARAGRAPH;
    s->joins = of.mark_deleted;
    s->bold_paragraph = of.style.bold;
    s->hidden_paragraph = of.style.hidden;
    bool numbered = of.item ? of.numbered : of.style.numbered;
    build_describe(b, kind, kind == BLOCK_HEADING ? rank : of.level, numbered);
    return status;
}

static pm_status run_property(part *p, void *ctx) {
    docx_state *s = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "b")) {
        s->bold = part_is_on(p);
    } else if (xml_is(x, "vanish")) {
        s->hidden = part_is_on(p);
    } else if (xml_is(x, "rStyle")) {
        docx_style style = whole_style(s, xml_attribute(p->xml, "val"));
        s->bold |= style.bold;
        s->hidden |= style.hidden;
    }
    return PM_OK;
}

static pm_status row_property(part *p, void *ctx) {
    docx_state *s = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "del") || (xml_is(x, "hidden") && part_is_on(p))) {
        s->dropped[s->tables - 1] = true;
    } else if (xml_is(x, "gridBefore")) {
        s->column[s->tables - 1] += part_number(p, "val", 0, DOCUMENT_COLUMNS);
    }
    return PM_OK;
}

static pm_status cell_property(part *p, void *ctx) {
    docx_state *s = ctx;
    const xml *x = p->xml;
    if (xml_is(x, "gridSpan")) {
        s->span = part_times(p, "val", DOCUMENT_COLUMNS);
    } else if (xml_is(x, "vMerge")) {
        bool begins = str_equal(xml_attribute(p->xml, "val"), STR("restart"));
        s->merge = begins ? MERGE_BEGINS : MERGE_GOES_ON;
    } else if (xml_is(x, "hMerge") && !str_equal(xml_attribute(p->xml, "val"), STR("restart"))) {
        s->merge = MERGE_LEFT;
    } else if (xml_is(x, "cellDel")) {
        s->merge = MERGE_LEFT;
    }
    return PM_OK;
}

static pm_status control_property(part *p, void *ctx) {
    docx_state *s = ctx;
    if (xml_is(p->xml, "showingPlcHdr") && part_is_on(p)) {
        s->prompt_comes = true;
    }
    return PM_OK;
}

/* ---- Cells ---- */

/* The cell opens once its properties are known. */
static void open_cell(docx_state *s) {
    builder *b = &s->main.d->build;
    if (!s->cell_waits || s->tables == 0) {
        return;
    }
    size_t *across = &s->column[s->tables - 1];
    s->cell_waits = false;
    if (s->merge == MERGE_GOES_ON) {
        build_covered(b, *across);
    } else if (s->merge != MERGE_LEFT) {
        build_cell(b, *across, s->span, s->merge == MERGE_BEGINS ? SIZE_MAX : 1);
    }
    *across += s->span;
}

/* What stands in the rest of a merged cell is not shown. */
static pm_status read_cell_properties(part *p, docx_state *s) {
    pm_status status = each_property(p, cell_property, s);
    open_cell(s);
    return status;
}

/* ---- The text ---- */

static pm_status open_structure(part *p, docx_state *s) {
    builder *b = &s->main.d->build;
    const xml *x = p->xml;
    if (xml_is(x, "tbl")) {
        open_cell(s);
        if (s->tables == DOCUMENT_NESTING) {
            return document_fault(s->main.d, PM_ERR_LIMIT, "tables lie too deep in others");
        }
        build_table(b, (pm_str){NULL, 0});
        s->tables++;
    } else if (s->tables == 0) {
        return PM_OK;
    } else if (xml_is(x, "tr")) {
        build_row(b, 0);
        s->column[s->tables - 1] = 0;
        s->dropped[s->tables - 1] = false;
    } else if (xml_is(x, "trPr")) {
        return each_property(p, row_property, s);
    } else if (xml_is(x, "tc")) {
        build_end_cell(b);
        s->cell_waits = true;
        s->span = 1;
        s->merge = MERGE_NONE;
    } else if (xml_is(x, "tcPr")) {
        return read_cell_properties(p, s);
    }
    return PM_OK;
}

static pm_status open_run(part *p, docx_state *s) {
    builder *b = &s->main.d->build;
    const xml *x = p->xml;
    bool shown = !s->hidden && s->prompt == 0;
    if (xml_is(x, "r")) {
        s->bold = s->bold_paragraph;
        s->hidden = s->hidden_paragraph;
    } else if (xml_is(x, "rPr")) {
        return each_property(p, run_property, s);
    } else if (xml_is(x, "t")) {
        s->in_text = shown;
        b->bold = s->bold;
    } else if (shown && xml_is(x, "tab")) {
        build_text(b, STR("\t"));
    } else if (shown && (xml_is(x, "br") || xml_is(x, "cr"))) {
        build_break(b);
    } else if (shown && xml_is(x, "noBreakHyphen")) {
        build_text(b, STR("-"));
    }
    return PM_OK;
}

static void open_paragraph_of(docx_state *s) {
    builder *b = &s->main.d->build;
    open_cell(s);
    bool joined = s->joins && build_is_open(b);
    s->joins = false;
    s->bold_paragraph = s->hidden_paragraph = s->bold = s->hidden = false;
    if (!joined) {
        build_paragraph(b, BLOCK_PARAGRAPH, 0, false);
    }
}

static bool is_word(const char *name, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static pm_status on_open(part *p, void *ctx) {
    static const char *const gone[] = {"del",   "moveFrom", "sectPr",   "rt",
                                       "tblPr", "tblGrid",  "instrText"};
    docx_state *s = ctx;
    const char *name = xml_name(p->xml);
    if (strcmp(name, "Fallback") == 0) {
        return part_skip(p); /* what the other choice shows already */
    }
    if (!xml_of(p->xml, "wordprocessingml")) {
        return PM_OK;
    }
    if (is_word(name, gone, sizeof gone / sizeof *gone)) {
        return part_skip(p);
    }
    if (strcmp(name, "p") == 0) {
        open_paragraph_of(s);
    } else if (strcmp(name, "pPr") == 0) {
        return read_paragraph_properties(p, s);
    } else if (strcmp(name, "sdtPr") == 0) {
        return each_property(p, control_property, s);
    } else if (strcmp(name, "sdtContent") == 0) {
        s->prompt = s->prompt_comes && s->prompt == 0 ? xml_depth(p->xml) + 1 : s->prompt;
        s->prompt_comes = false;
    } else if (strcmp(name, "t") == 0 || strcmp(name, "r") == 0 || name[0] != 't' ||
               strcmp(name, "tab") == 0) {
        return open_run(p, s);
    } else {
        return open_structure(p, s);
    }
    return PM_OK;
}

static void close_row(docx_state *s) {
    builder *b = &s->main.d->build;
    if (s->dropped[s->tables - 1]) {
        build_drop_row(b);
    } else {
        build_end_row(b);
    }
}

static pm_status on_close(part *p, void *ctx) {
    docx_state *s = ctx;
    builder *b = &s->main.d->build;
    const xml *x = p->xml;
    if (!xml_of(x, "wordprocessingml")) {
        return PM_OK;
    }
    if (xml_is(x, "t")) {
        s->in_text = false;
    } else if (xml_is(x, "p")) {
        if (!s->joins) {
            build_end_paragraph(b);
        }
    } else if (xml_is(x, "sdtContent")) {
        s->prompt = s->prompt == xml_depth(x) + 1 ? 0 : s->prompt;
    } else if (s->tables == 0) {
        return PM_OK;
    } else if (xml_is(x, "tc")) {
        open_cell(s);
        s->joins = false;
        build_end_cell(b);
    } else if (xml_is(x, "tr")) {
        close_row(s);
    } else if (xml_is(x, "tbl")) {
        build_end_table(b);
        s->tables--;
    }
    return PM_OK;
}

static pm_status on_text(part *p, void *ctx) {
    const docx_state *s = ctx;
    if (s->in_text) {
        build_text(&p->d->build, xml_text(p->xml));
    }
    return PM_OK;
}

/* ---- The format ---- */

static bool docx_is(document *d) {
    return part_main_in(d, "word/");
}

static pm_status read_side_part(docx_state *s, document *d, const char *type, part_fn open) {
    buffer name;
    buffer_init(&name, d->allocator);
    pm_status status = part_target(d, s->name.data, type, (pm_str){NULL, 0}, &name);
    s->at = INTERN_NONE;
    if (status == PM_OK && name.len != 0) {
        status = part_walk(d, name.data, open, NULL, s);
    }
    status = status == PM_OK && s->no_memory ? PM_ERR_MEMORY : status;
    buffer_free(&name);
    return status;
}

static void docx_close(document *d) {
    docx_state *s = d->state;
    if (s == NULL) {
        return;
    }
    part_close(&s->main);
    buffer_free(&s->name);
    intern_free(&s->style_ids);
    intern_free(&s->abstract_ids);
    intern_free(&s->num_ids);
    mem_free(d->allocator, s->styles);
    mem_free(d->allocator, s->abstract);
    mem_free(d->allocator, s->nums);
    arena_free(&s->memory);
    mem_free(d->allocator, s);
    d->state = NULL;
}

static pm_status docx_open(document *d) {
    docx_state *s = mem_zalloc(d->allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    d->state = s;
    s->main.d = d;
    buffer_init(&s->name, d->allocator);
    arena_init(&s->memory, d->allocator);
    intern_init(&s->style_ids, &s->memory);
    intern_init(&s->abstract_ids, &s->memory);
    intern_init(&s->num_ids, &s->memory);
    pm_status status = part_target(d, "", "/officeDocument", (pm_str){NULL, 0}, &s->name);
    status = status == PM_OK ? read_side_part(s, d, "/numbering", open_in_numbering) : status;
    status = status == PM_OK ? read_side_part(s, d, "/styles", open_in_styles) : status;
    return status == PM_OK ? part_open(d, s->name.data, &s->main) : status;
}

static pm_status docx_more(document *d) {
    static const part_calls calls = {on_open, on_close, on_text};
    docx_state *s = d->state;
    pm_status status = part_each(&s->main, &calls, s);
    docx_close(d);
    return status == PM_OK ? document_hand_over(d) : status;
}

const document_format document_docx = {
    .name = "docx",
    .suffixes = ".docx.docm",
    .about = "Word",
    .is = docx_is,
    .open = docx_open,
    .more = docx_more,
    .close = docx_close,
};
