/* SPDX-License-Identifier: MIT
 * spell PACK: the rules of a pack's folder spelt out, for programs that know neither its languages
 * nor how English inflects: a JSON object a line. Lists come with every form of their terms, split
 * into tokens, patterns as trees, and of WordNet the words with their classes. Keeps true: what
 * terms and forms there are is what the library says. */
#include <stdio.h>
#include <string.h>

#include "api/default_pack.h"
#include "format/json.h"
#include "pack/folder.h"
#include "pack/wordnet_table.h"
#include "text/text.h"

typedef struct speller {
    const pack_def *def;
    buffer line;
    json_writer json;
} speller;

static const char *const form_names[VERB_FORMS] = {"base", "s", "past", "part", "ing"};

static void text_key(speller *s, const char *key, pm_str value) {
    json_key(&s->json, str_from(key));
    json_string(&s->json, value);
}

static void begin_line(speller *s) {
    json_writer_init(&s->json, &s->line);
    json_open_object(&s->json);
}

static bool end_line(speller *s) {
    json_close_object(&s->json);
    buffer_char(&s->line, '\n');
    bool good = !s->line.failed && fwrite(s->line.data, 1, s->line.len, stdout) == s->line.len;
    buffer_clear(&s->line);
    return good;
}

/* ---- lists ---- */

/* A term as its tokens in small letters, with a space between two. */
static bool put_term(void *ctx, pm_str term) {
    speller *s = ctx;
    text t = {.count = 0};
    arena memory;
    buffer tokens;
    arena_init(&memory, &memory_default);
    buffer_init(&tokens, &memory_default);
    bool good = text_read(term, &memory, &t) == PM_OK;
    for (size_t i = 0; good && i < t.count; i++) {
        buffer_text(&tokens, i == 0 ? "" : " ");
        buffer_str(&tokens, text_form(&t, i));
    }
    json_string(&s->json, buffer_view(&tokens));
    good = good && !tokens.failed;
    buffer_free(&tokens);
    arena_free(&memory);
    return good;
}

static bool put_forms(speller *s, const lexicon *list, verb_form form) {
    bool good = true;
    for (size_t i = 0; good && i < list->count; i++) {
        pm_str term = list->terms[i].text;
        switch (list->match) {
        case LEXICON_VERB: good = inflect_verb(s->def->irregular, term, form, put_term, s); break;
        case LEXICON_NOUN: good = inflect_noun(term, put_term, s); break;
        default: good = put_term(s, term);
        }
    }
    return good;
}

/* Of verbs a line for each form. */
static bool spell_list(speller *s, const lexicon *list) {
    int forms = list->match == LEXICON_VERB ? VERB_FORMS : 1;
    bool good = true;
    for (int form = 0; good && form < forms; form++) {
        begin_line(s);
        text_key(s, "list", list->name);
        text_key(s, "form", str_from(list->match == LEXICON_VERB ? form_names[form] : ""));
        json_key(&s->json, STR("silent"));
        json_unsigned(&s->json, list->silent);
        json_key(&s->json, STR("terms"));
        json_open_array(&s->json);
        good = put_forms(s, list, (verb_form)form);
        json_close_array(&s->json);
        good = end_line(s) && good;
    }
    return good;
}

/* ---- WordNet ---- */

static bool spell_word(void *ctx, pm_str word) {
    speller *s = ctx;
    pm_str table = {(const char *)default_wordnet, default_wordnet_size};
    wordnet_entry e = wordnet_find(table, word);
    begin_line(s);
    text_key(s, "word", word);
    json_key(&s->json, STR("noun"));
    json_unsigned(&s->json, e.noun);
    json_key(&s->json, STR("verb"));
    json_unsigned(&s->json, e.verb);
    json_key(&s->json, STR("forms"));
    json_unsigned(&s->json, e.verb_form);
    return end_line(s);
}

static bool spell_wordnet(speller *s) {
    const unsigned char *head = (const unsigned char *)default_wordnet;
    size_t buckets = head[8] | (size_t)head[9] << 8 | (size_t)head[10] << 16;
    const unsigned char *at = head + WORDNET_HEAD + 4 * (buckets + 1);
    const unsigned char *end = head + default_wordnet_size;
    bool good = true;
    while (good && (size_t)(end - at) > WORDNET_ENTRY_HEAD) {
        pm_str word = {(const char *)at + WORDNET_ENTRY_HEAD, at[0]};
        unsigned facts = at[1] | (unsigned)at[2] << 8;
        good = (facts & 31) == 0 || inflect_noun(word, spell_word, s);
        for (int form = 0; good && (facts >> 6 & 15) != 0 && form < VERB_FORMS; form++) {
            good = inflect_verb(s->def->irregular, word, (verb_form)form, spell_word, s);
        }
        at += WORDNET_ENTRY_HEAD + word.len;
    }
    return good;
}

/* ---- patterns ---- */

static const char *const op_names[] = {
    [PAT_WORD] = "word",         [PAT_INFLECTED] = "forms", [PAT_LIST] = "list",
    [PAT_WORDNET] = "wordnet",   [PAT_KIND] = "kind",       [PAT_TESTS] = "tests",
    [PAT_SEQUENCE] = "sequence", [PAT_CHOICE] = "choice",   [PAT_REPEAT] = "repeat",
    [PAT_GAP] = "gap",           [PAT_NAMED] = "named",     [PAT_START] = "start",
    [PAT_END] = "end",           [PAT_CAPTURE] = "capture", [PAT_CONTEXT] = "context"};

