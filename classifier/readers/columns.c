/* SPDX-License-Identifier: MIT
 * Keeps true: each slot has one column at most, every other column is carried under a name of its
 * own, and no cell is dropped. Time grows with n log n for n headings, whatever they are. */
#include "readers/columns.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Headings of plan templates and exports, folded (see fold_heading), best first. '*' at the end:
 * any heading that begins so. "owner" and "timeframe" are verdicts in coded files, columns
 * elsewhere. */
static const char *const synonyms_of[SLOT_COUNT] = {
    [SLOT_ACTION] =
        "action|actions|action text|action required|actions required|required action|required "
        "actions|"
        "action needed|actions needed|agreed action|agreed actions|action agreed|actions agreed|"
        "planned action|planned actions|action planned|actions planned|plan action|plan actions|"
        "action point|action points|action item|action items|action plan|action to be taken|"
        "actions to be taken|action to take|actions to take|action to be completed|"
        "actions to be completed|action description|description of action|action detail|"
        "action details|details of action|details of actions|actions for the plan|"
        "action what needs to happen|actions what needs to happen|specific action|specific actions|"
        "key action|key actions|smart action|smart actions|next step|next steps|agreed next steps|"
        "what are the next steps|task|tasks|task description|task details|what needs to be done|"
        "what needs to happen|what needs to happen next|what has to happen|what must happen|"
        "what needs doing|what will happen|what will happen next|what is going to happen|"
        "what should happen|what should happen next|what will be done|what is to be done|"
        "what is being done|what are we going to do|what are you going to do|what will we do|"
        "what we will do|what will we do about it|what will we do about this|"
        "what are we going to do about it|what are we doing about it|what do we need to do|what we "
        "need to do|what do i need to do|what we will do now|what will we do now|"
        "what needs to be put in place|what action is needed|what actions are needed|"
        "what action is required|what actions are required|what action will be taken|"
        "what actions will be taken|how will we do it|how will we do this|how we will do it|"
        "how we will do this|how will it be done|how will this be done|how will this be achieved|"
        "how will it be achieved|how will we achieve this|how will we achieve it|"
        "how we will achieve this|how are we going to do it|how will we get there|"
        "how will this happen|how will that happen|how will the need be met|how will needs be met|"
        "how will this need be met|work to be done|work to be undertaken|work to be completed|"
        "steps|steps to be taken|steps to take|steps we will take|proposed action|"
        "proposed actions|actions to achieve outcome|actions to achieve outcomes|"
        "actions to achieve the outcome|actions to achieve this|action to achieve outcome|"
        "action to achieve the outcome|what are the actions|what actions will we take|"
        "actions to be taken by*|action to be taken by*|action and by whom|"
        "actions and by whom|agreed action and by whom|agreed actions and by whom|"
        "what i need to do*|what we need to do*|what do we need to do*|"
        "what will be done to reach*|what will be done to achieve*|"
        "how are we going to get there|what parents will do|what professionals will do|"
        "what parents professionals will do|what parents and professionals will do|"
        "what the family will do|what family will do|what you will do|what i will do|"
        "what will you do|what will i do|what school will do|plan of action|agreed plan|"
        "what is needed|to do|support to be provided|services to be provided|"
        "service to be provided|support and services to be provided|support offered|"
        "what help will be given|what support will be given|what support will be provided|"
        "interventions and support|"
        "intervention|interventions|activity|activities|recommendation|recommendations|what|"
        "specific",
    [SLOT_WHO] =
        "who|by whom|by who|who by|whom|who will do it|who will do this|who will do that|"
        "who is responsible|whos responsible|who will be responsible|who is going to do it|"
        "who is going to do this|who does it|who does this|who needs to do it|who needs to do this|"
        "who should do it|who should do this|who is doing it|who is doing this|who will take "
        "action|"
        "who will act|who will make this happen|who will make it happen|who will lead|"
        "who will lead on this|who is leading|who will help|who is involved|who will be involved|"
        "who will complete this|who will complete|whose responsibility|whose responsibility is it|"
        "person responsible|persons responsible|people responsible|responsible person|"
        "responsible persons|responsible people|responsible|responsibility|responsibility of|"
        "responsible professional|professional responsible|responsible officer|responsible worker|"
        "worker responsible|responsible agency|agency responsible|responsible person agency|"
        "person agency responsible|person or agency responsible|responsible lead|"
        "responsible family member or professional|action owner|task owner|owned by|action by whom|"
        "action by who|action by|actioned by|to be actioned by|assigned to|assigned|assignee|"
        "allocated to|allocated person|lead|lead person|action lead|lead responsible|lead agency|"
        "lead worker|lead professional|named person|named lead|key person|key people|"
        "whose job is it|whose job|name and agency|name agency|name and role|"
        "allocated worker|allocated professional|who will do them|who will give it|"
        "who will provide|who will provide it|"
        "delivered by|provided by|provider|service provider|professional|agency|person|owner",
    [SLOT_BY_WHEN] =
        "by when|when by|by what date|by when date|by which date|when|timescale|timescales|"
        "time scale|time scales|time frame|time frames|timeframes|timeline|time line|timelines|"
        "timescale for completion|timescales for completion|target by|target for completion|"
        "frequency|how often|by when or how often|when and how often|"
        "deadline|deadlines|due date|due|due by|date due|date due by|target date|target dates|"
        "date target|target timescale|completion date|date for completion|date of completion|"
        "target completion date|target date for completion|planned completion date|"
        "expected completion date|estimated completion date|proposed completion date|"
        "completion due date|completion deadline|completion by|expected date|expected by|"
        "date to be completed|date to be completed by|to be completed by date|"
        "date to be achieved|date to be achieved by|date to be done by|complete by|"
        "complete by date|completed by date|completed by when|to be completed by when|"
        "action by date|action by when|action date|by date|date by|date required|required by|"
        "when will it be done|when will this be done|when will it be done by|"
        "when will this be done by|when it will be done|when will it happen|when will this happen|"
        "when does this need to be done|when does this need to be done by|"
        "when does it need to be done|when does it need to be done by|"
        "when does this need to happen|when does it need to happen|when does this need to happen "
        "by|"
        "when it needs to be done|when it needs to be done by|when should this be done by|"
        "when should it be done by|when should this happen|when is it due|when is this due|"
        "when will this be completed|when will it be completed|when will we do it|"
        "when will we do this|when are we going to do it|when will they be done|"
        "when will they be completed|target date completion|target completion|"
        "completion target|date or frequency|date and frequency|timescale or frequency|"
        "timescale and frequency|end date or frequency|start end date or frequency|"
        "planned start end date or frequency|finish by|finish date|do by|time limit|time bound|"
        "timebound|timely|timeframe",
    [SLOT_MEASURE] =
        "measure|measures|measure of success|measures of success|success measure|success measures|"
        "success criteria|success criterion|measure success|success indicator|success indicators|"
        "indicator of success|indicators of success|measure of progress|measures of progress|"
        "measurement|measurements|measured by|how measured|how is it measured|how is this measured|"
        "how will it be measured*|how will this be measured*|how will success be measured*|"
        "how will progress be measured*|how will we measure*|how we will measure*|"
        "how do we measure*|how will the outcome be measured*|how will outcomes be measured*|"
        "how will we know*|how we will know*|how well know*|success looks like*|"
        "measurable outcome|measurable outcomes|how we know*|how would we know*|how do we know*|"
        "how will you know*|how you will know*|how will i know*|how will they know*|"
        "how will everyone know*|how will the family know*|how will the child know*|"
        "how will it be evidenced*|how will this be evidenced*|how will we evidence*|"
        "what will success look like*|what does success look like*|what success looks like*|"
        "what will good look like*|what does good look like*|what good looks like*|"
        "what will be different when*|what will it look like*|what will tell us*|"
        "means of measurement|means of verification|outcome measure|outcome measures|"
        "evidence of completion|evidence of achievement|evidence of success|evidence of progress|"
        "evidence of change|evidence required|evidence needed|evidenced by|how evidenced|evidence|"
        "indicator|indicators|performance indicator|performance indicators|kpi|kpis",
    [SLOT_PLAN_ID] =
        "plan id|plan identifier|plan reference|plan ref|plan reference number|plan number|plan no|"
        "plan uid|unique plan id|plan unique id|planid|child in need plan id|"
        "child in need plan reference|child in need plan ref|child in need plan number|cin plan id|"
        "cin plan reference|cin plan ref|cin plan number|cin plan no|cinp id|cinp ref|cinplanid|"
        "case id|case identifier|case reference|case ref|case reference number|case number|case no",
    [SLOT_AUTHORITY] =
        "authority|local authority|authority name|local authority name|authority code|"
        "local authority code|la|la name|la code|lea|council|council name|borough",
    [SLOT_ACTION_NO] =
        "action no|action number|action num|action id|action identifier|action ref|"
        "action reference|task no|task number|task id|item no|item number|item|no|nr|#",
    [SLOT_PLAN_DATE] =
        "plan date|date of plan|plan start date|date plan started|plan started|cin plan date|"
        "cin plan start date|date of cin plan|child in need plan date|"
        "child in need plan start date|date of child in need plan|date plan agreed|"
        "plan agreed date|date plan made|date plan created|plan created date|plan created",
    [SLOT_SOURCE] = "source|source file|source document",
    [SLOT_CODED + PM_ACTIONABLE] = "actionable",
    [SLOT_CODED + PM_MEASURABLE] = "measurable",
    [SLOT_CODED + PM_MEASURE_GIVEN] = "measure given|measuregiven",
};

