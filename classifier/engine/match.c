/* SPDX-License-Identifier: MIT
 * A backtracking machine. Keeps true: no recursion and no allocation; the work from one starting token is
 * bounded by PM_LIMIT_STEPS, so the whole is linear in the length of the cell. */
#include "engine/match.h"

#include <string.h>

enum { STACK_SIZE = 512 };

/* A choice to come back to (where to go on, and the token), or with `op` NULL a capture slot to set back. */
typedef struct frame {
    const image_op *op;
    uint32_t at, slot;
} frame;

typedef struct machine {
    const unit *units;   /* with one more, of no class, behind the last */
    uint32_t count;
    uint32_t at;         /* the token at hand */
    const image_op *op;
    uint32_t cut;        /* where the match ends, when context follows */
    unsigned steps;      /* choices gone back to */
    frame *top;          /* one behind the latest frame */
    uint32_t *save;
    frame stack[STACK_SIZE];
} machine;

static inline bool is_here(const machine *m, uint32_t cls) {
    return unit_has(&m->units[m->at], cls);
}

/* Goes back to the latest choice; false when there is none left. */
static inline bool go_back(machine *m) {
    while (m->top > m->stack) {
        const frame *f = --m->top;
        if (f->op != NULL) {
            m->op = f->op;
            m->at = f->at;
            return ++m->steps < PM_LIMIT_STEPS;
        }
        m->save[f->slot] = f->at;
    }
    return false;
}

/* A full stack ends the search. */
static inline bool push(machine *m, frame f) {
    if (m->top == m->stack + STACK_SIZE) {
        m->steps = PM_LIMIT_STEPS;
        return false;
    }
    *m->top++ = f;
    return true;
}

/* A name that captures twice in one match spans from its first words to its last. */
static bool save(machine *m, uint16_t slot) {
    if ((slot & 1) == 0 && m->save[slot + 1] != 0) {
        return true;
    }
    bool good = push(m, (frame){NULL, m->save[slot], slot});
    m->save[slot] = m->at;
    return good;
}

static bool boundary(machine *m) {
    if (!is_here(m, KIND_BOUNDARY)) {
        return false;
    }
    while (is_here(m, KIND_BOUNDARY)) {
        m->at++;
    }
    return true;
}

/* Runs until the match is made (true) or no choice is left. Jumps go forward only, so between two choices gone back to
 * the work is bounded by the pattern's length. */
static bool execute(machine *m, const image_op *code, const text *t) {
    bool good = true;
    while (good || go_back(m)) {
        const image_op *op = m->op++;
        good = true;
        switch (op->op) {
        case OP_TOKEN:
            good = is_here(m, op->arg);
            m->at++;
            break;
        case OP_TERM:
            good = is_here(m, op->arg);
            m->at = m->units[m->at].term_end;
            break;
        case OP_SPLIT:
            if (is_here(m, op->guard)) {
                good = push(m, (frame){code + op->arg, m->at, 0});
            } else {
                m->op = code + op->arg;
            }
            break;
        case OP_SPLIT_LAZY:
            good = push(m, (frame){m->op, m->at, 0});
            m->op = code + op->arg;
            break;
        case OP_JUMP: m->op = code + op->arg; break;
        case OP_BOUNDARY: good = boundary(m); break;
        case OP_STEP:
            good = m->at < m->count && !is_here(m, KIND_BOUNDARY);
            m->at++;
            break;
        case OP_START: good = m->at <= t->first; break;
        case OP_END: good = m->at >= t->last; break;
        case OP_SAVE: good = save(m, op->arg); break;
        case OP_CUT: m->cut = m->at; break; /* written anew whenever the body is matched anew */
        default: return true;
        }
    }
    return false;
}

match_result match_at(const image_op *code, const cell *c, uint32_t start, match *out) {
    machine m; /* the stack need not be cleared */
    m.units = c->units;
    m.count = (uint32_t)c->text.count;
    m.at = start;
    m.op = code;
    m.cut = UINT32_MAX;
    m.steps = 0;
    m.top = m.stack;
    m.save = out->save;
    memset(out->save, 0, sizeof out->save);
    if (execute(&m, code, &c->text)) {
        out->start = start;
        out->end = m.cut != UINT32_MAX ? m.cut : m.at;
        return MATCH_FOUND;
    }
    return m.steps >= PM_LIMIT_STEPS ? MATCH_LIMIT : MATCH_NONE;
}
