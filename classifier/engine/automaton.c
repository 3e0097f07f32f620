/* SPDX-License-Identifier: MIT
 * The threads of the backtracking machine side by side, in its order of preference; a state is such
 * a list, a symbol is what a pattern can tell token types apart by. Keeps true: a table entry
 * depends on the state, the symbol and the pack alone, and the match found is the one that match_at
 * finds. */
#include "engine/automaton.h"

#include <stddef.h>
#include <string.h>

enum {
    MOST_SYMBOLS = 255, /* a symbol is a byte; 0: not known yet */
    MOST_STATES = 2048,
    TEST_WORDS = 8, /* of a signature */
    FIRST_COLUMNS = 8,
    FIRST_STATES = 4,
    FIRST_TYPES = 64,
    FIRST_BLOCKS = 64, /* of symbols */
    MOST_BLOCKS = UINT16_MAX,
    BLOCK_LINE = SYMBOL_BLOCK / sizeof(uint16_t), /* numbers of blocks in a cache line */
    FIRST_TRACES = 8,
    MOST_NAMES = 1 << 28 /* of automata that began anew */
};

/* A thread: where it goes on, and what it passes over before that. */
enum { IN_TERM = 1, IN_BOUNDARY = 2, THREAD_PC_SHIFT = 2, THREADS = PM_LIMIT_PATTERN << 2 };
_Static_assert(THREADS <= UINT16_MAX + 1, "a thread is a uint16_t");

typedef struct state {
    uint32_t threads; /* where they stand in automata.threads */
    uint32_t hash;    /* of the threads */
    uint16_t count;
    uint16_t at_start; /* 1: nothing is taken yet, and the cell begins here */
} state;

/* What does not fit a table of bytes, of all automata. They are few, so that tables for all steps
 * of automata with many states would be mostly empty. */
typedef struct far_entry {
    uint64_t is; /* far_name << 16 | entry; 0: the slot is free */
} far_entry;

/* A step that somebody asked the paths of. */
typedef struct trace {
    uint32_t step;  /* state << 8 | symbol; 0: the slot is free */
    uint32_t paths; /* where they stand: see write_paths */
} trace;

/* Classes that stand in one word of the bits of a type, and where a signature has them: turned so
 * that no other class is there. */
typedef struct test {
    uint64_t mask;
    uint16_t line;
    uint8_t word, turn, into; /* word: in its line */
} test;

typedef struct automaton {
    uint8_t *next;  /* entries, by state * columns + symbol, of states below STATE_UNKNOWN */
    uint32_t place; /* of its byte in the blocks of a type */
    uint32_t name;  /* its own, among its entries that are far; another one when it begins anew */
    bool is_off;    /* too large: match_at does it all */
    trace *traces;  /* hash table of trace_cap (a power of two) by step, at most half full */
    size_t trace_cap, trace_count;
    const image_op *code;
    uint32_t ops;
    uint16_t symbol_count, columns, states, table_cap, test_words, test_count;
    size_t signature_cap, state_cap;
    test *tests;
    uint64_t *signatures; /* test_words of each symbol */
    state *all;           /* states */
} automaton;

/* Where a thread of a new state comes from: one of the old state, and the instruction that listed
 * it (NO_OP: it has passed over the token). */
enum { NO_OP = UINT16_MAX, SLOT_CUT = 2 * PM_MAX_CAPTURES, MOST_TRAIL = 512 };
typedef struct origin {
    uint16_t parent, op;
} origin;

/* For one step; large, so not on the stack. */
typedef struct workspace {
    uint64_t seen[PM_LIMIT_PATTERN / 64 + 1], listed[THREADS / 64 + 1];
    uint16_t via[PM_LIMIT_PATTERN]; /* of each instruction seen, the one before it, or itself */
    struct {
        uint16_t pc, via;
    } open[2 * PM_LIMIT_PATTERN];
    uint16_t threads[THREADS];
    origin origins[THREADS], match_origin;
    size_t open_count, count;
    uint16_t parent; /* the thread that is followed */
    bool at_start, matched;
    uint16_t slots[PM_LIMIT_PATTERN];
} workspace;

struct automata {
    const image_header *image;
    const pm_allocator *allocator;
    const image_pattern *patterns;
    const image_op *code;
    arena memory;
    size_t bytes;
    automaton **of;
    automaton_table *tables;
    uint16_t *blocks; /* of `types` types, by their number: a row of those that hold their symbols;
                         the first row, of no type, stays 0 */
    uint8_t *symbols; /* blocks; the first byte of the first row belongs to no automaton */
    void *blocks_room, *symbols_room; /* which begin with a cache line in here */
    size_t row, made, block_count, block_cap;
    uint32_t types, names; /* names: that were given to automata */
    far_entry *far;        /* hash table of far_cap (a power of two), three quarters full at most */
    size_t far_count, far_cap;
    uint16_t *threads; /* of all states */
    size_t thread_count, thread_cap;
    uint16_t *paths; /* see write_paths */
    size_t path_count, path_cap;
    bool no_memory; /* since the last call */
    workspace work;
};

static bool starts_term(const token_type *t) {
    return t->key.state != TERM_NONE && t->key.state != TERM_INSIDE;
}

static void *take(automata *m, size_t count, size_t size) {
    void *p = mem_array(m->allocator, count, size);
    m->bytes += p != NULL ? count * size : 0;
    m->no_memory = m->no_memory || p == NULL;
    return p;
}

