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

typedef struct machine {
    const unit *units;
    uint32_t count;
    uint32_t at;         /* the token at hand */
    uint16_t pc;
    uint32_t cut;        /* where the match ends, when context follows */
    size_t depth;
    uint32_t *save;
    frame stack[STACK_SIZE];
} machine;

static bool is_here(const machine *m, uint32_t cls) {
    return m->at < m->count && unit_has(&m->units[m->at], cls);
}

/* Goes back to the latest choice; false when there is none left. */
static bool go_back(machine *m) {
    while (m->depth > 0) {
        const frame *f = &m->stack[--m->depth];
        if (f->op != RESTORE) {
            m->pc = f->op;
            m->at = f->at;
            return true;
        }
        m->save[f->slot] = f->at;
    }
    return false;
}

/* A name that captures twice in one match spans from its first words to its last. */
static void save(machine *m, uint16_t slot) {
    if ((slot & 1) != 0 || m->save[slot + 1] == 0) {
        m->stack[m->depth++] = (frame){RESTORE, slot, m->save[slot]};
        m->save[slot] = m->at;
    }
    m->pc++;
}

static void split(machine *m, image_op op) {
    if (op.op == OP_SPLIT && op.guard != KIND_ANY && !is_here(m, op.guard)) {
        m->pc = op.arg;
        return;
    }
    uint16_t here = (uint16_t)(m->pc + 1);
    m->stack[m->depth++] = (frame){op.op == OP_SPLIT ? op.arg : here, 0, m->at};
    m->pc = op.op == OP_SPLIT ? here : op.arg;
}

/* An instruction that looks at the token at hand; false when it fails. */
static bool look(machine *m, const text *t, image_op op) {
    switch (op.op) {
    case OP_BOUNDARY:
        if (!is_here(m, KIND_BOUNDARY)) {
            return false;
        }
        while (is_here(m, KIND_BOUNDARY)) {
            m->at++;
        }
        return true;
    case OP_STEP:
        if (m->at >= m->count || is_here(m, KIND_BOUNDARY)) {
            return false;
        }
        m->at++;
        return true;
    case OP_START: return m->at <= t->first;
    case OP_END: return m->at >= t->last;
    default: return false;
    }
}

match_result match_at(const image_op *code, const cell *c, uint32_t start, match *out) {
    machine m; /* the stack need not be cleared */
    m.units = c->units;
    m.count = (uint32_t)c->text.count;
    m.at = start;
    m.pc = 0;
    m.cut = UINT32_MAX;
    m.depth = 0;
    m.save = out->save;
    memset(out->save, 0, sizeof out->save);
    for (unsigned steps = 0; steps < PM_LIMIT_STEPS && m.depth < STACK_SIZE; steps++) {
        image_op op = code[m.pc];
        bool good = true;
        switch (op.op) {
        case OP_TOKEN:
            good = is_here(&m, op.arg);
            m.at++;
            m.pc++;
            break;
        case OP_TERM:
            good = is_here(&m, op.arg);
            m.at = good ? m.units[m.at].term_end : m.at;
            m.pc++;
            break;
        case OP_SPLIT:
        case OP_SPLIT_LAZY: split(&m, op); break;
        case OP_JUMP: m.pc = op.arg; break;
        case OP_SAVE: save(&m, op.arg); break;
        case OP_CUT: /* written anew whenever the body is matched anew, so it needs no restoring */
            m.cut = m.at;
            m.pc++;
            break;
        case OP_MATCH:
            out->start = start;
            out->end = m.cut != UINT32_MAX ? m.cut : m.at;
            return MATCH_FOUND;
        default:
            good = look(&m, &c->text, op);
            m.pc++;
            break;
        }
        if (!good && !go_back(&m)) {
            return MATCH_NONE;
        }
    }
    return MATCH_LIMIT;
}
