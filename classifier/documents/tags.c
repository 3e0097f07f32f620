/* SPDX-License-Identifier: MIT
 * Keeps true: where a tag begins and ends, and what is an attribute, are seen as libxml2 sees them;
 * where that cannot be known a tag is seen rather than none. Comments and scripts of pages are made
 * blank, so that nothing hides in them whatever libxml2 takes for their end, and so is what its
 * releases do not agree on. */
#include "documents/tags.h"

#include <string.h>

static const char too_many[] = "an element has more attributes than any document needs";
static const char too_deep[] = "elements lie too deep in others";
static const char doctype[] = "the XML inside it declares a document type or entities, as no "
                              "office program does; it is refused";
static const char damaged[] = "the XML inside it is damaged, or goes beyond what documents need";

void tags_init(tags *t, bool html) {
    *t = (tags){.html = html};
}

/* ---- Names ---- */

/* In XML any mark but those of tags will do: what is no name there is refused by libxml2. */
static inline bool begins_name(const tags *t, char c) {
    return t->html ? ascii_alpha(c) || c == '_' || c == ':' || c == '.'
                   : (unsigned char)c > '?' || c == ':';
}

static inline bool in_name(const tags *t, char c) {
    return begins_name(t, c) || ascii_digit(c) || c == '-' || c == '.';
}

static void add_to_word(tags *t, char c) {
    if (t->word_len < sizeof t->word) {
        t->word[t->word_len] = t->html ? ascii_lower(c) : c;
    }
    t->word_len++;
}

static bool word_is(const tags *t, const char *word) {
    size_t len = strlen(word);
    return t->word_len == len && len <= sizeof t->word && memcmp(t->word, word, len) == 0;
}

/* ---- Tags ---- */

/* The start tag ends. */
static const char *close_tag(tags *t) {
    bool empty = t->slash;
    t->at = AT_TEXT;
    if (t->html) {
        bool raw = !empty && (word_is(t, "script") || word_is(t, "style"));
        t->at = raw ? AT_RAW : AT_TEXT;
        t->run = 0;
    } else if (!empty) {
        if (t->depth == TAGS_NESTING) {
            return too_deep;
        }
        t->of_open[t->depth++] = (unsigned short)t->attributes;
        t->open_attributes += t->attributes;
    }
    return NULL;
}

static void close_element(tags *t) {
    t->at = AT_TEXT;
    if (t->depth != 0) {
        t->open_attributes -= t->of_open[--t->depth];
    }
}

static const char *begin_attribute(tags *t) {
    t->at = AT_ATTRIBUTE;
    t->run = 0;
    t->attributes++;
    bool many = t->attributes > TAGS_ATTRIBUTES ||
                t->attributes + t->open_attributes > TAGS_OPEN_ATTRIBUTES;
    return many ? too_many : NULL;
}

static void open_tag(tags *t, char c) {
    t->at = begins_name(t, c)     ? AT_NAME
            : c == '/'            ? AT_END
            : c == '!'            ? AT_MARKUP
            : c == '?'            ? AT_INSTRUCTION
            : c == '<' && t->html ? AT_OPENING
                                  : AT_TEXT;
    t->attributes = t->word_len = t->run = 0;
    t->slash = false;
    if (t->at == AT_NAME) {
        add_to_word(t, c);
    }
}

static const char *in_gap(tags *t, char c) {
    if (c == '>') {
        return close_tag(t);
    }
    t->slash = c == '/';
    if (begins_name(t, c)) {
        return begin_attribute(t);
    }
    t->at = ascii_space(c) ? AT_GAP : AT_BARE;
    return NULL;
}

static const char *in_value(tags *t, char c) {
    if (ascii_space(c)) {
        return NULL;
    }
    if (c == '>') {
        return close_tag(t);
    }
    t->at = c == '"' || c == '\'' ? AT_QUOTED : AT_BARE;
    t->quote = c;
    return NULL;
}

/* Behind a name: the byte that ended it is looked at again. */
static const char *behind_name(tags *t, char c) {
    if (c == '=') {
        t->at = AT_VALUE;
        return NULL;
    }
    if (ascii_space(c)) {
        t->at = AT_EQUALS;
        return NULL;
    }
    t->at = AT_GAP;
    return in_gap(t, c);
}

/* In a page the rest of a name that is too long is another one, where it begins as names do. */
static const char *in_attribute(tags *t, char c) {
    enum { LONGEST = 100 };
    if (!in_name(t, c)) {
        return behind_name(t, c);
    }
    bool too_long = t->html && ++t->run % LONGEST == 0;
    return too_long ? in_gap(t, c) : NULL;
}

static const char *in_element_name(tags *t, char c) {
    enum { LONGEST = 100 };
    t->at = in_name(t, c) && !(t->html && t->word_len >= LONGEST) ? AT_NAME : AT_GAP;
    if (t->at == AT_GAP) {
        return in_gap(t, c);
    }
    add_to_word(t, c);
    return NULL;
}

static const char *in_bare(tags *t, char c) {
    if (c == '>') {
        return close_tag(t);
    }
    t->slash = c == '/';
    t->at = ascii_space(c) ? AT_GAP : AT_BARE;
    return NULL;
}

/* ---- What is no tag ---- */

/* Behind "<!": a comment, a section, a document type; a page may hold anything there. */
static const char *in_markup(tags *t, char c) {
    add_to_word(t, c);
    if (word_is(t, "--")) {
        t->at = AT_COMMENT;
        t->run = 0;
    } else if (t->html && (t->word[0] != '-' || t->word_len > 1)) {
        t->at = c == '>' ? AT_TEXT : AT_OTHER;
    } else if (word_is(t, "[CDATA[")) {
        t->at = AT_SECTION;
    } else if (t->word[0] == 'D') {
        return doctype;
    } else if (!t->html && t->word_len == sizeof t->word) {
        return damaged;
    }
    return NULL;
}

