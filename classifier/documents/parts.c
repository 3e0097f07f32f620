/* SPDX-License-Identifier: MIT
 * Keeps true: a part is closed by who opened it, and its faults are told in the same words wherever
 * it is read. */
#include "documents/parts.h"

#include <string.h>

pm_status part_stream_open(document *d, const char *name, part_stream *out) {
    *out = (part_stream){.d = d};
    decoder_init(&out->decode);
    buffer_init(&out->decoded, d->allocator);
    return package_part_open(d->package, name, &out->packed, &d->reason);
}

void part_stream_close(part_stream *t) {
    package_part_close(t->packed);
    buffer_free(&t->decoded);
    *t = (part_stream){.d = t->d};
}

/* Unpacks a piece: into `data` where it is UTF-8, else decoded beside it (*got 0). */
static pm_status unpack(part_stream *t, char *data, size_t size, size_t *got) {
    pm_status status = package_part_read(t->packed, data, size, got, &t->d->reason);
    if (status != PM_OK) {
        return status;
    }
    t->over = *got == 0;
    if (!t->over && decoder_awaits_utf8(&t->decode) &&
        decoder_passes(&t->decode, (pm_str){data, *got})) {
        return PM_OK;
    }
    buffer_clear(&t->decoded);
    t->at = 0;
    status = decoder_feed(&t->decode, data, *got, t->over, &t->decoded);
    *got = 0;
    bool other = t->decode.is == ENCODING_WINDOWS1252 || t->decode.replaced != 0;
    return other ? document_fault(t->d, PM_ERR_INPUT,
                                  "the XML inside it is neither UTF-8 nor UTF-16, as it has to be")
                 : status;
}

pm_status part_stream_read(void *ctx, char *data, size_t size, size_t *got) {
    part_stream *t = ctx;
    pm_status status = PM_OK;
    *got = 0;
    while (status == PM_OK && *got == 0 && t->at == t->decoded.len && !t->over) {
        status = unpack(t, data, size, got);
    }
    size_t left = t->decoded.len - t->at, n = left < size ? left : size;
    if (status == PM_OK && *got == 0 && n != 0) {
        memcpy(data, t->decoded.data + t->at, n);
        t->at += n;
        *got = n;
    }
    return status;
}

pm_status part_open(document *d, const char *name, part *out) {
    *out = (part){.d = d};
    pm_status status = part_stream_open(d, name, &out->stream);
    if (status == PM_OK) {
        status = xml_open(d->allocator, part_stream_read, &out->stream, &out->xml);
    }
    if (status != PM_OK) {
        part_close(out);
    }
    return status;
}

void part_close(part *p) {
    xml_close(p->xml);
    if (p->stream.d != NULL) {
        part_stream_close(&p->stream);
    }
    *p = (part){.d = p->d};
}

static pm_status settle(part *p, pm_status status) {
    if (status == PM_ERR_INPUT && xml_reason(p->xml)[0] != '\0') {
        p->d->reason = xml_reason(p->xml);
    }
    return status;
}

pm_status part_next(part *p, xml_event *event) {
    return settle(p, xml_next(p->xml, event));
}

pm_status part_skip(part *p) {
    return settle(p, xml_skip(p->xml));
}

static pm_status call(part_fn fn, part *p, void *ctx) {
    return fn != NULL ? fn(p, ctx) : PM_OK;
}

pm_status part_each(part *p, const part_calls *calls, void *ctx) {
    pm_status status = PM_OK;
    xml_event event = XML_TEXT;
    while (status == PM_OK && event != XML_END && p->d->build.status == PM_OK) {
        status = part_next(p, &event);
        if (status != PM_OK) {
            break;
        }
        switch (event) {
        case XML_OPEN: status = call(calls->open, p, ctx); break;
        case XML_CLOSE: status = call(calls->close, p, ctx); break;
        case XML_TEXT: status = call(calls->text, p, ctx); break;
        case XML_END: break;
        }
    }
    return status;
}

pm_status part_walk(document *d, const char *name, part_fn open, part_fn close, void *ctx) {
    const part_calls calls = {open, close, NULL};
    part p;
    if (!package_has(d->package, name)) {
        return PM_OK;
    }
    pm_status status = part_open(d, name, &p);
    if (status == PM_OK) {
        status = part_each(&p, &calls, ctx);
        part_close(&p);
    }
    return status;
}