static const char *const names[SLOT_COUNT + 1] = {
    "action",     "who",           "by_when",   "measure", "plan_id",
    "authority",  "action_no",     "plan_date", "source",  "actionable",
    "measurable", "measure_given", "timeframe", "owner",   "other"};

struct synonym {
    pm_str text; /* without the '*'; empty: a free slot of the table */
    column_slot slot;
    size_t rank;
    bool prefix;
};

enum {
    SYNONYMS = 1024,
    MOST_KEPT = 1024,
    LAST_RANK = 1000, /* behind all synonyms */
    SHOWN_HEADINGS = 16,
    HEADING_WORDS = 8,
    SHOWN_BYTES = 32
};

const char *column_name(column_slot slot) {
    return names[slot];
}

bool cell_blank(pm_str s) {
    for (size_t i = 0; i < s.len;) {
        bool no_break = s.data[i] == '\xC2' && i + 1 < s.len && s.data[i + 1] == '\xA0';
        if (!no_break && !ascii_space(s.data[i])) {
            return false;
        }
        i += no_break ? 2 : 1;
    }
    return true;
}

/* ---- Folding ---- */

static void put_gap(buffer *out, size_t from) {
    if (out->len > from && out->data[out->len - 1] != ' ') {
        buffer_char(out, ' ');
    }
}

