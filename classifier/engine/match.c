/* SPDX-License-Identifier: MIT
 * A backtracking machine. Keeps true: no recursion and no allocation; the work from one starting
 * token is bounded by PM_LIMIT_STEPS, so the whole is linear in the length of the cell. */
#include "engine/match.h"

#include <string.h>

enum { STACK_SIZE = 512 };

/* A choice to come back to (where to go on, and the token), or with `op` NULL a capture slot to set
 * back. */
typedef struct frame {
    const image_op *op;
    uint32_t at, slot;
} frame;

/* Where to go on behind an instruction that looks at the token at `at`; UINT32_MAX: it does not
 * fit. */
static uint32_t look(const cell *c, image_op op, uint32_t start, uint32_t at) {
    const unit *u = &c->units[at];
    uint32_t end = at;
    switch (op.op) {
    case OP_TOKEN: return unit_has(u, op.arg) ? at + 1 : UINT32_MAX;
    case OP_TERM: return unit_has(u, op.arg) ? u->term_end : UINT32_MAX;
    case OP_LOOK: return unit_has(u, op.arg) ? at : UINT32_MAX;
    case OP_STEP: return at < c->text.count && !unit_has(u, KIND_BOUNDARY) ? at + 1 : UINT32_MAX;
    case OP_START: return at == start && at <= c->text.first ? at : UINT32_MAX;
    case OP_END: return at >= c->text.last ? at : UINT32_MAX;
    default: break;
    }
    while (unit_has(&c->units[end], KIND_BOUNDARY)) { /* a run of boundaries is one */
        end++;
    }
    return end > at ? end : UINT32_MAX;
}

/* Sets captures back down to the latest choice; NULL when there is none left. */
static frame *latest_choice(frame *stack, frame *top, uint32_t *save) {
    while (top > stack) {
        if ((--top)->op != NULL) {
            return top;
        }
        save[top->slot] = top->at;
    }
    return NULL;
}

/* Jumps go forward only, so between two choices gone back to the work is bounded by the pattern's
 * length. The units have one more behind the last, which is of no class, so looking needs no bound.
 */
match_result match_at(const image_op *code, const cell *c, uint32_t start, match *out) {
    frame stack[STACK_SIZE], *top = stack;
    const image_op *op = code;
    uint32_t at = start, cut = UINT32_MAX;
    unsigned steps = 0;
    memset(out->save, 0, sizeof out->save);
    for (;;) {
        switch (op->op) {
        case OP_SPLIT:
            if (top == stack + STACK_SIZE) {
                return MATCH_LIMIT;
            }
            *top++ = (frame){code + op->arg, at, 0};
            op++;
            continue;
        case OP_SPLIT_LAZY:
            if (top == stack + STACK_SIZE) {
                return MATCH_LIMIT;
            }
            *top++ = (frame){op + 1, at, 0};
            op = code + op->arg;
            continue;
        case OP_JUMP: op = code + op->arg; continue;
        case OP_TOKEN:
        case OP_TERM:
        case OP_LOOK:
        case OP_STEP:
        case OP_BOUNDARY:
        case OP_START:
        case OP_END: {
            uint32_t next = look(c, *op, start, at);
            if (next != UINT32_MAX) {
                at = next;
                op++;
                continue;
            }
            break;
        }
        case OP_SAVE:
            if (top == stack + STACK_SIZE) {
                return MATCH_LIMIT;
            }
            if (!match_keeps(out->save, op->arg)) {
                *top++ = (frame){NULL, out->save[op->arg], op->arg};
                out->save[op->arg] = at;
            }
            op++;
            continue;
        case OP_CUT: /* written anew whenever the body is matched anew, so it needs no restoring */
            cut = at;
            op++;
            continue;
        default:
            out->start = start;
            out->end = cut != UINT32_MAX ? cut : at;
            return MATCH_FOUND;
        }
        top = latest_choice(stack, top, out->save);
        if (top == NULL || ++steps >= PM_LIMIT_STEPS) {
            return top == NULL ? MATCH_NONE : MATCH_LIMIT;
        }
        op = top->op;
        at = top->at;
    }
}
