/* SPDX-License-Identifier: MIT
 * Keeps true: the text handed on is the same however the file arrives in pieces; what is held is
 * one piece, or one line and a piece. */
#include "readers/feed.h"

#include <string.h>

#include "format/put.h"
#include "format/scan.h"

enum { PIECE = 64 * 1024 };

static pm_status read_piece(feed *f, buffer *out) {
    char *room = buffer_room(out, PIECE);
    if (room == NULL) {
        return PM_ERR_MEMORY;
    }
    size_t got = 0;
    pm_status status = f->in != NULL ? os_input_read(f->in, room, PIECE, &got, &f->why)
                                     : f->before.rest(f->before.ctx, room, PIECE, &got, &f->why);
    if (status == PM_OK) {
        out->len += got;
        f->taken += got;
        f->over = got == 0;
    }
    return status;
}

static bool passes(decoder *d, pm_str text) {
    return scan_ascii(text.data, text.len) || decoder_passes(d, text);
}

/* The first four bytes tell the decoder which encoding it is. */
static pm_status decode_first(feed *f) {
    enum { TELLING = 4 };
    pm_str all = buffer_view(&f->first), rest = str_slice(all, TELLING, all.len);
    pm_status status =
        decoder_feed(&f->decode, all.data, all.len - rest.len, f->over && rest.len == 0, &f->start);
    bool whole = f->start.len == TELLING && decoder_awaits_utf8(&f->decode);
    if (status == PM_OK && whole && passes(&f->decode, rest)) {
        f->head = all;
        return PM_OK;
    }
    if (status == PM_OK && rest.len != 0) {
        status = decoder_feed(&f->decode, rest.data, rest.len, f->over, &f->start);
    }
    f->head = buffer_view(&f->start);
    return status;
}

pm_status feed_open(feed *f, const pm_allocator *a, const char *path) {
    static const feed_begun nothing = {{NULL, 0}, NULL, NULL};
    return feed_open_behind(f, a, path, &nothing);
}

bool feed_of_file(const feed *f) {
    return f->in != NULL && os_input_is_file(f->in);
}

pm_status feed_open_behind(feed *f, const pm_allocator *a, const char *path,
                           const feed_begun *before) {
    *f = (feed){.why = "", .before = *before};
    decoder_init(&f->decode);
    buffer_init(&f->first, a);
    buffer_init(&f->start, a);
    buffer_init(&f->bytes, a);
    pm_status status = before->rest == NULL ? os_input_open(path, a, &f->in, &f->why) : PM_OK;
    if (status == PM_OK && buffer_room(&f->first, 2 * PIECE) == NULL) {
        status = PM_ERR_MEMORY;
    }
    buffer_str(&f->first, before->given);
    status = status == PM_OK && f->first.failed ? PM_ERR_MEMORY : status;
    while (status == PM_OK && !f->over && f->first.len < PIECE) {
        status = read_piece(f, &f->first);
    }
    return status == PM_OK ? decode_first(f) : status;
}

/* Has a text a line that is not blank, and more behind it? `*clear`: bytes that end no such line.
 */
static bool has_line(pm_str text, size_t *clear) {
    bool begins = str_starts(text, STR("\xEF\xBB\xBF"));
    for (*clear += begins && *clear == 0 ? 3 : 0; *clear < text.len; ++*clear) {
        if (!ascii_space(text.data[*clear])) {
            break;
        }
    }
    const char *end = memchr(text.data + *clear, '\n', text.len - *clear);
    *clear = end != NULL ? (size_t)(end - text.data) : text.len;
    for (size_t i = *clear; i < text.len; i++) {
        if (!ascii_space(text.data[i])) {
            return true;
        }
    }
    return false;
}

pm_status feed_look(feed *f, size_t most) {
    pm_status status = PM_OK;
    size_t clear = 0;
    while (status == PM_OK && !f->over && f->first.len < most &&
           !has_line(buffer_view(&f->first), &clear)) {
        status = read_piece(f, &f->first);
    }
    decoder_init(&f->decode);
    buffer_clear(&f->start);
    return status == PM_OK ? decode_first(f) : status;
}

void feed_close(feed *f) {
    os_input_close(f->in);
    buffer_free(&f->first);
    buffer_free(&f->start);
    buffer_free(&f->bytes);
    f->in = NULL;
}