/* Characters beyond ASCII that are written in place of an ASCII one. Returns how many bytes to step
 * over, 0 for other characters. */
static size_t fold_high(pm_str s, size_t i, buffer *out, size_t from) {
    static const char apostrophe[] = "\xE2\x80\x99", general[] = "\xE2\x80",
                      no_break[] = "\xC2\xA0";
    pm_str rest = str_slice(s, i, s.len);
    if (str_starts(rest, STR(apostrophe))) {
        return 3;
    }
    if (str_starts(rest, STR(general)) && rest.len >= 3) {
        put_gap(out, from); /* dashes, quotes, ellipsis, thin spaces */
        return 3;
    }
    if (str_starts(rest, STR(no_break))) {
        put_gap(out, from);
        return 2;
    }
    return 0;
}

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

/* Appends the heading in lower case, words parted by one space: "By-When?" and "byWhen" are "by
 * when". Brackets, '/' and '#' stay. */
static void fold_heading(pm_str s, buffer *out) {
    size_t from = out->len;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        size_t high = (unsigned char)c >= 0x80 ? fold_high(s, i, out, from) : 0;
        if (high != 0) {
            i += high - 1;
        } else if (c == '&') {
            put_gap(out, from);
            buffer_text(out, "and ");
        } else if (ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80 ||
                   (c != '\0' && strchr("/()#", c) != NULL)) {
            if (ascii_upper(c) && i > 0 && is_lower(s.data[i - 1])) {
                put_gap(out, from);
            }
            buffer_char(out, ascii_lower(c));
        } else if (c != '\'') {
            put_gap(out, from);
        }
    }
    if (out->len > from && out->data[out->len - 1] == ' ') {
        out->len--;
    }
}

/* ---- Synonyms ---- */

static void add_synonym(columns *c, pm_str text, column_slot slot, size_t rank) {
    bool prefix = text.data[text.len - 1] == '*';
    text.len -= prefix;
    size_t at = (size_t)hash_bytes(text.data, text.len, HASH_SEED) & (SYNONYMS - 1);
    while (c->synonyms[at].text.len != 0) {
        at = (at + 1) & (SYNONYMS - 1);
    }
    c->synonyms[at] = (synonym){text, slot, rank, prefix};
}

static void add_synonyms(columns *c, column_slot slot) {
    const char *p = synonyms_of[slot] != NULL ? synonyms_of[slot] : "";
    for (size_t rank = 0; *p != '\0'; rank++) {
        size_t len = strcspn(p, "|");
        add_synonym(c, (pm_str){p, len}, slot, rank);
        p += len + (p[len] == '|');
    }
}

/* planmark's own names are the first in their lists. Many files have no others, and need no table.
 */
static column_slot own_slot(pm_str folded) {
    column_slot slot = folded.len != 0 ? 0 : SLOT_CODED;
    while (slot < SLOT_CODED && (strncmp(synonyms_of[slot], folded.data, folded.len) != 0 ||
                                 synonyms_of[slot][folded.len] != '|')) {
        slot++;
    }
    return slot < SLOT_CODED ? slot : SLOT_NONE;
}

/* The table is made for the first heading that needs it. false: no memory. */
static bool make_synonyms(columns *c) {
    if (c->synonyms != NULL) {
        return true;
    }
    c->synonyms = arena_zalloc(&c->words, SYNONYMS * sizeof *c->synonyms);
    for (column_slot slot = 0; slot < SLOT_COUNT && c->synonyms != NULL; slot++) {
        add_synonyms(c, slot);
    }
    return c->synonyms != NULL;
}

