/* SPDX-License-Identifier: MIT
 * Keeps true: what is told apart here is told by words of templates, all of which have to be known;
 * a heading with one word more is none of these. */
#include "documents/others.h"

#include <string.h>

#include "documents/pieces.h"

/* ---- Words ---- */

static bool word_char(char c) {
    return ascii_alpha(c) || ascii_digit(c) || c == '\'' || (unsigned char)c >= 0x80;
}

static pm_str without_possessive(pm_str word) {
    static const char *const ends[] = {"'s", "\xE2\x80\x99s", "'", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_ends(word, str_from(ends[i]))) {
            return str_slice(word, 0, word.len - strlen(ends[i]));
        }
    }
    return word;
}

/* The next word at or behind *at, without "'s"; empty: there is none. */
static pm_str next_word(pm_str s, size_t *at) {
    while (*at < s.len && !word_char(s.data[*at])) {
        (*at)++;
    }
    size_t from = *at;
    while (*at < s.len && word_char(s.data[*at])) {
        (*at)++;
    }
    return without_possessive(str_slice(s, from, *at));
}

/* Is the word one of those between bars? "|next|last|" */
static bool among(pm_str word, const char *words) {
    for (const char *p = words; p != NULL && p[1] != '\0'; p = strchr(p + 1, '|')) {
        size_t same = 0;
        while (same < word.len && ascii_lower(word.data[same]) == p[1 + same]) {
            same++;
        }
        if (same == word.len && p[1 + same] == '|') {
            return true;
        }
    }
    return false;
}

/* Numbers, and letters of parts: "Part C", "5.2". */
static bool is_count(pm_str word) {
    bool digits = true;
    for (size_t i = 0; i < word.len; i++) {
        digits &= ascii_digit(word.data[i]);
    }
    return digits || (word.len == 1 && ascii_alpha(word.data[0]));
}

/* Is each word among `heads` or `fillers`, and one of them a head? */
static bool made_of(pm_str s, const char *heads, const char *fillers) {
    enum { WORDS = 10 };
    size_t at = 0, words = 0, found = 0;
    for (pm_str word = next_word(s, &at); word.len != 0; word = next_word(s, &at)) {
        bool head = among(word, heads);
        found += head;
        if (!head && !among(word, fillers) && !is_count(word)) {
            return false;
        }
        words++;
    }
    return found != 0 && words <= WORDS;
}

static bool has_one(pm_str s, const char *const *words, size_t count) {
    size_t at;
    for (size_t i = 0; i < count; i++) {
        if (text_has(s, words[i], &at)) {
            return true;
        }
    }
    return false;
}

static pm_str first_line_of(pm_str s) {
    const char *end = s.len != 0 ? memchr(s.data, '\n', s.len) : NULL;
    return end != NULL ? str_slice(s, 0, (size_t)(end - s.data)) : s;
}

/* ---- Labels and bands ---- */

#define PEOPLE                                                                                     \
    "|parent|parents|carer|carers|mother|father|mum|dad|child|children|young|person|people|"       \
    "family|"                                                                                      \
    "member|members|social|worker|workers|manager|managers|team|supervisor|chair|practitioner|"    \
    "professional|professionals|school|service|user|reviewing|officer|lead|"
#define FILLERS                                                                                    \
    "part|section|the|of|and|or|by|from|any|other|additional|further|general|on|this|plan|to|"

bool other_label(pm_str text, bool *alone) {
    static const char signing[] =
        "|signature|signatures|signed|signoff|apologies|attendees|invitees|"
        "distribution|";
    static const char said[] = "|comments|comment|views|decision|decisions|rationale|";
    static const char meeting[] = "|meeting|review|visit|conference|";
    static const char fillers[] = PEOPLE FILLERS "date|dated|list|for|agreement|copies|copy|";
    static const char times[] = "|date|time|day|and|venue|place|location|of|the|next|planned|our|";
    size_t at;
    text = str_trim(text);
    const char *colon = text.len != 0 ? memchr(text.data, ':', text.len) : NULL;
    size_t end = colon != NULL ? (size_t)(colon - text.data) : text.len;
    pm_str label = str_slice(text, 0, end);
    bool part = made_of(label, "|part|section|", "|"); /* "PART C: SIGN OFF" */
    label = part ? str_slice(text, end + 1, text.len) : label;
    *alone = part || end + 1 >= text.len;
    if (text_has(label, "sign off", &at) || text_has(label, "sign-off", &at) ||
        text_has(label, "people present", &at) || text_has(label, "those present", &at)) {
        return text_words(label, 6) < 6;
    }
    return made_of(label, signing, fillers) || made_of(label, said, fillers) ||
           (text_has(label, "next", &at) && made_of(label, meeting, times));
}

/* ---- Headings of columns ---- */

bool other_of_people(pm_str heading, bool *sure) {
    static const char people[] = "|name|names|role|relationship|designation|signature|signed|"
                                 "attended|attending|present|apologies|invited|email|telephone|"
                                 "phone|tel|initials|dob|position|";
    static const char fillers[] = "|print|full|title|job|date|agency|organisation|team|contact|"
                                  "details|number|no|address|to|of|the|child|family|in|y|n|yes|"
                                  "and|or|comments|comment|report|received|method|sent|copy|birth|";
    *sure = made_of(heading, people, fillers);
    return *sure || made_of(heading, fillers, "|");
}