/* Two of these, or one '?', and '>' end what is no tag. */
static void until(tags *t, char c, char mark, size_t need) {
    bool bang = t->html && mark == '-' && c == '!' && t->run >= need; /* "--!>" */
    if (c == '>' && t->run >= need) {
        t->at = AT_TEXT;
    }
    t->run = c == mark ? t->run + 1 : bang ? t->run : 0;
}

/* Up to "</script". */
static void in_raw(tags *t, char c) {
    char end[sizeof t->word + 2] = "</";
    memcpy(end + 2, t->word, t->word_len);
    t->run = ascii_lower(c) == end[t->run] ? t->run + 1 : c == '<';
    if (t->run == t->word_len + 2) {
        t->at = AT_RAW_END;
    }
}

/* Whether "</scripts" ends a script libxml2's releases do not agree on: without these bytes any
 * does. */
static void in_raw_end(tags *t, char c) {
    t->at = c == '>' ? AT_TEXT : AT_RAW_END;
    t->run = 0;
}

/* Without a name it may be text. */
static void in_end(tags *t, char c) {
    if (c == '>') {
        close_element(t);
    } else if (c == '<' && t->html && t->word_len == 0) {
        t->at = AT_OPENING;
    }
    t->word_len += t->run == 0 && begins_name(t, c);
    t->run = 1;
}

/* What begins with "<?" goes to its '>'; without a name it may be shown. */
static void in_instruction(tags *t, char c) {
    if (!t->html) {
        until(t, c, '?', 1);
        return;
    }
    t->word_len += t->word_len != 0 || begins_name(t, c);
    t->at = c == '>' ? AT_TEXT : t->word_len != 0 ? AT_INSTRUCTION : AT_OTHER;
}

/* ---- Bytes ---- */

static const char *look_at(tags *t, char c) {
    switch (t->at) {
    case AT_TEXT: t->at = c == '<' ? AT_OPENING : AT_TEXT; return NULL;
    case AT_OPENING: open_tag(t, c); return NULL;
    case AT_MARKUP: return in_markup(t, c);
    case AT_NAME: return in_element_name(t, c);
    case AT_GAP: return in_gap(t, c);
    case AT_ATTRIBUTE: return in_attribute(t, c);
    case AT_EQUALS: return behind_name(t, c);
    case AT_VALUE: return in_value(t, c);
    case AT_QUOTED: t->at = c == t->quote ? AT_GAP : AT_QUOTED; return NULL;
    case AT_BARE: return in_bare(t, c);
    case AT_END: in_end(t, c); return NULL;
    case AT_COMMENT: until(t, c, '-', 2); return NULL;
    case AT_SECTION: until(t, c, ']', 2); return NULL;
    case AT_INSTRUCTION: in_instruction(t, c); return NULL;
    case AT_OTHER: t->at = c == '>' ? AT_TEXT : AT_OTHER; return NULL;
    case AT_RAW: in_raw(t, c); return NULL;
    case AT_RAW_END: in_raw_end(t, c); return NULL;
    }
    return NULL;
}

static size_t next_of(char stop, const char *data, size_t len, size_t from) {
    const char *at = memchr(data + from, stop, len - from);
    return at != NULL ? (size_t)(at - data) : len;
}

/* Where the next byte stands that can end what is at hand, which may be the one at `from`. */
static size_t next_stop(const tags *t, const char *data, size_t len, size_t from) {
    switch (t->at) {
    case AT_TEXT: return next_of('<', data, len, from);
    case AT_QUOTED: return next_of(t->quote, data, len, from);
    case AT_END: return t->html ? from : next_of('>', data, len, from);
    case AT_NAME:
    case AT_ATTRIBUTE:
        while (!t->html && from < len && in_name(t, data[from])) {
            from++;
        }
        return from;
    default: return from;
    }
}

/* Is the byte that was just looked at one of a page that nobody sees, and that ends nothing? */
static bool is_hidden(const tags *t, char c) {
    switch (t->at) {
    case AT_COMMENT: return c != '-' && c != '!' && c != '>';
    case AT_INSTRUCTION: return t->word_len > 1;
    case AT_OTHER: return !ascii_alpha(c); /* "<!DOCTYPE html" stays one */
    case AT_RAW: return t->run == 0 && c != '>';
    case AT_RAW_END: return t->run == 0;
    default: return false;
    }
}

/* White space in tags, of which a form feed is none to libxml2 before 2.14; and what begins names,
 * but to some of its releases no tag. */
static bool is_unsure(const tags *t, char c) {
    bool no_letter = c == '_' || c == ':' || c == '.';
    return ascii_space(c) || (t->at == AT_OPENING && no_letter);
}

const char *tags_look(tags *t, char *data, size_t len) {
    const char *reason = NULL;
    if (!t->html && len != 0 && memchr(data, '\0', len) != NULL) {
        return damaged; /* libxml2 would guess at another encoding */
    }
    for (size_t i = 0; i < len && reason == NULL; i++) {
        i = next_stop(t, data, len, i);
        if (i < len) {
            data[i] = (char)(t->html && is_unsure(t, data[i]) ? ' ' : data[i]);
            reason = look_at(t, data[i]);
            data[i] = (char)(t->html && is_hidden(t, data[i]) ? ' ' : data[i]);
        }
    }
    return reason;
}