static const synonym *find_exact(const columns *c, pm_str folded, bool prefix) {
    size_t at = (size_t)hash_bytes(folded.data, folded.len, HASH_SEED) & (SYNONYMS - 1);
    for (; c->synonyms[at].text.len != 0; at = (at + 1) & (SYNONYMS - 1)) {
        const synonym *s = &c->synonyms[at];
        if ((!prefix || s->prefix) && str_equal(s->text, folded)) {
            return s;
        }
    }
    return NULL;
}

/* The heading itself, or as many of its first words as are a synonym with a '*'. */
static const synonym *find_synonym(const columns *c, pm_str folded) {
    enum { LONGEST_PREFIX = 40 };
    const synonym *found = folded.len != 0 ? find_exact(c, folded, false) : NULL;
    size_t end = folded.len < LONGEST_PREFIX ? folded.len : LONGEST_PREFIX;
    for (; found == NULL && end >= 10; end--) {
        if (end < folded.len && folded.data[end] == ' ') {
            found = find_exact(c, str_slice(folded, 0, end), true);
        }
    }
    return found;
}

/* Appends `s` with brackets and '/' as gaps, or without what stands between brackets. */
static pm_str strip_brackets(pm_str s, bool with_content, buffer *out) {
    size_t from = out->len, depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        depth += c == '(';
        if (c == '(' || c == ')' || c == ' ' || (c == '/' && with_content)) {
            put_gap(out, from);
        } else if (with_content || depth == 0) {
            buffer_char(out, c);
        }
        depth -= c == ')' && depth > 0;
    }
    return out->failed || out->data == NULL ? (pm_str){NULL, 0}
                                            : str_trim((pm_str){out->data + from, out->len - from});
}

static pm_str without_number(pm_str s) {
    size_t i = 0;
    while (i < s.len && (ascii_digit(s.data[i]) || s.data[i] == ' ')) {
        i++;
    }
    return str_slice(s, i, s.len);
}

/* The first part between '/' that is a synonym: "action/outcomes". */
static const synonym *find_part(const columns *c, pm_str s) {
    const synonym *found = NULL;
    while (found == NULL && s.len != 0) {
        const char *slash = memchr(s.data, '/', s.len);
        size_t len = slash != NULL ? (size_t)(slash - s.data) : s.len;
        found = find_synonym(c, str_trim(str_slice(s, 0, len)));
        s = str_slice(s, len + 1, s.len);
    }
    return found;
}

/* What a heading means, from the most to the least literal reading; NULL: nothing known. */
static const synonym *understand(columns *c, pm_str folded) {
    buffer_clear(&c->whole);
    buffer_clear(&c->outside);
    pm_str whole = without_number(strip_brackets(folded, true, &c->whole));
    const synonym *found = find_synonym(c, whole);
    if (found == NULL) {
        found = find_part(c, without_number(strip_brackets(folded, false, &c->outside)));
    }
    return found;
}

/* ---- Headings asked for ---- */

static pm_str fold_into(columns *c, pm_str heading) {
    buffer_clear(&c->fold);
    fold_heading(heading, &c->fold);
    return buffer_view(&c->fold);
}

static column_slot slot_named(pm_str name) {
    for (column_slot slot = 0; slot < SLOT_COUNT; slot++) {
        if (str_equal_fold(str_trim(name), str_from(names[slot]))) {
            return slot;
        }
    }
    return SLOT_NONE;
}

/* Where the heading that begins at `from` ends: before a comma that a known NAME= follows. */
static size_t heading_end(pm_str s, size_t from) {
    for (size_t i = from; i < s.len; i++) {
        const char *equals = s.data[i] == ',' ? memchr(s.data + i, '=', s.len - i) : NULL;
        if (equals != NULL &&
            slot_named(str_slice(s, i + 1, (size_t)(equals - s.data))) != SLOT_NONE) {
            return i;
        }
    }
    return s.len;
}

static pm_status tell_unknown(pm_str name, reporter *report) {
    pm_str known[SLOT_COUNT];
    for (column_slot slot = 0; slot < SLOT_COUNT; slot++) {
        known[slot] = str_from(names[slot]);
    }
    pm_str near = nearest_name(name, known, SLOT_COUNT);
    report_plain(
        report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
        "--columns: '%.*s' is no column; write NAME=HEADING with action, who, by_when, measure, "
        "plan_id, authority, action_no, plan_date, source or a verdict as the name%s%.*s%s",
        (int)(name.len < 60 ? name.len : 60), name.len != 0 ? name.data : "",
        near.len != 0 ? "; did you mean '" : "", (int)near.len, near.len != 0 ? near.data : "",
        near.len != 0 ? "'?" : "");
    return PM_ERR_ARGUMENT;
}