bool part_is_on(part *p) {
    pm_str value = xml_attribute(p->xml, "val");
    return !(str_equal(value, STR("0")) || str_equal(value, STR("false")) ||
             str_equal(value, STR("off")) || str_equal(value, STR("none")));
}

size_t part_number(part *p, const char *name, size_t missing, size_t most) {
    pm_str s = xml_attribute(p->xml, name);
    size_t n = 0, i = 0;
    for (; i < s.len && ascii_digit(s.data[i]) && n <= most; i++) {
        n = n * 10 + (size_t)(s.data[i] - '0');
    }
    return i == 0 ? missing : n > most ? most : n;
}

size_t part_times(part *p, const char *name, size_t most) {
    size_t times = part_number(p, name, 1, most);
    return times != 0 ? times : 1;
}

/* ---- Relations of OOXML ---- */

typedef struct search {
    const char *from, *type;
    pm_str id;
    buffer *out;
    bool found;
} search;

/* A folder above the root is none. */
static void leave_folder(buffer *out, size_t root) {
    if (out->len == root) {
        buffer_text(out, "../");
        return;
    }
    do {
        out->len--;
    } while (out->len > root && out->data[out->len - 1] != '/');
}

/* A target is told from the folder of the part, or from the root. */
static void put_target(const search *s, pm_str target) {
    const char *slash = strrchr(s->from, '/');
    size_t folder = slash != NULL ? (size_t)(slash - s->from) + 1 : 0, root = s->out->len;
    buffer_put(s->out, s->from, str_starts(target, STR("/")) ? 0 : folder);
    while (target.len != 0) {
        const char *end = memchr(target.data, '/', target.len);
        size_t len = end != NULL ? (size_t)(end - target.data) + 1 : target.len;
        pm_str step = str_slice(target, 0, len);
        if (str_equal(step, STR("../")) || str_equal(step, STR(".."))) {
            leave_folder(s->out, root);
        } else if (!str_equal(step, STR("/")) && !str_equal(step, STR("./"))) {
            buffer_str(s->out, step);
        }
        target = str_slice(target, len, target.len);
    }
    buffer_char(s->out, '\0');
}

static pm_status look_at_relation(part *p, void *ctx) {
    search *s = ctx;
    if (s->found || !xml_is(p->xml, "Relationship")) {
        return PM_OK;
    }
    s->found = s->type != NULL ? str_ends(xml_attribute(p->xml, "Type"), str_from(s->type))
                               : str_equal(xml_attribute(p->xml, "Id"), s->id);
    if (s->found && !str_equal(xml_attribute(p->xml, "TargetMode"), STR("External"))) {
        put_target(s, xml_attribute(p->xml, "Target"));
    }
    return s->out->failed ? PM_ERR_MEMORY : PM_OK;
}

pm_status part_target(document *d, const char *from, const char *type, pm_str id, buffer *out) {
    const char *slash = strrchr(from, '/');
    size_t folder = slash != NULL ? (size_t)(slash - from) + 1 : 0;
    buffer name;
    buffer_init(&name, d->allocator);
    buffer_put(&name, from, folder);
    buffer_text(&name, "_rels/");
    buffer_text(&name, from + folder);
    buffer_text(&name, ".rels");
    buffer_char(&name, '\0');
    search s = {from, type, id, out, false};
    pm_status status =
        name.failed ? PM_ERR_MEMORY : part_walk(d, name.data, look_at_relation, NULL, &s);
    buffer_free(&name);
    return status;
}

bool part_main_in(document *d, const char *folder) {
    buffer name;
    buffer_init(&name, d->allocator);
    pm_status status = d->package != NULL
                           ? part_target(d, "", "/officeDocument", (pm_str){NULL, 0}, &name)
                           : PM_END;
    pm_str main = str_slice(buffer_view(&name), 0, name.len - (name.len != 0));
    bool is = status == PM_OK && str_starts(main, str_from(folder)) && str_ends(main, STR(".xml"));
    d->no_memory |= status == PM_ERR_MEMORY;
    buffer_free(&name);
    return is;
}