/* ---- symbols ---- */

/* What every signature tells but classes, in its first word. */
#define STARTS_TERM (UINT64_C(1) << 63)
#define INSIDE_TERM (UINT64_C(1) << 62)

static uint64_t turned(uint64_t word, unsigned by) {
    return by != 0 ? word << by | word >> (64 - by) : word;
}

static void sign(const automaton *a, const token_type *t, uint64_t *signature) {
    memset(signature, 0, a->test_words * sizeof *signature);
    signature[0] =
        (starts_term(t) ? STARTS_TERM : 0) | (t->key.state == TERM_INSIDE ? INSIDE_TERM : 0);
    const char *lines = t->bits_of->first;
    for (const test *x = a->tests, *end = x + a->test_count; x != end; x++) {
        const uint64_t *line = (const uint64_t *)(const void *)(lines + t->bits[x->line]);
        signature[x->into] |= turned(line[x->word] & x->mask, x->turn);
    }
}

/* Of so many states, those that have a row. */
static size_t low_rows(size_t states) {
    return states < STATE_UNKNOWN ? states : STATE_UNKNOWN;
}

/* All of them unknown. */
static uint8_t *take_entries(automata *m, size_t count) {
    uint8_t *p = take(m, count, sizeof *p);
    if (p != NULL) {
        memset(p, ENTRY_UNKNOWN, count);
    }
    return p;
}

static void free_entries(automata *m, automaton *a) {
    mem_free(m->allocator, a->next);
    m->bytes -= (size_t)a->table_cap * a->columns * sizeof *a->next;
}

/* Moves the entries to a table of `cap` rows of `columns`. */
static bool resize(automata *m, automaton *a, size_t columns, size_t cap) {
    automaton to = *a;
    to.columns = (uint16_t)columns;
    to.table_cap = (uint16_t)cap;
    to.next = take_entries(m, cap * columns);
    if (to.next == NULL) {
        return false;
    }
    for (size_t s = 0; s < low_rows(a->states); s++) {
        memcpy(to.next + s * to.columns, a->next + s * a->columns, a->columns);
    }
    free_entries(m, a);
    *a = to;
    return true;
}

static bool grow(automata *m, void **items, size_t *cap, size_t need, size_t size) {
    size_t before = *cap;
    if (!mem_grow(m->allocator, items, cap, need, size)) {
        m->no_memory = true;
        return false;
    }
    m->bytes += (*cap - before) * size;
    return true;
}

/* Makes room for one more symbol. */
static bool add_symbol(automata *m, automaton *a) {
    size_t need = (a->symbol_count + 2u) * a->test_words; /* there is no symbol 0 */
    if (a->symbol_count == MOST_SYMBOLS ||
        !grow(m, (void **)&a->signatures, &a->signature_cap, need, sizeof *a->signatures) ||
        (a->symbol_count + 1u == a->columns &&
         !resize(m, a, a->columns + FIRST_COLUMNS, a->table_cap))) {
        return false;
    }
    a->symbol_count++;
    return true;
}

/* The symbol of a type, from 1; 0: no memory or too many. */
static uint8_t find_symbol(automata *m, automaton *a, const token_type *t) {
    uint64_t signature[TEST_WORDS];
    size_t size = a->test_words * sizeof *signature;
    sign(a, t, signature);
    for (size_t s = 1; s <= a->symbol_count; s++) {
        const uint64_t *known = &a->signatures[s * a->test_words];
        if (*known == *signature && memcmp(known, signature, size) == 0) {
            return (uint8_t)s;
        }
    }
    if (!add_symbol(m, a)) {
        return 0;
    }
    memcpy(a->signatures + (size_t)a->symbol_count * a->test_words, signature, size);
    return (uint8_t)a->symbol_count;
}

/* ---- entries ---- */

/* Entries as they are told here hold every state. */
enum { FAR_UNKNOWN = UINT16_MAX, FAR_FIRST = 256 };
_Static_assert(2 * MOST_STATES <= FAR_UNKNOWN, "an entry is no FAR_UNKNOWN");

/* What a step is known by among those of all automata; never 0, since no automaton has the name 0.
 * Names may pass MOST_NAMES within an action, for which a bit is left above them. */
enum { FAR_STATE_BITS = 11, FAR_NAME_SHIFT = FAR_STATE_BITS + 8 };
static uint64_t far_name(const automaton *a, size_t from, uint8_t symbol) {
    return (uint64_t)a->name << FAR_NAME_SHIFT | (uint64_t)from << 8 | symbol;
}
_Static_assert(MOST_STATES <= 1 << FAR_STATE_BITS, "a state fits its bits of a name");
_Static_assert((uint64_t)2 * MOST_NAMES <= UINT64_C(1) << (64 - 16 - FAR_NAME_SHIFT),
               "a name fits its bits beside the entry");