static pm_status ask_for(columns *c, column_slot slot, pm_str heading, reporter *report) {
    pm_str folded = fold_into(c, heading);
    const char *fault = folded.len == 0 ? "names no heading" : NULL;
    for (size_t i = 0; fault == NULL && i < SLOT_COUNT; i++) {
        fault = str_equal(c->wanted[i], folded) ? "has a heading that another column has" : NULL;
    }
    fault = c->wanted[slot].len != 0 ? "stands there twice" : fault;
    if (fault != NULL && !c->fold.failed) {
        report_plain(report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, "--columns: '%s' %s", names[slot],
                     fault);
        return PM_ERR_ARGUMENT;
    }
    char *copy = arena_copy(&c->words, folded.data, folded.len);
    if (copy == NULL || c->fold.failed) {
        return PM_ERR_MEMORY;
    }
    c->wanted[slot] = (pm_str){copy, folded.len};
    return PM_OK;
}

static pm_status read_overrides(columns *c, pm_str s, reporter *report) {
    pm_status status = PM_OK;
    while (status == PM_OK && s.len != 0) {
        const char *equals = memchr(s.data, '=', s.len);
        size_t name_end = equals != NULL ? (size_t)(equals - s.data) : s.len;
        pm_str name = str_trim(str_slice(s, 0, name_end));
        column_slot slot = slot_named(name);
        if (equals == NULL || slot == SLOT_NONE) {
            return tell_unknown(name, report);
        }
        size_t end = heading_end(s, name_end + 1);
        status = ask_for(c, slot, str_slice(s, name_end + 1, end), report);
        s = str_slice(s, end + 1, s.len);
    }
    return status;
}

pm_status columns_init(columns *c, const pm_allocator *a, pm_str overrides, reporter *report) {
    *c = (columns){.kept = 0};
    arena_init(&c->words, a);
    arena_init(&c->sets, a);
    buffer_init(&c->fold, a);
    buffer_init(&c->whole, a);
    buffer_init(&c->outside, a);
    return read_overrides(c, str_trim(overrides), report);
}

void columns_free(columns *c) {
    buffer_free(&c->fold);
    buffer_free(&c->whole);
    buffer_free(&c->outside);
    arena_free(&c->sets);
    arena_free(&c->words);
    c->root = (heading_step){.first = NULL};
    c->meanings = NULL;
    c->now = NULL;
}

/* ---- Setting headings ---- */

static column_slot slot_asked_for(const columns *c, pm_str folded) {
    for (column_slot slot = 0; slot < SLOT_COUNT; slot++) {
        if (folded.len != 0 && str_equal(c->wanted[slot], folded)) {
            return slot;
        }
    }
    return SLOT_NONE;
}

/* false: no memory. */
static bool look_up(columns *c, pm_str folded, column *item) {
    if (!make_synonyms(c)) {
        return false;
    }
    const synonym *found = understand(c, folded);
    item->slot = found != NULL ? found->slot : SLOT_NONE;
    item->rank = found != NULL ? found->rank : 0;
    item->either = found != NULL && (str_equal(found->text, STR("owner")) ||
                                     str_equal(found->text, STR("timeframe")));
    item->smart = found != NULL && str_equal(found->text, STR("specific"));
    return true;
}

/* What the heading says by itself, whatever the others are; one that marks were carried under says
 * nothing. false: no memory. */
static bool settle_heading(columns *c, column *item, bool of_plan) {
    pm_str folded = fold_into(c, item->heading);
    item->slot = slot_asked_for(c, folded);
    item->asked = item->slot != SLOT_NONE;
    if (!item->asked && !str_starts(item->heading, STR("input."))) {
        item->slot = own_slot(folded);
        if (item->slot == SLOT_NONE && !look_up(c, folded, item)) {
            return false;
        }
    }
    bool plan_slot =
        item->slot == SLOT_PLAN_ID || item->slot == SLOT_AUTHORITY || item->slot == SLOT_PLAN_DATE;
    if (of_plan && !plan_slot) {
        item->slot = SLOT_NONE;
    }
    return !c->fold.failed && !c->whole.failed && !c->outside.failed;
}

/* "owner" and "timeframe" are verdicts beside another verdict, or where their column stands under
 * planmark's own name; else they are headings of a template. */
static void settle_either(column_set *s) {
    bool coded = false, who = false, by_when = false;
    for (size_t i = 0; i < s->count; i++) {
        const column *item = &s->items[i];
        coded |= item->slot >= SLOT_CODED && item->slot != SLOT_NONE;
        who |= item->slot == SLOT_WHO && item->rank == 0;
        by_when |= item->slot == SLOT_BY_WHEN && item->rank == 0;
    }
    for (size_t i = 0; i < s->count; i++) {
        column *item = &s->items[i];
        if (item->either && item->slot == SLOT_WHO && (coded || who)) {
            item->slot = SLOT_CODED + PM_OWNER;
        } else if (item->either && item->slot == SLOT_BY_WHEN && (coded || by_when)) {
            item->slot = SLOT_CODED + PM_TIMEFRAME;
        }
    }
}