bool other_of_condition(pm_str heading) {
    static const char *const begins[] = {"if", "what if", "what might", "what could", "when this"};
    static const char *const conditions[] = {"go wrong", "not work", "happens", "happened"};
    size_t at;
    pm_str s = str_trim(first_line_of(heading));
    bool begun = false;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        begun |= text_has(s, begins[i], &at) && at == 0;
    }
    return (begun && has_one(s, conditions, 4)) || (text_has(s, "if", &at) && at == 0) ||
           made_of(s, "|trigger|triggers|contingency|contingencies|", "|the|possible|");
}

bool other_of_progress(pm_str heading) {
    return made_of(first_line_of(heading),
                   "|completed|complete|done|achieved|progress|status|update|outcome|result|met|",
                   "|has|have|this|these|been|was|were|it|is|the|of|action|y|n|yes|no|and|date|or|"
                   "made|comments|not|partly|when|");
}

bool other_of_template(pm_str heading) {
    static const char heads[] =
        "|outcome|outcomes|need|needs|goal|goals|objective|objectives|aim|"
        "aims|area|domain|dimension|concern|concerns|worry|worries|"
        "worried|risk|risks|issue|issues|strength|strengths|priority|no|"
        "ref|reference|number|comments|notes|rating|rag|achieve|working|"
        "change|theme|topic|child|item|review|why|danger|harm|safety|factors|";
    static const char fillers[] =
        "|the|of|and|or|for|to|in|s|identified|desired|planned|agreed|"
        "expected|what|are|we|do|want|about|is|be|our|family|young|"
        "person|going|well|different|will|statement|impact|on|key|"
        "score|scaling|category|notes|update|development|parenting|existing|"
        "complicating|future|past|statements|";
    pm_str s = first_line_of(heading);
    return made_of(s, heads, fillers) || other_of_progress(s);
}

bool other_in_headings(pm_str heading) {
    static const char words[] =
        "|target|completion|completed|complete|name|names|review|reviewed|end|start|date|dates|"
        "team|member|members|staff|worker|workers|planned|expected|proposed|actual|estimated|"
        "professional|professionals|agency|agencies|role|title|job|period|duration|due|time|times|"
        "timing|frequency|schedule|contact|responsible|responsibility|lead|person|people|parent|"
        "parents|family|carer|achieved|agreed|next|last|meeting|resources|resource|cost|budget|"
        "allocated|named|key|help|support|agenda|item|discussion|impact|level|type|service|"
        "services|provider|area|action|actions|task|tasks|activity|activities|intervention|"
        "interventions|step|steps|who|what|when|how|where|why|";
    static const char fillers[] = "|by|of|for|to|and|the|or|other|in|on|with|be|is|are|will|do|we|"
                                  "us|it|this|a|an|any|";
    return made_of(heading, words, fillers);
}

/* ---- Headings above tables ---- */

static bool is_condition(pm_str s) {
    static const char *const ifs[] = {"happen if",   "happens if", "do if", "if things",
                                      "if the plan", "if this",    "if it", "if there",
                                      "if we",       "if nothing"};
    size_t at;
    bool both = text_has(s, "and", &at) || text_has(s, "&", &at) || text_has(s, "action", &at);
    bool contingency = text_has(s, "contingency", &at) || text_has(s, "contingencies", &at);
    return (contingency && !both) || (text_has(s, "what if", &at) && at < 4) ||
           has_one(s, ifs, sizeof ifs / sizeof *ifs);
}

other_part other_part_of(pm_str heading) {
    static const char events[] = "|chronology|chronologies|history|";
    static const char of_events[] = "|of|the|and|significant|key|events|event|case|family|child|"
                                    "agency|brief|summary|involvement|background|previous|our|";
    static const char lists[] = "|services|service|visits|visiting|assessments|dates|medication|"
                                "medications|arrangements|";
    static const char of_lists[] = "|involved|in|place|provided|current|currently|existing|key|"
                                   "important|completed|of|the|and|with|schedule|other|list|to|"
                                   "family|child|children|for|our|already|details|who|is|are|"
                                   "working|support|time|contact|visit|";
    enum { HEADING_BYTES = 100 };
    size_t at;
    pm_str s = str_trim(first_line_of(heading));
    if (s.len > HEADING_BYTES || str_ends(s, STR("."))) {
        return OTHER_NONE; /* a sentence speaks of much */
    }
    if (is_condition(s)) {
        return OTHER_IF;
    }
    if (made_of(s, events, of_events)) {
        return OTHER_EVENTS;
    }
    if (text_has(s, "matters arising", &at)) {
        return OTHER_ARISING;
    }
    bool time = text_has(s, "family time", &at) && text_words(s, 5) < 5;
    return time || made_of(s, lists, of_lists) ? OTHER_LOOSE : OTHER_NONE;
}
