/* SPDX-License-Identifier: MIT
 * Keeps true: each slot has one column at most, every other column is carried under a name of its own,
 * and no cell is dropped. Time grows with n log n for n headings, whatever they are. */
#include "readers/columns.h"

#include <stdlib.h>
#include <string.h>

/* Headings of plan templates and exports, folded (see fold_heading), best first. '*' at the end: any
 * heading that begins so. "owner" and "timeframe" are verdicts in coded files, columns elsewhere. */
static const char *const synonyms_of[SLOT_COUNT] = {
    [SLOT_ACTION] =
        "action|actions|action text|action required|actions required|required action|required actions|"
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
        "what we will do|what do we need to do|what we need to do|what do i need to do|"
        "what needs to be put in place|what action is needed|what actions are needed|"
        "what action is required|what actions are required|what action will be taken|"
        "what actions will be taken|how will we do it|how will we do this|how we will do it|"
        "how we will do this|how will it be done|how will this be done|how will this be achieved|"
        "how will it be achieved|how will we achieve this|how will we achieve it|"
        "how we will achieve this|how are we going to do it|how will we get there|"
        "how will this happen|how will that happen|how will the need be met|how will needs be met|"
        "how will this need be met|work to be done|work to be undertaken|work to be completed|"
        "steps|steps to be taken|steps to take|to do|support to be provided|services to be provided|"
        "service to be provided|support and services to be provided|support offered|"
        "intervention|interventions|activity|activities|recommendation|recommendations|what",
    [SLOT_WHO] =
        "who|by whom|by who|who by|whom|who will do it|who will do this|who will do that|"
        "who is responsible|whos responsible|who will be responsible|who is going to do it|"
        "who is going to do this|who does it|who does this|who needs to do it|who needs to do this|"
        "who should do it|who should do this|who is doing it|who is doing this|who will take action|"
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
        "delivered by|provided by|provider|service provider|professional|agency|person|owner",
    [SLOT_BY_WHEN] =
        "by when|when by|by what date|by when date|by which date|when|timescale|timescales|"
        "time scale|time scales|time frame|time frames|timeframes|timeline|time line|timelines|"
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
        "when does this need to happen|when does it need to happen|when does this need to happen by|"
        "when it needs to be done|when it needs to be done by|when should this be done by|"
        "when should it be done by|when should this happen|when is it due|when is this due|"
        "when will this be completed|when will it be completed|when will we do it|"
        "when will we do this|when are we going to do it|finish by|finish date|time limit|timeframe",
    [SLOT_MEASURE] =
        "measure|measures|measure of success|measures of success|success measure|success measures|"
        "success criteria|success criterion|measure success|success indicator|success indicators|"
        "indicator of success|indicators of success|measure of progress|measures of progress|"
        "measurement|measurements|measured by|how measured|how is it measured|how is this measured|"
        "how will it be measured*|how will this be measured*|how will success be measured*|"
        "how will progress be measured*|how will we measure*|how we will measure*|"
        "how do we measure*|how will the outcome be measured*|how will outcomes be measured*|"
        "how will we know*|how we will know*|how we know*|how would we know*|how do we know*|"
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
    "action",     "who",        "by_when",       "measure",   "plan_id", "authority",
    "action_no",  "plan_date",  "source",        "actionable", "measurable",
    "measure_given", "timeframe", "owner",       "other"};

struct synonym {
    pm_str text; /* without the '*'; empty: a free slot of the table */
    column_slot slot;
    size_t rank;
    bool prefix;
};

enum { SYNONYMS = 1024, SHOWN_HEADINGS = 16, SHOWN_BYTES = 32 };

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

/* ---- Folding --------------------------------------------------------------------------------------- */

static void put_gap(buffer *out, size_t from) {
    if (out->len > from && out->data[out->len - 1] != ' ') {
        buffer_char(out, ' ');
    }
}

/* Characters beyond ASCII that are written in place of an ASCII one. Returns how many bytes to step
 * over, 0 for other characters. */
static size_t fold_high(pm_str s, size_t i, buffer *out, size_t from) {
    static const char apostrophe[] = "\xE2\x80\x99", general[] = "\xE2\x80", no_break[] = "\xC2\xA0";
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

/* Appends the heading in lower case, words parted by one space: "By-When?" and "byWhen" are "by when".
 * Brackets, '/' and '#' stay. */
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

/* ---- Synonyms -------------------------------------------------------------------------------------- */

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
    return out->failed ? (pm_str){NULL, 0}
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

/* What a heading means, from the most to the least literal reading; NULL: nothing known. `folded` lies
 * in c->fold, which is written behind it. */
static const synonym *understand(columns *c, size_t from) {
    buffer whole, part;
    const synonym *found = NULL;
    size_t len = c->fold.len - from;
    buffer_init(&whole, c->fold.allocator);
    buffer_init(&part, c->fold.allocator);
    pm_str folded = {c->fold.data + from, len};
    pm_str plain = without_number(strip_brackets(folded, true, &whole));
    found = find_synonym(c, plain);
    if (found == NULL) {
        pm_str outside = without_number(strip_brackets(folded, false, &part));
        found = find_part(c, outside);
    }
    c->fold.failed |= whole.failed || part.failed;
    buffer_free(&whole);
    buffer_free(&part);
    return found;
}