/* Beside "specific" and no other verdict "measurable" is a heading of the template, too: Specific,
 * Measurable, Achievable, Relevant, Time-bound. */
static void settle_smart(column_set *s) {
    size_t coded = 0, measurable = SIZE_MAX;
    bool smart = false;
    for (size_t i = 0; i < s->count; i++) {
        const column *item = &s->items[i];
        smart |= item->smart;
        coded += item->slot >= SLOT_CODED && item->slot != SLOT_NONE;
        measurable = item->slot == SLOT_CODED + PM_MEASURABLE && !item->asked ? i : measurable;
    }
    if (smart && coded == 1 && measurable != SIZE_MAX) {
        s->items[measurable].slot = SLOT_MEASURE;
        s->items[measurable].rank = LAST_RANK;
    }
}

static void choose_columns(columns *c, column_set *s) {
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        s->of_slot[slot] = SIZE_MAX;
    }
    for (size_t i = 0; i < s->count; i++) {
        const column *item = &s->items[i];
        if (item->slot == SLOT_NONE || (!item->asked && c->wanted[item->slot].len != 0)) {
            continue;
        }
        size_t *best = &s->of_slot[item->slot];
        if (*best == SIZE_MAX || item->rank < s->items[*best].rank) {
            *best = i;
        }
        c->seen[item->slot] |= item->asked;
    }
}

typedef struct place {
    pm_str heading;
    size_t index;
} place;

static int compare_places(const void *a, const void *b) {
    const place *x = a, *y = b;
    int order = str_compare(x->heading, y->heading);
    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* `repeated`: how many equal headings stand before it. */
static bool name_column(columns *c, column_set *s, size_t i, size_t repeated, bool first_lost) {
    column *item = &s->items[i];
    bool lost = item->slot != SLOT_NONE && s->of_slot[item->slot] != i;
    item->slot = lost ? SLOT_NONE : item->slot;
    item->name = item->heading;
    bool blank = cell_blank(item->heading);
    if (!blank && !lost && repeated == 0) {
        return true;
    }
    buffer_clear(&c->fold);
    if (blank) {
        buffer_format(&c->fold, "column_%zu", i + 1);
    } else {
        buffer_text(&c->fold, "input.");
        buffer_str(&c->fold, item->heading);
    }
    if (!blank && repeated > (first_lost ? 0 : 1)) {
        buffer_format(&c->fold, ".%zu", i + 1);
    }
    char *copy = c->fold.failed ? NULL : arena_copy(&c->sets, c->fold.data, c->fold.len);
    item->name = (pm_str){copy, c->fold.len};
    return copy != NULL;
}

/* Gives every column a name of its own, and finds the first repeated heading. What the plan has may
 * stand in the action again. */
static pm_status name_columns(columns *c, column_set *s) {
    place *places = arena_alloc(&c->sets, s->count * sizeof *places);
    if (places == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < s->count; i++) {
        places[i] = (place){s->items[i].heading, i};
    }
    qsort(places, s->count, sizeof *places, compare_places);
    size_t repeated = 0;
    bool first_lost = false;
    for (size_t k = 0; k < s->count; k++) {
        size_t i = places[k].index;
        bool again = k > 0 && str_equal(places[k].heading, places[k - 1].heading);
        repeated = again ? repeated + 1 : 0;
        bool own = again && places[k - 1].index >= s->plan_count;
        s->repeat = own && i < s->repeat ? i : s->repeat;
        if (!again) {
            const column *item = &s->items[i];
            first_lost = item->slot != SLOT_NONE && s->of_slot[item->slot] != i;
        }
        if (!name_column(c, s, i, repeated, first_lost)) {
            return PM_ERR_MEMORY;
        }
    }
    return PM_OK;
}

/* Verdicts are carried under planmark's own names, which are theirs alone. */
static void list_extras(column_set *s) {
    for (size_t i = 0; i < s->count; i++) {
        const column *item = &s->items[i];
        if (item->slot >= SLOT_CODED) {
            bool coded = item->slot != SLOT_NONE;
            pm_str name = coded ? str_from(names[item->slot]) : item->name;
            s->extra[s->extra_count++] = (pm_field){.name = name};
        }
    }
}

bool columns_carry_text(const columns *c, const pm_row *row, bool own) {
    const column_set *s = c->now;
    size_t extra = 0, from = own && s != NULL ? s->plan_count : 0;
    bool carry = false;
    for (size_t i = 0; s != NULL && i < s->count; i++) {
        carry |= i >= from && s->items[i].slot == SLOT_NONE && !cell_blank(row->extra[extra].value);
        extra += s->items[i].slot >= SLOT_CODED;
    }
    return carry;
}

/* How much a set of headings counts as: few wide ones or many narrow ones are remembered. */
static size_t weight(const pm_str *headings, size_t count) {
    enum { OF_A_SET = 8, BYTES = 32 };
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += headings[i].len;
    }
    return OF_A_SET + count + bytes / BYTES;
}