/* The slot of an entry, or the free one where it belongs. */
static far_entry *far_slot(far_entry *far, size_t cap, uint64_t name) {
    size_t at = (size_t)(name * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (cap - 1);
    while (far[at].is != 0 && far[at].is >> 16 != name) {
        at = (at + 1) & (cap - 1);
    }
    return &far[at];
}

static bool more_far(automata *m) {
    size_t cap = m->far_cap == 0 ? FAR_FIRST : 2 * m->far_cap;
    far_entry *far = take(m, cap, sizeof *far);
    if (far == NULL) {
        return false;
    }
    memset(far, 0, cap * sizeof *far);
    for (size_t i = 0; i < m->far_cap; i++) {
        if (m->far[i].is != 0) {
            *far_slot(far, cap, m->far[i].is >> 16) = m->far[i];
        }
    }
    mem_free(m->allocator, m->far);
    m->bytes -= m->far_cap * sizeof *far;
    m->far = far;
    m->far_cap = cap;
    return true;
}

/* FAR_UNKNOWN: it is not known yet. */
static uint16_t entry_at(const automata *m, const automaton *a, size_t from, uint8_t symbol) {
    uint8_t near = from < STATE_UNKNOWN ? a->next[from * a->columns + symbol] : ENTRY_UNKNOWN;
    if (near != ENTRY_UNKNOWN || m->far_cap == 0) {
        return near != ENTRY_UNKNOWN ? near : FAR_UNKNOWN;
    }
    uint64_t is = far_slot(m->far, m->far_cap, far_name(a, from, symbol))->is;
    return is != 0 ? (uint16_t)is : FAR_UNKNOWN;
}

/* false: no memory. */
static bool put_entry(automata *m, automaton *a, size_t from, uint8_t symbol, uint16_t entry) {
    if (from < STATE_UNKNOWN && entry >> 1 < STATE_UNKNOWN) {
        a->next[from * a->columns + symbol] = (uint8_t)entry;
        return true;
    }
    if (4 * (m->far_count + 1) > 3 * m->far_cap && !more_far(m)) {
        return false;
    }
    uint64_t name = far_name(a, from, symbol);
    far_slot(m->far, m->far_cap, name)->is = name << 16 | entry;
    m->far_count++;
    return true;
}

/* ---- states ---- */

static uint32_t hash_threads(const uint16_t *threads, size_t count) {
    uint32_t h = 0;
    for (size_t i = 0; i < count; i++) {
        h = (h ^ threads[i]) * UINT32_C(0x9E3779B1);
    }
    return h;
}

static bool add_state(automata *m, automaton *a, const uint16_t *threads, size_t count,
                      bool at_start) {
    if (a->states == MOST_STATES || m->thread_count > UINT32_MAX - count ||
        !grow(m, (void **)&a->all, &a->state_cap, a->states + 1u, sizeof *a->all) ||
        !grow(m, (void **)&m->threads, &m->thread_cap, m->thread_count + count, sizeof *threads) ||
        (a->states == a->table_cap && a->states < STATE_UNKNOWN &&
         !resize(m, a, a->columns, low_rows(a->table_cap + a->table_cap / 2u)))) {
        return false;
    }
    memcpy(m->threads + m->thread_count, threads, count * sizeof *threads);
    a->all[a->states++] =
        (state){(uint32_t)m->thread_count, hash_threads(threads, count), (uint16_t)count, at_start};
    m->thread_count += count;
    return true;
}

/* The state of the threads in the workspace; MOST_STATES: no memory or too many. */
static size_t find_state(automata *m, automaton *a) {
    const workspace *w = &m->work;
    if (w->count == 0) {
        return STATE_DEAD;
    }
    uint32_t hash = hash_threads(w->threads, w->count);
    for (size_t s = STATE_AT_START + 1; s < a->states; s++) {
        const state *x = &a->all[s];
        if (x->hash == hash && x->count == w->count &&
            memcmp(m->threads + x->threads, w->threads, w->count * sizeof *w->threads) == 0) {
            return s;
        }
    }
    return add_state(m, a, w->threads, w->count, false) ? a->states - 1u : MOST_STATES;
}

/* ---- one step ---- */

static void list_thread(workspace *w, size_t thread, size_t op) {
    if (!(w->listed[thread / 64] >> (thread % 64) & 1)) {
        w->listed[thread / 64] |= UINT64_C(1) << (thread % 64);
        w->origins[w->count] = (origin){w->parent, (uint16_t)op};
        w->threads[w->count++] = (uint16_t)thread;
    }
}

static void open_next(workspace *w, size_t pc, size_t via) {
    w->open[w->open_count].pc = (uint16_t)pc;
    w->open[w->open_count++].via = (uint16_t)via;
}

static void list_if(workspace *w, bool holds, size_t pc, unsigned over) {
    if (holds) {
        list_thread(w, (pc + 1) << THREAD_PC_SHIFT | over, pc);
    }
}

static void open_if(workspace *w, bool holds, size_t pc) {
    if (holds) {
        open_next(w, pc + 1, pc);
    }
}

/* One instruction at a token: goes on behind it at this token, or lists where to go on at the next.
 */
static inline void take_op(workspace *w, image_op op, size_t pc, const token_type *t) {
    switch (op.op) {
    case OP_TOKEN: list_if(w, type_has(t, op.arg), pc, 0); break;
    case OP_TERM: list_if(w, type_has(t, op.arg), pc, starts_term(t) ? IN_TERM : 0); break;
    case OP_BOUNDARY: list_if(w, type_has(t, KIND_BOUNDARY), pc, IN_BOUNDARY); break;
    case OP_STEP: list_if(w, type_has(t, KIND_ANY) && !type_has(t, KIND_BOUNDARY), pc, 0); break;
    case OP_LOOK: open_if(w, type_has(t, op.arg), pc); break;
    case OP_START: open_if(w, w->at_start, pc); break;
    case OP_END: open_if(w, type_has(t, KIND_LAST), pc); break;
    case OP_SPLIT: /* the last one opened is followed first */
        open_next(w, op.arg, pc);
        open_next(w, pc + 1, pc);
        break;
    case OP_SPLIT_LAZY:
        open_next(w, pc + 1, pc);
        open_next(w, op.arg, pc);
        break;
    case OP_JUMP: open_next(w, op.arg, pc); break;
    case OP_SAVE:
    case OP_CUT: open_next(w, pc + 1, pc); break;
    default:
        w->matched = true;
        w->match_origin = (origin){w->parent, (uint16_t)pc};
        break;
    }
}

/* Follows a thread to all places it can take the token from, or to the match, which ends all that
 * are less preferred. */
static void follow(workspace *w, const image_op *code, size_t pc, const token_type *t) {
    w->open_count = 0;
    open_next(w, pc, pc);
    while (w->open_count != 0 && !w->matched) {
        size_t at = w->open[--w->open_count].pc;
        if (!(w->seen[at / 64] >> (at % 64) & 1)) {
            w->seen[at / 64] |= UINT64_C(1) << (at % 64);
            w->via[at] = w->open[w->open_count].via;
            take_op(w, code[at], at, t);
        }
    }
}

static bool passes_over(uint16_t thread, const token_type *t) {
    return ((thread & IN_TERM) != 0 && t->key.state == TERM_INSIDE) ||
           ((thread & IN_BOUNDARY) != 0 && type_has(t, KIND_BOUNDARY));
}

/* What `from` becomes by a token: the threads in the workspace. */
static void take_token(automata *m, const automaton *a, size_t state_from, const token_type *t) {
    workspace *w = &m->work;
    const state *from = &a->all[state_from];
    const uint16_t *threads = m->threads + from->threads;
    const image_op *code = a->code;
    memset(w->seen, 0, (a->ops / 64 + 1u) * sizeof *w->seen);
    memset(w->listed, 0, ((a->ops << THREAD_PC_SHIFT) / 64 + 1u) * sizeof *w->listed);
    w->count = 0;
    w->at_start = from->at_start != 0;
    w->matched = false;
    w->match_origin = (origin){0, NO_OP};
    for (size_t i = 0; i < from->count && !w->matched; i++) {
        w->parent = (uint16_t)i;
        if (passes_over(threads[i], t)) {
            list_thread(w, threads[i], NO_OP);
        } else {
            follow(w, code, threads[i] >> THREAD_PC_SHIFT, t);
        }
    }
}

/* ---- paths: what a match captured ---- */

/* The slots of captures, and SLOT_CUT, that lie on the way to an instruction: the last one first.
 */
static size_t slots_before(workspace *w, const image_op *code, size_t pc) {
    size_t count = 0;
    for (; pc != NO_OP; pc = w->via[pc] == pc ? NO_OP : w->via[pc]) {
        if (code[pc].op == OP_SAVE || code[pc].op == OP_CUT) {
            w->slots[count++] = code[pc].op == OP_SAVE ? code[pc].arg : SLOT_CUT;
        }
    }
    return count;
}

/* How many slots, and they in the order they are met; nothing when there are none. */
static size_t write_slots(const workspace *w, size_t count, uint16_t *out) {
    for (size_t i = 0; out != NULL && count != 0 && i <= count; i++) {
        out[i] = i == 0 ? (uint16_t)count : w->slots[count - i];
    }
    return count != 0 ? count + 1 : 0;
}

/* Paths of a step: for the match (PATH_OF_MATCH) and then for each thread of the workspace, the
 * path of the step before that it goes on from, and where its slots stand, 0 for none; behind them
 * the slots. With `out` NULL, only their length. */
enum { PATH_OF_MATCH, PATH_OF_THREAD, PATH_SIZE = 2 };
static size_t write_paths(workspace *w, const image_op *code, uint16_t *out) {
    size_t at = PATH_SIZE * (w->count + PATH_OF_THREAD);
    for (size_t i = 0; i < w->count + PATH_OF_THREAD; i++) {
        origin from = i == PATH_OF_MATCH ? w->match_origin : w->origins[i - PATH_OF_THREAD];
        size_t size = write_slots(w, slots_before(w, code, from.op), out != NULL ? out + at : NULL);
        if (out != NULL) {
            out[PATH_SIZE * i] = (uint16_t)(from.parent + PATH_OF_THREAD);
            out[PATH_SIZE * i + 1] = size != 0 ? (uint16_t)at : 0;
        }
        at += size;
    }
    return at;
}

/* The slot of a step, or the free one where it belongs. */
static inline trace *trace_slot(trace *traces, size_t cap, uint32_t step) {
    size_t at = step * UINT32_C(0x9E3779B1) >> 7 & (cap - 1);
    while (traces[at].step != step && traces[at].step != 0) {
        at = (at + 1) & (cap - 1);
    }
    return &traces[at];
}

static bool more_traces(automata *m, automaton *a) {
    automaton old = *a;
    size_t cap = a->trace_cap == 0 ? FIRST_TRACES : 2 * a->trace_cap;
    trace *traces = take(m, cap, sizeof *traces);
    if (traces == NULL) {
        return false;
    }
    memset(traces, 0, cap * sizeof *traces);
    a->traces = traces;
    a->trace_cap = cap;
    for (size_t i = 0; i < old.trace_cap; i++) {
        if (old.traces[i].step != 0) {
            *trace_slot(traces, cap, old.traces[i].step) = old.traces[i];
        }
    }
    mem_free(m->allocator, old.traces);
    m->bytes -= old.trace_cap * sizeof *traces;
    return true;
}

/* Takes a step once more and notes its paths; 0: no memory, or too many. */
static uint32_t learn_paths(automata *m, automaton *a, uint32_t step, const token_type *t) {
    if (2 * a->trace_count >= a->trace_cap && !more_traces(m, a)) {
        return 0;
    }
    take_token(m, a, step >> 8, t);
    size_t at = m->path_count, count = write_paths(&m->work, a->code, NULL);
    if (count > UINT16_MAX ||
        !grow(m, (void **)&m->paths, &m->path_cap, at + count, sizeof *m->paths)) {
        return 0;
    }
    write_paths(&m->work, a->code, m->paths + at);
    *trace_slot(a->traces, a->trace_cap, step) = (trace){step, (uint32_t)at};
    a->trace_count++;
    m->path_count += count;
    return (uint32_t)at;
}

/* Where the paths of a step stand, made when first asked for; 0: no memory, or too many. */
static inline uint32_t paths_of(automata *m, automaton *a, uint32_t step, const typed *t) {
    const trace *known = trace_slot(a->traces, a->trace_cap, step);
    return known->step == step ? known->paths : learn_paths(m, a, step, t->type);
}

/* ---- automata ---- */

static bool begin_tables(automata *m, automaton *a) {
    size_t entries = (size_t)FIRST_STATES * FIRST_COLUMNS;
    a->columns = FIRST_COLUMNS;
    a->table_cap = FIRST_STATES;
    a->next = take_entries(m, entries);
    uint16_t first = 0;
    return a->next != NULL && add_state(m, a, &first, 1, false) && add_state(m, a, &first, 1, true);
}

/* The classes that the code looks at. */
static void collect_classes(const automaton *a, size_t ops, uint64_t *classes) {
    classes[KIND_BOUNDARY / 64] |= UINT64_C(1) << (KIND_BOUNDARY % 64);
    for (size_t i = 0; i < ops; i++) {
        uint32_t cls = KIND_BOUNDARY;
        switch (a->code[i].op) {
        case OP_TOKEN:
        case OP_TERM:
        case OP_LOOK: cls = a->code[i].arg; break;
        case OP_STEP: cls = KIND_ANY; break;
        case OP_END: cls = KIND_LAST; break;
        default: break;
        }
        classes[cls / 64] |= UINT64_C(1) << (cls % 64);
    }
}

/* Finds room for the classes of a word in a signature of which some bits are used; it grows when
 * there is none. */
static bool place_test(automaton *a, test *x, uint64_t used[TEST_WORDS]) {
    for (size_t into = 0; into < TEST_WORDS; into++) {
        for (unsigned turn = 0; turn < 64; turn++) {
            uint64_t bits = turned(x->mask, turn);
            if ((used[into] & bits) == 0) {
                used[into] |= bits;
                x->into = (uint8_t)into;
                x->turn = (uint8_t)turn;
                a->test_words = into < a->test_words ? a->test_words : (uint16_t)(into + 1);
                return true;
            }
        }
    }
    return false;
}

/* false: they are too many. */
static bool place_tests(automaton *a, const uint64_t *classes, size_t words) {
    uint64_t used[TEST_WORDS] = {STARTS_TERM | INSIDE_TERM};
    a->test_words = 1;
    for (size_t w = 0; w < words; w++) {
        test x = {.mask = classes[w],
                  .line = (uint16_t)(w / LINE_WORDS),
                  .word = (uint8_t)(w % LINE_WORDS)};
        if (x.mask != 0) {
            if (!place_test(a, &x, used)) {
                return false;
            }
            a->tests[a->test_count++] = x;
        }
    }
    return true;
}

static size_t words_used(const uint64_t *classes, size_t words) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        count += classes[w] != 0;
    }
    return count;
}