static pm_status give_start(feed *f, buffer *out) {
    buffer *from = f->raw || f->head.data == f->first.data ? &f->first : &f->start;
    pm_str text = buffer_view(from);
    if (f->raw && str_starts(text, STR("\xEF\xBB\xBF"))) {
        text = str_slice(text, 3, text.len);
    }
    if (out->len == 0 && text.data == from->data) {
        buffer given = *out; /* the bytes change hands, and are not copied */
        *out = *from;
        *from = given;
    } else {
        buffer_str(out, text);
    }
    buffer_free(&f->first);
    buffer_free(&f->start);
    f->head = (pm_str){NULL, 0};
    f->begun = true;
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

/* Appends a piece, decoded; what is UTF-8 already is not copied. */
static pm_status decode_piece(feed *f, buffer *out) {
    size_t from = out->len;
    bool direct = decoder_awaits_utf8(&f->decode);
    buffer_clear(&f->bytes);
    pm_status status = read_piece(f, direct ? out : &f->bytes);
    if (status != PM_OK) {
        return status;
    }
    if (direct) {
        pm_str news = str_slice(buffer_view(out), from, out->len);
        if (passes(&f->decode, news)) {
            return PM_OK;
        }
        buffer_str(&f->bytes, news);
        out->len = from;
    }
    return f->bytes.failed ? PM_ERR_MEMORY
                           : decoder_feed(&f->decode, f->bytes.data, f->bytes.len, f->over, out);
}

pm_status feed_more(void *ctx, buffer *out) {
    feed *f = ctx;
    if (!f->begun) {
        return give_start(f, out);
    }
    if (f->over) {
        return PM_END;
    }
    return f->raw ? read_piece(f, out) : decode_piece(f, out);
}

void line_init(line_reader *l, const pm_allocator *a, feed *from, bool cr) {
    *l = (line_reader){.from = from, .cr = cr};
    buffer_init(&l->text, a);
}

void line_free(line_reader *l) {
    buffer_free(&l->text);
}

/* From `at`: the first line end, or `len`. */
static inline size_t line_end(const char *p, size_t at, size_t len, bool cr) {
    const char *lf = at < len ? memchr(p + at, '\n', len - at) : NULL;
    size_t end = lf != NULL ? (size_t)(lf - p) : len;
    const char *other = cr && at < end ? memchr(p + at, '\r', end - at) : NULL;
    return other != NULL ? (size_t)(other - p) : end;
}

/* Moves what is left to the front and reads on. */
static pm_status more(line_reader *l) {
    if (l->over) {
        return PM_END;
    }
    if (l->at != 0) {
        memmove(l->text.data, l->text.data + l->at, l->text.len - l->at);
        l->text.len -= l->at;
        l->scanned -= l->at;
        l->at = 0;
    }
    pm_status status = feed_more(l->from, &l->text);
    l->over = status == PM_END;
    return status != PM_END && l->text.failed ? PM_ERR_MEMORY : status;
}

/* Behind a CR that ended a line, an LF belongs to that end. */
static pm_status skip_second_half(line_reader *l) {
    while (l->at == l->text.len) {
        pm_status status = more(l);
        if (status != PM_OK) {
            return status;
        }
    }
    l->at += l->after_cr && l->text.data[l->at] == '\n';
    l->scanned = l->at;
    l->after_cr = false;
    return PM_OK;
}

/* The next line's first byte is held. PM_END when there is none. */
static PUT_RARE pm_status begin_line(line_reader *l) {
    l->scanned = l->at;
    pm_status status;
    do {
        status = skip_second_half(l);
    } while (status == PM_OK && l->at == l->text.len);
    return status;
}

/* Finds the end of the line that begins at l->at. `*too_long`: its first part was given up. */
static PUT_RARE pm_status find_end(line_reader *l, bool *too_long) {
    for (;;) {
        l->scanned = line_end(l->text.data, l->scanned, l->text.len, l->cr);
        if (l->scanned < l->text.len) {
            return PM_OK;
        }
        if (l->scanned - l->at > PM_LIMIT_CELL) {
            *too_long = true;
            l->at = l->scanned;
        }
        pm_status status = more(l);
        if (status != PM_OK) {
            return status == PM_END ? PM_OK : status;
        }
    }
}

pm_status line_next(line_reader *l, pm_str *out) {
    pm_status status = l->after_cr || l->at == l->text.len ? begin_line(l) : PM_OK;
    if (status != PM_OK) {
        return status;
    }
    bool too_long = false;
    size_t end = line_end(l->text.data, l->at, l->text.len, l->cr);
    if (end == l->text.len) {
        l->scanned = end;
        status = find_end(l, &too_long);
        if (status != PM_OK) {
            return status;
        }
        end = l->scanned;
    }
    pm_str line = {l->text.data + l->at, end - l->at};
    l->line++;
    l->at = end;
    if (end < l->text.len) {
        l->after_cr = l->text.data[l->at++] == '\r';
    }
    if (!l->after_cr && line.len != 0 && line.data[line.len - 1] == '\r') {
        line.len--;
    }
    *out = line;
    return too_long || line.len > PM_LIMIT_CELL ? PM_ERR_ROW : PM_OK;
}
