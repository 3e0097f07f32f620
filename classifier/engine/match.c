/* SPDX-License-Identifier: MIT
 * A backtracking machine. Keeps true: no recursion and no allocation; the work from one starting token is
 * bounded by PM_LIMIT_STEPS, so the whole is linear in the length of the cell. */
#include "engine/match.h"

#include <string.h>

enum { STACK_SIZE = 512, RESTORE = UINT16_MAX };

/* A choice to come back to (op, position), or with op == RESTORE a capture slot to set back. */
typedef struct frame {
    uint16_t op, slot;
    uint32_t at;
} frame;

static bool at_boundary(const cell *c, uint32_t at) {
    return at < c->text.count && unit_has(&c->units[at], KIND_BOUNDARY);
}

/* Where a unit of class cls that stands at `at` ends. */
static uint32_t class_end(const image_header *h, const cell *c, uint32_t cls, uint32_t at) {
    if (cls == KIND_BOUNDARY) { /* a run of them is one boundary */
        while (at_boundary(c, at)) {
            at++;
        }
        return at;
    }
    return IMAGE_ARRAY(h, image_class, IMAGE_CLASSES)[cls].takes_term ? c->units[at].term_end : at + 1;
}

/* One instruction that looks at tokens: the new position, or UINT32_MAX when it fails. */
static uint32_t look(const image_header *h, const cell *c, image_op op, uint32_t at) {
    switch (op.op) {
    case OP_CLASS:
        return at < c->text.count && unit_has(&c->units[at], op.arg) ? class_end(h, c, op.arg, at) : UINT32_MAX;
    case OP_STEP: return at < c->text.count && !at_boundary(c, at) ? at + 1 : UINT32_MAX;
    case OP_START: return at <= c->text.first ? at : UINT32_MAX;
    case OP_END: return at >= c->text.last ? at : UINT32_MAX;
    default: return UINT32_MAX;
    }
}

match_result match_at(const image_header *image, uint32_t number, const cell *c, uint32_t start, match *out) {
    const image_pattern *p = IMAGE_ARRAY(image, image_pattern, IMAGE_PATTERNS) + number;
    const image_op *code = IMAGE_ARRAY(image, image_op, IMAGE_CODE) + p->code;
    frame stack[STACK_SIZE];
    size_t depth = 0;
    uint32_t at = start, cut = UINT32_MAX;
    uint16_t pc = 0;
    memset(out->save, 0, sizeof out->save);
    for (unsigned steps = 0; steps < PM_LIMIT_STEPS; steps++) {
        image_op op = code[pc];
        switch (op.op) {
        case OP_SPLIT:
            if (op.guard != KIND_ANY && (at >= c->text.count || !unit_has(&c->units[at], op.guard))) {
                pc = op.arg;
                continue;
            }
            /* fall through */
        case OP_SPLIT_LAZY:
            if (depth == STACK_SIZE) {
                return MATCH_LIMIT;
            }
            stack[depth++] = (frame){op.op == OP_SPLIT ? op.arg : (uint16_t)(pc + 1), 0, at};
            pc = op.op == OP_SPLIT ? (uint16_t)(pc + 1) : op.arg;
            continue;
        case OP_JUMP: pc = op.arg; continue;
        case OP_SAVE:
            if (depth == STACK_SIZE) {
                return MATCH_LIMIT;
            }
            /* a name that captures twice in one match spans from its first words to its last */
            if ((op.arg & 1) != 0 || out->save[op.arg + 1] == 0) {
                stack[depth++] = (frame){RESTORE, op.arg, out->save[op.arg]};
                out->save[op.arg] = at;
            }
            pc++;
            continue;
        case OP_CUT:
            cut = at; /* overwritten when the body is matched anew, so it needs no restoring */
            pc++;
            continue;
        case OP_MATCH:
            out->start = start;
            out->end = cut != UINT32_MAX ? cut : at;
            return MATCH_FOUND;
        default: break;
        }
        uint32_t next = look(image, c, op, at);
        if (next != UINT32_MAX) {
            at = next;
            pc++;
            continue;
        }
        while (depth > 0 && stack[depth - 1].op == RESTORE) {
            depth--;
            out->save[stack[depth].slot] = stack[depth].at;
        }
        if (depth == 0) {
            return MATCH_NONE;
        }
        depth--;
        pc = stack[depth].op;
        at = stack[depth].at;
    }
    return MATCH_LIMIT;
}