static bool begin(automata *m, automaton *a, size_t ops) {
    size_t words = m->image->section_count[IMAGE_CLASSES] / 64 + 1;
    uint64_t *classes = mem_zalloc(m->allocator, words * sizeof *classes);
    if (classes == NULL) {
        return false;
    }
    collect_classes(a, ops, classes);
    size_t count = words_used(classes, words);
    a->tests = arena_alloc(&m->memory, count * sizeof *a->tests);
    m->bytes += count * sizeof *a->tests;
    a->is_off = a->tests != NULL && !place_tests(a, classes, words);
    mem_free(m->allocator, classes);
    return a->tests != NULL && (a->is_off || begin_tables(m, a));
}

static void free_tables(automata *m, automaton *a) {
    mem_free(m->allocator, a->next);
    mem_free(m->allocator, a->traces);
    mem_free(m->allocator, a->signatures);
    mem_free(m->allocator, a->all);
}

static const uint8_t unknown_entries[STATE_AT_START + 1] = {ENTRY_UNKNOWN, ENTRY_UNKNOWN};

/* To be called when the tables of an automaton may have moved. One that is not there, or off, knows
 * one symbol and no step. */
static void show_table(automata *m, uint32_t number) {
    const automaton *a = m->of[number];
    bool is_there = a != NULL && !a->is_off;
    m->tables[number].next = is_there ? a->next : unknown_entries;
    uint32_t place = is_there ? a->place : 0;
    if (m->blocks != NULL && m->symbols != NULL) { /* else no type is known yet */
        m->tables[number].blocks = m->blocks + place / SYMBOL_BLOCK;
        m->tables[number].symbols = m->symbols + place % SYMBOL_BLOCK;
    }
    m->tables[number].columns = is_there ? a->columns : 1;
}