static void forget(columns *c) {
    arena_reset(&c->sets);
    c->root = (heading_step){.first = NULL};
    c->kept = 0;
}

/* The step to `heading` behind `from`, made where there is none; NULL: no memory. */
static heading_step *make_step(columns *c, heading_step *from, pm_str heading) {
    heading_step **end = &from->first;
    while (*end != NULL && !str_equal((*end)->heading, heading)) {
        end = &(*end)->next;
    }
    if (*end == NULL) {
        heading_step *step = arena_zalloc(&c->sets, sizeof *step);
        char *copy = step != NULL ? arena_copy(&c->sets, heading.data, heading.len) : NULL;
        if (copy == NULL || !json_name_make(&step->name, heading, &c->sets)) {
            return NULL;
        }
        step->heading = (pm_str){copy, heading.len};
        *end = step;
    }
    return *end;
}

static pm_status take_headings(columns *c, column_set *s, heading_step **at,
                               const pm_str *headings) {
    for (size_t i = 0; i < s->count; i++) {
        *at = make_step(c, *at, headings[i]);
        if (*at == NULL) {
            return PM_ERR_MEMORY;
        }
        s->items[i] = (column){.heading = (*at)->heading};
        if (!settle_heading(c, &s->items[i], i < s->plan_count)) {
            return PM_ERR_MEMORY;
        }
    }
    return PM_OK;
}

static pm_status make_set(columns *c, const pm_str *headings, size_t count, size_t plan_count) {
    size_t more = weight(headings, count);
    if (c->kept + more > MOST_KEPT) {
        forget(c);
    }
    c->kept += more;
    column_set *s = arena_zalloc(&c->sets, sizeof *s);
    column *items = arena_alloc(&c->sets, count * sizeof *items);
    pm_field *extra = arena_alloc(&c->sets, count * sizeof *extra);
    if (s == NULL || items == NULL || extra == NULL) {
        return PM_ERR_MEMORY;
    }
    *s = (column_set){items, count, plan_count, SIZE_MAX, .extra = extra};
    heading_step *at = &c->root;
    pm_status status = take_headings(c, s, &at, headings);
    if (status == PM_OK) {
        settle_smart(s);
        settle_either(s);
        choose_columns(c, s);
        status = name_columns(c, s);
    }
    if (status == PM_OK) {
        list_extras(s);
        s->next = at->sets;
        at->sets = s;
        c->now = s;
    }
    return status;
}

pm_status columns_set(columns *c, const pm_str *headings, size_t count, size_t plan_count) {
    const heading_step *at = &c->root;
    for (size_t i = 0; i < count && at != NULL; i++) {
        at = columns_step(at, headings[i]);
    }
    return columns_take(c, at, plan_count) ? PM_OK : make_set(c, headings, count, plan_count);
}

/* Where its meaning is remembered, or may be; NULL: it is too long. */
static heading_meaning *meaning_place(const columns *c, pm_str heading) {
    if (heading.len == 0 || heading.len > COLUMNS_MEANING_MOST) {
        return NULL;
    }
    return &c->meanings[hash_bytes(heading.data, heading.len, 0) % COLUMNS_MEANINGS];
}

pm_status columns_meaning(columns *c, pm_str heading, column_slot *slot, size_t *rank) {
    if (c->meanings == NULL) {
        c->meanings = arena_zalloc(&c->words, COLUMNS_MEANINGS * sizeof *c->meanings);
    }
    if (c->meanings == NULL) {
        return PM_ERR_MEMORY;
    }
    heading_meaning *at = meaning_place(c, heading);
    if (at != NULL && str_equal((pm_str){at->text, at->len}, heading)) {
        *slot = at->slot;
        *rank = at->rank;
        return PM_OK;
    }
    column item = {.heading = heading};
    bool settled = settle_heading(c, &item, false);
    *slot = item.slot;
    *rank = item.rank;
    if (settled && at != NULL) {
        memcpy(at->text, heading.data, heading.len);
        at->len = heading.len;
        at->slot = item.slot;
        at->rank = item.rank;
    }
    return settled ? PM_OK : PM_ERR_MEMORY;
}

bool columns_have(const columns *c, column_slot slot) {
    return c->now != NULL && c->now->of_slot[slot] != SIZE_MAX;
}

size_t columns_known(const columns *c) {
    size_t known = 0;
    for (size_t i = 0; i < c->now->count; i++) {
        known += c->now->items[i].slot != SLOT_NONE;
    }
    return known;
}