static void put_all_forms(speller *s, pm_str word) {
    json_open_array(&s->json);
    for (int form = 0; form < VERB_FORMS; form++) {
        inflect_verb(s->def->irregular, word, (verb_form)form, put_term, s);
    }
    inflect_noun(word, put_term, s);
    json_close_array(&s->json);
}

/* Nested no deeper than the pack's reader lets patterns be. */
static void put_pattern(speller *s, const pattern *p) {
    pm_str kind = str_from(p->op == PAT_KIND ? kind_class_name(p->kind) : "");
    json_open_object(&s->json);
    text_key(s, "op", str_from(op_names[p->op]));
    text_key(s, "text", p->op == PAT_KIND ? kind : p->text);
    text_key(s, "form", p->form);
    json_key(&s->json, STR("not"));
    json_unsigned(&s->json, p->negated);
    json_key(&s->json, STR("least"));
    json_unsigned(&s->json, p->least);
    json_key(&s->json, STR("most"));
    json_unsigned(&s->json, p->most);
    if (p->op == PAT_WORD || p->op == PAT_INFLECTED) {
        json_key(&s->json, STR("terms"));
    }
    if (p->op == PAT_INFLECTED) {
        put_all_forms(s, p->text);
    } else if (p->op == PAT_WORD) {
        json_open_array(&s->json);
        put_term(s, p->text);
        json_close_array(&s->json);
    }
    json_key(&s->json, STR("items"));
    json_open_array(&s->json);
    for (size_t i = 0; i < p->count; i++) {
        put_pattern(s, p->items[i]);
    }
    json_close_array(&s->json);
    json_close_object(&s->json);
}

static bool spell_named(speller *s, const named_pattern *n) {
    begin_line(s);
    text_key(s, "named", n->name);
    json_key(&s->json, STR("pattern"));
    put_pattern(s, n->body);
    return end_line(s);
}

/* ---- rules ---- */

static void put_patterns(speller *s, const char *key, const pattern_list *list) {
    json_key(&s->json, str_from(key));
    json_open_array(&s->json);
    for (size_t i = 0; i < list->count; i++) {
        put_pattern(s, list->items[i]);
    }
    json_close_array(&s->json);
}

static void put_conditions(speller *s, const rule_def *r) {
    json_key(&s->json, STR("when"));
    json_open_array(&s->json);
    for (size_t i = 0; i < r->when_count; i++) {
        json_open_array(&s->json);
        json_unsigned(&s->json, r->when[i].subject);
        json_unsigned(&s->json, r->when[i].state);
        json_close_array(&s->json);
    }
    json_close_array(&s->json);
}

static bool spell_rule(speller *s, const rule_def *r) {
    begin_line(s);
    text_key(s, "rule", r->id);
    const unsigned numbers[] = {r->criterion, r->says, r->strength, r->columns, r->cancels};
    static const char *const names[] = {"criterion", "says", "strength", "columns", "cancels"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_key(&s->json, str_from(names[i]));
        json_unsigned(&s->json, numbers[i]);
    }
    put_conditions(s, r);
    put_patterns(s, "match", &r->match);
    put_patterns(s, "unless", &r->unless);
    put_patterns(s, "needs", &r->needs);
    json_key(&s->json, STR("regex"));
    json_open_array(&s->json);
    for (size_t i = 0; i < r->regex.count; i++) {
        json_string(&s->json, r->regex.items[i].tree->text);
    }
    json_close_array(&s->json);
    return end_line(s);
}

static bool spell_criterion(speller *s, const criterion_def *c) {
    begin_line(s);
    json_key(&s->json, STR("criterion"));
    json_unsigned(&s->json, c->criterion);
    const int links[] = {c->requires, c->implies, c->text_requires};
    static const char *const names[] = {"requires", "implies", "text_requires"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_key(&s->json, str_from(names[i]));
        json_integer(&s->json, links[i]);
    }
    return end_line(s);
}

static bool spell(speller *s) {
    const pack_def *d = s->def;
    bool good = true;
    for (size_t i = 0; good && i < d->criterion_count; i++) {
        good = spell_criterion(s, &d->criteria[i]);
    }
    for (size_t i = 0; good && i < d->lexicon_count; i++) {
        good = spell_list(s, &d->lexicons[i]);
    }
    for (size_t i = 0; good && i < d->named_count; i++) {
        good = spell_named(s, &d->named[i]);
    }
    for (size_t i = 0; good && i < d->rule_count; i++) {
        good = spell_rule(s, &d->rules[i]);
    }
    return good && spell_wordnet(s);
}

int main(int argc, char **argv) {
    reporter report = {.fn = NULL};
    pack_files files;
    pack_def def = {0};
    arena memory;
    if (argc != 2 ||
        pack_folder_read(argv[1], str_from("pack"), &memory_default, &report, &files) != PM_OK) {
        fputs("usage: spell PACK\n", stderr);
        return 2;
    }
    arena_init(&memory, &memory_default);
    bool good = pack_def_read(files.items, files.count, &memory, &report, &def) == PM_OK;
    speller s = {.def = &def};
    buffer_init(&s.line, &memory_default);
    good = good && spell(&s);
    buffer_free(&s.line);
    pack_def_free(&def);
    arena_free(&memory);
    pack_files_free(&files);
    return good ? 0 : 1;
}