static bool has_cut(const automaton *a, size_t ops) {
    for (size_t i = 0; i < ops; i++) {
        if (a->code[i].op == OP_CUT) {
            return true;
        }
    }
    return false;
}

static automaton *make(automata *m, uint32_t number) {
    automaton *a = arena_alloc(&m->memory, sizeof *a);
    if (a == NULL) {
        return NULL;
    }
    m->bytes += sizeof *a;
    *a = (automaton){.code = m->code + m->patterns[number].code, .ops = m->patterns[number].ops};
    if (!begin(m, a, m->patterns[number].ops)) {
        free_tables(m, a);
        return NULL;
    }
    m->of[number] = a;
    a->place = (uint32_t)++m->made;
    a->name = ++m->names;
    m->tables[number].has_cut = has_cut(a, m->patterns[number].ops);
    show_table(m, number);
    return a;
}

static void show_tables(automata *m) {
    for (size_t p = 0; p < m->image->section_count[IMAGE_PATTERNS]; p++) {
        show_table(m, (uint32_t)p);
    }
}

/* Moves `size` bytes, which begin with a cache line in *room, to a larger room, of zeros behind
 * them. NULL: no memory. */
static void *more_lines(automata *m, void **room, const void *from, size_t size, size_t larger) {
    char *to = mem_alloc(m->allocator, larger + SYMBOL_BLOCK);
    if (to == NULL) {
        m->no_memory = true;
        return NULL;
    }
    char *first = to + (SYMBOL_BLOCK - (uintptr_t)to % SYMBOL_BLOCK) % SYMBOL_BLOCK;
    if (size != 0) {
        memcpy(first, from, size);
    }
    memset(first + size, 0, larger - size);
    mem_free(m->allocator, *room);
    *room = to;
    return first;
}