column_slot columns_missing(const columns *c, bool ever) {
    column_slot slot = 0;
    while (slot < SLOT_COUNT &&
           (c->wanted[slot].len == 0 || (ever ? c->seen[slot] : columns_have(c, slot)))) {
        slot++;
    }
    return slot;
}

/* ---- Cells to a row ---- */

/* 0 or 1, -1 for blank, -2 for anything else. */
static int read_verdict(pm_str s) {
    static const char *const words[] = {"0", "1", "no", "yes", "n", "y", "false", "true"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_fold(s, str_from(words[i]))) {
            return (int)(i % 2);
        }
    }
    return cell_blank(s) ? -1 : -2;
}

/* White space is below the other ASCII characters, and these are most cells' first and last. */
static inline pm_str trim(pm_str s) {
    bool framed =
        s.len != 0 && ((unsigned char)s.data[0] <= ' ' || (unsigned char)s.data[s.len - 1] <= ' ');
    return framed ? str_trim(s) : s;
}

static inline bool blank(pm_str s) {
    unsigned char first = s.len != 0 ? (unsigned char)s.data[0] : 0;
    return (first <= ' ' || first >= 0x80) && cell_blank(s);
}

static inline pm_str *place_of(pm_row *row, column_slot slot) {
    static const size_t places[SLOT_CODED] = {
        [SLOT_PLAN_ID] = offsetof(pm_row, plan_id),
        [SLOT_AUTHORITY] = offsetof(pm_row, authority),
        [SLOT_ACTION_NO] = offsetof(pm_row, action_no),
        [SLOT_PLAN_DATE] = offsetof(pm_row, plan_date),
        [SLOT_SOURCE] = offsetof(pm_row, source),
    };
    return (pm_str *)((char *)row + places[slot]);
}

static bool put_verdict(pm_row *row, column_slot slot, pm_str cell) {
    int verdict = slot != SLOT_NONE ? read_verdict(cell) : -1;
    if (slot != SLOT_NONE) {
        row->coded[slot - SLOT_CODED] = verdict;
    }
    return verdict != -2;
}

pm_status columns_fill(columns *c, const pm_str *cells, size_t count, pm_row *row,
                       column_slot *bad) {
    static const pm_row empty = {.has_action = 1, .coded = {-1, -1, -1, -1, -1}};
    column_set *s = c->now;
    memcpy(row, &empty, sizeof empty);
    row->extra = s->extra;
    for (size_t i = 0; i < s->count; i++) {
        pm_str cell = i < count ? cells[i] : (pm_str){NULL, 0};
        column_slot slot = s->items[i].slot;
        if (slot <= SLOT_MEASURE) {
            row->action.cell[slot] = blank(cell) ? (pm_str){NULL, 0} : cell;
        } else if (slot < SLOT_CODED) {
            *place_of(row, slot) = trim(cell);
        } else {
            s->extra[row->extra_count++].value = cell;
            if (!put_verdict(row, slot, cell)) {
                *bad = slot;
                return PM_ERR_ROW;
            }
        }
    }
    return PM_OK;
}

/* Cut where a character begins, without control characters. */
void columns_put_heading(pm_str s, buffer *out) {
    size_t len = s.len;
    if (len > SHOWN_BYTES) {
        len = SHOWN_BYTES;
        while (len > 0 && ((unsigned char)s.data[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    buffer_char(out, '\'');
    for (size_t i = 0; i < len; i++) {
        bool control = (unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7F;
        buffer_char(out, control ? ' ' : s.data[i]);
    }
    buffer_text(out, len < s.len ? "...'" : "'");
}

static size_t count_words(pm_str s) {
    size_t words = 0;
    for (size_t i = 0; i < s.len; i++) {
        words += !ascii_space(s.data[i]) && (i == 0 || ascii_space(s.data[i - 1]));
    }
    return words;
}

/* A line with a cell of many words is plan text, not headings; none of it goes into a message. */
static bool are_headings(const column_set *s) {
    for (size_t i = 0; i < s->count; i++) {
        if (count_words(s->items[i].heading) > HEADING_WORDS) {
            return false;
        }
    }
    return true;
}

void columns_list(const columns *c, buffer *out) {
    const column_set *s = c->now;
    size_t shown = 0;
    if (!are_headings(s)) {
        buffer_text(out, "cells too long to be headings (does the first line hold the headings?)");
        return;
    }
    for (size_t i = 0; i < s->count && shown <= SHOWN_HEADINGS; i++) {
        if (cell_blank(s->items[i].heading)) {
            continue;
        }
        buffer_text(out, shown > 0 ? ", " : "");
        if (shown++ == SHOWN_HEADINGS) {
            buffer_text(out, "...");
        } else {
            columns_put_heading(s->items[i].heading, out);
        }
    }
    buffer_text(out, shown == 0 ? "none" : "");
}