/* Room for the rows of so many types, of which some are kept. false: no memory, all is as it was.
 */
static bool hold_types(automata *m, uint32_t kept, uint32_t types) {
    size_t row = m->row * sizeof *m->blocks;
    uint16_t *blocks = more_lines(m, &m->blocks_room, m->blocks, kept * row, types * row);
    if (blocks == NULL) {
        return false;
    }
    m->blocks = blocks;
    m->types = types;
    show_tables(m);
    return true;
}

/* The same for blocks of symbols. */
static bool hold_blocks(automata *m, size_t kept, size_t cap) {
    uint8_t *symbols =
        more_lines(m, &m->symbols_room, m->symbols, kept * SYMBOL_BLOCK, cap * SYMBOL_BLOCK);
    if (symbols == NULL) {
        return false;
    }
    m->symbols = symbols;
    m->block_cap = cap;
    show_tables(m);
    return true;
}

/* No symbol is known. Where there is no memory for less room, there is more than is needed. */
static void forget_symbols(automata *m) {
    memset(m->blocks, 0, m->types * m->row * sizeof *m->blocks);
    m->block_count = 1;
    (void)hold_blocks(m, 0, FIRST_BLOCKS);
}

/* What all automata share. */
static void free_pools(automata *m) {
    mem_free(m->allocator, m->far);
    mem_free(m->allocator, m->threads);
    mem_free(m->allocator, m->paths);
    m->far = NULL;
    m->threads = m->paths = NULL;
    m->names = 0;
    m->far_count = m->far_cap = m->thread_count = m->thread_cap = m->path_cap = 0;
    m->path_count = 1; /* 0 says that there are none */
}

/* Of so many patterns, and the byte that belongs to none: whole lines, or they fill a line. */
static size_t blocks_row(size_t patterns) {
    size_t need = patterns / SYMBOL_BLOCK + 1, row = 1;
    while (row < need && row < BLOCK_LINE) {
        row *= 2;
    }
    return (need + row - 1) / row * row;
}

automata *automata_new(const image_header *image, const pm_allocator *a) {
    automata *m = mem_alloc(a, sizeof *m);
    size_t patterns = image->section_count[IMAGE_PATTERNS];
    if (m == NULL) {
        return NULL;
    }
    /* not the workspace: a step sets what it needs */
    memset(m, 0, offsetof(automata, work));
    m->image = image;
    m->allocator = a;
    m->patterns = IMAGE_ARRAY(image, image_pattern, IMAGE_PATTERNS);
    m->code = IMAGE_ARRAY(image, image_op, IMAGE_CODE);
    free_pools(m);
    arena_init(&m->memory, a);
    m->of = mem_zalloc(a, patterns * sizeof(automaton *));
    m->tables = mem_zalloc(a, patterns * sizeof *m->tables);
    m->row = blocks_row(patterns);
    m->block_count = 1;
    if (m->of == NULL || m->tables == NULL || !hold_types(m, 0, FIRST_TYPES) ||
        !hold_blocks(m, 0, FIRST_BLOCKS)) {
        automata_free(m);
        return NULL;
    }
    return m;
}

static void forget(automata *m) {
    for (size_t p = 0; m->of != NULL && p < m->image->section_count[IMAGE_PATTERNS]; p++) {
        automaton *a = m->of[p];
        if (a != NULL) {
            free_tables(m, a);
            m->of[p] = NULL;
            show_table(m, (uint32_t)p);
        }
    }
    m->made = 0;
}

void automata_free(automata *m) {
    if (m != NULL) {
        forget(m);
        arena_free(&m->memory);
        free_pools(m);
        mem_free(m->allocator, m->of);
        mem_free(m->allocator, m->tables);
        mem_free(m->allocator, m->blocks_room);
        mem_free(m->allocator, m->symbols_room);
        mem_free(m->allocator, m);
    }
}

size_t automata_row(const automata *m) {
    return m->row;
}

bool automata_reserve(automata *m, uint32_t number) {
    uint32_t most = TYPES_MOST + 1, more = m->types + m->types / 4;
    return number < m->types || hold_types(m, m->types, more < most ? more : most);
}

const automaton_table *automata_tables(const automata *m) {
    return m->tables;
}

bool automata_types_full(const automata *m) {
    return m->block_count == MOST_BLOCKS;
}

bool automata_full(const automata *m) {
    return m->names > MOST_NAMES;
}

size_t automata_bytes(const automata *m) {
    return m->bytes;
}

size_t automata_symbol_bytes(const automata *m) {
    return m->types * m->row * sizeof *m->blocks + m->block_cap * SYMBOL_BLOCK;
}

void automata_clear(automata *m) {
    forget(m);
    arena_reset(&m->memory);
    free_pools(m);
    forget_symbols(m);
    m->bytes = 0;
}

void automata_forget_types(automata *m) {
    forget_symbols(m);
    (void)hold_types(m, 0, FIRST_TYPES);
}

/* ---- running ---- */

static match_result by_machine(automata *m, uint32_t number, const cell *c, uint32_t start,
                               match *out) {
    return match_at(m->code + m->patterns[number].code, c, start, out);
}

/* Where the symbol of a type is kept; NULL: no memory, or there are too many. */
static uint8_t *place_symbol(automata *m, const automaton *a, uint32_t type) {
    uint16_t *block = &m->blocks[type * m->row + a->place / SYMBOL_BLOCK];
    if (*block == 0) {
        size_t more = m->block_cap + m->block_cap / 2;
        if (m->block_count == MOST_BLOCKS ||
            (m->block_count == m->block_cap && !hold_blocks(m, m->block_cap, more))) {
            return NULL;
        }
        memset(m->symbols + m->block_count * SYMBOL_BLOCK, 0, SYMBOL_BLOCK);
        *block = (uint16_t)m->block_count++;
    }
    return m->symbols + (size_t)*block * SYMBOL_BLOCK + a->place % SYMBOL_BLOCK;
}

/* The symbol of a type; 0: no memory or too many. Types that are not kept have no number to know
 * them by. */
static uint8_t symbol_of(automata *m, automaton *a, const typed *t) {
    uint8_t *kept = t->number != 0 ? place_symbol(m, a, t->number) : NULL;
    if (kept == NULL || *kept == 0) {
        uint8_t symbol = m->no_memory ? 0 : find_symbol(m, a, t->type);
        if (kept == NULL) {
            return symbol;
        }
        *kept = symbol;
    }
    return *kept;
}

/* The entry of a step, made when it is met first; FAR_UNKNOWN: no memory, or too many symbols or
 * states. */
static uint16_t learn(automata *m, automaton *a, size_t from, uint8_t symbol, const token_type *t) {
    uint16_t known = symbol != 0 ? entry_at(m, a, from, symbol) : FAR_UNKNOWN;
    if (symbol == 0 || known != FAR_UNKNOWN) {
        return known;
    }
    take_token(m, a, from, t);
    size_t next = find_state(m, a);
    uint16_t entry = (uint16_t)(next << 1 | m->work.matched);
    return next != MOST_STATES && put_entry(m, a, from, symbol, entry) ? entry : FAR_UNKNOWN;
}

static bool far_goes_on(size_t now) {
    return now - 1u < FAR_UNKNOWN / 2 - 1u;
}

/* Runs from a token on, learning what it meets; *end is 0 for no match. false: no memory, or too
 * large. */
static bool run_learning(automata *m, automaton *a, const cell *c, uint32_t start, uint32_t *end) {
    size_t now = automaton_start(c, start);
    uint32_t at = start;
    *end = 0;
    do {
        const typed *t = &c->units[at].is;
        uint16_t entry = learn(m, a, now, symbol_of(m, a, t), t->type);
        *end = entry & 1 ? at : *end;
        now = entry >> 1;
        at++;
    } while (far_goes_on(now));
    return now == STATE_DEAD;
}

/* Forgets all but the states before a first token. */
static void restart(automata *m, automaton *a) {
    a->name = ++m->names;
    a->states = STATE_AT_START + 1;
    a->symbol_count = 0;
    a->trace_count = 0;
    memset(a->next, ENTRY_UNKNOWN, (size_t)a->table_cap * a->columns * sizeof *a->next);
    for (size_t t = 0; t < m->types; t++) {
        size_t block = m->blocks[t * m->row + a->place / SYMBOL_BLOCK];
        m->symbols[block * SYMBOL_BLOCK + a->place % SYMBOL_BLOCK] = 0;
    }
    if (a->traces != NULL) {
        memset(a->traces, 0, a->trace_cap * sizeof *a->traces);
    }
}

/* The same; one that has grown too large begins anew. So whether it fails hangs on the cell alone,
 * never on what was met before. */
static bool run_anyhow(automata *m, automaton *a, const cell *c, uint32_t start, uint32_t *end) {
    if (run_learning(m, a, c, start, end)) {
        return true;
    }
    if (m->no_memory) {
        return false;
    }
    restart(m, a);
    return run_learning(m, a, c, start, end);
}

/* NULL: no memory. */
static automaton *automaton_of(automata *m, uint32_t number) {
    m->no_memory = false;
    return m->of[number] != NULL ? m->of[number] : make(m, number);
}

/* The way of a match, a step a token, from the first to the one before which it ends. */
typedef struct trail {
    size_t count, noted;
    uint32_t steps[MOST_TRAIL]; /* state << 8 | symbol */
    struct {
        uint32_t slots, at; /* where they stand in `paths`; the token before which they are met */
    } notes[MOST_TRAIL];    /* of the steps that met any, the last one first */
} trail;

/* Takes the steps that the search has taken; false when one is not known or there is no match. */
static bool walk_trail(automata *m, uint32_t number, const cell *c, uint32_t start, trail *out) {
    automaton *a = m->of[number];
    size_t now = automaton_start(c, start), i = 0;
    out->count = 0;
    do {
        uint32_t symbol = *automaton_symbol(&m->tables[number], c->types[start + i]);
        if (symbol == 0) {
            symbol = symbol_of(m, a, &c->units[start + i].is);
            show_table(m, number);
        }
        uint32_t entry = entry_at(m, a, now, (uint8_t)symbol);
        out->steps[i++] = (uint32_t)now << 8 | symbol;
        out->count = entry & 1 ? i : out->count;
        now = entry >> 1;
    } while (far_goes_on(now) && i < MOST_TRAIL);
    return now == STATE_DEAD && out->count != 0;
}

static bool hold_cut(const uint16_t *slots) {
    size_t k = slots[0];
    while (k != 0 && slots[k] != SLOT_CUT) {
        k--;
    }
    return k != 0;
}

/* Follows the match from its end back to its start, or only to its cut, and notes what it met. */
static bool note_slots(automata *m, automaton *a, const cell *c, uint32_t start, bool to_cut,
                       trail *t) {
    size_t path = PATH_OF_MATCH, noted = 0;
    for (size_t i = t->count; i-- > 0;) {
        uint32_t at = start + (uint32_t)i, paths = paths_of(m, a, t->steps[i], &c->units[at].is);
        if (paths == 0) {
            return false;
        }
        const uint16_t *p = m->paths + paths + PATH_SIZE * path;
        t->notes[noted].slots = paths + p[1];
        t->notes[noted].at = at;
        noted += p[1] != 0;
        if (to_cut && p[1] != 0 && hold_cut(m->paths + paths + p[1])) {
            break;
        }
        path = p[0];
    }
    t->noted = noted;
    return true;
}

static void read_notes(const automata *m, const trail *t, match *out) {
    for (size_t i = t->noted; i-- > 0;) {
        const uint16_t *slots = m->paths + t->notes[i].slots;
        uint32_t at = t->notes[i].at;
        for (size_t k = 1; k <= slots[0]; k++) {
            if (slots[k] == SLOT_CUT) {
                out->end = at;
            } else if (!match_keeps(out->save, slots[k])) {
                out->save[slots[k]] = at;
            }
        }
    }
}

/* The match that the known steps lead to, with what it captured, or only what it captured behind
 * its cut; false: there is none, or they do not tell. */
static bool trace_known(automata *m, uint32_t number, const cell *c, uint32_t start, bool to_cut,
                        match *out) {
    automaton *a = m->of[number];
    trail t;
    if (a->is_off || !walk_trail(m, number, c, start, &t) ||
        (a->traces == NULL && !more_traces(m, a)) || !note_slots(m, a, c, start, to_cut, &t)) {
        return false;
    }
    *out = (match){.start = start, .end = start + (uint32_t)t.count - 1};
    read_notes(m, &t, out);
    return true;
}

match_result automaton_trace(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out) {
    automaton *a = automaton_of(m, number);
    uint32_t end;
    if (a == NULL) {
        return MATCH_MEMORY;
    }
    if (trace_known(m, number, c, start, false, out)) {
        return MATCH_FOUND;
    }
    /* it may have begun anew since the match */
    bool known = !m->no_memory && !a->is_off && run_anyhow(m, a, c, start, &end);
    show_table(m, number);
    if (known && trace_known(m, number, c, start, false, out)) {
        return MATCH_FOUND;
    }
    return m->no_memory ? MATCH_MEMORY : by_machine(m, number, c, start, out);
}

/* A match whose end its context hides is followed back to where it is cut. */
static match_result cut_match(automata *m, uint32_t number, const cell *c, uint32_t start,
                              match *out) {
    if (trace_known(m, number, c, start, true, out)) {
        return MATCH_FOUND;
    }
    return m->no_memory ? MATCH_MEMORY : by_machine(m, number, c, start, out);
}

match_result automaton_match(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out) {
    automaton *a = automaton_of(m, number);
    if (a == NULL) {
        return MATCH_MEMORY;
    }
    bool has_cut = m->tables[number].has_cut;
    if (has_cut && trace_known(m, number, c, start, true, out)) {
        return MATCH_FOUND;
    }
    uint32_t end = 0;
    bool known = !m->no_memory && !a->is_off && run_anyhow(m, a, c, start, &end);
    show_table(m, number);
    if (!known) {
        return m->no_memory ? MATCH_MEMORY : by_machine(m, number, c, start, out);
    }
    if (end != 0 && has_cut) {
        return cut_match(m, number, c, start, out);
    }
    out->start = start;
    out->end = end;
    return end != 0 ? MATCH_FOUND : MATCH_NONE;
}
