/* SPDX-License-Identifier: MIT
 * Keeps true: every line of input is a row, or counted as empty, or told and counted as skipped; no
 * message holds a cell; what is remembered of rows gone by is bounded. */
#include "readers/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "format/csv.h"
#include "format/json.h"
#include "format/put.h"
#include "readers/names.h"
#include "readers/shard.h"
#include "readers/wide.h"

/* A kind of file is one file of code and one line here. */
static const row_kind *const kinds[] = {&rows_csv, &rows_jsonl, &rows_json, &rows_text};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const row_kind *kind_of_format(reader_format format) {
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i]->format == format) {
            return kinds[i];
        }
    }
    return NULL;
}

static bool has_suffix(const row_kind *kind, pm_str suffix) {
    for (const char *p = kind->suffixes; *p != '\0';) {
        size_t len = 1 + strcspn(p + 1, ".");
        if (str_equal_fold((pm_str){p, len}, suffix)) {
            return true;
        }
        p += len;
    }
    return false;
}

const row_kind *reader_kind_of_name(pm_str name) {
    pm_str suffix = str_slice(name, name_stem(name), name.len);
    for (size_t i = 0; i < KINDS; i++) {
        if (suffix.len != 0 && has_suffix(kinds[i], suffix)) {
            return kinds[i];
        }
    }
    return NULL;
}

/* ---- What kind of file is it? ---- */

static pm_str next_line(pm_str *rest) {
    const char *end = rest->len != 0 ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = end != NULL ? (size_t)(end - rest->data) : rest->len;
    pm_str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len + 1, rest->len);
    return line;
}

static bool whole_object(pm_str line) {
    json_reader j;
    json_begin(&j, line);
    return json_skip(&j, NULL) == JSON_OBJECT && json_next(&j) == JSON_END;
}

/* JSON begins as plans do; "[Child A] to ..." and "{name} will ..." are text. */
static bool begins_as_json(pm_str text) {
    pm_str rest = str_trim(str_slice(text, 1, text.len));
    char next = rest.len != 0 ? rest.data[0] : '\0';
    return text.data[0] == '[' ? next == '{' || next == ']'
                               : text.data[0] == '{' && (next == '"' || next == '}');
}

static pm_status tell_io(reader *r, pm_status status) {
    if (status == PM_ERR_IO) {
        report_plain(r->report, PM_ERROR, r->file, 0, 0, "cannot be read: %s", r->feed.why);
    }
    return status;
}

/* Reads on where the first line of what may be JSON is longer than what was read. One that no row
 * can have is a document's. */
static pm_status see_first_line(reader *r, const row_kind *by_name) {
    pm_str text = str_trim(r->feed.head);
    bool open = by_name != &rows_jsonl && str_starts(text, STR("{")) && begins_as_json(text) &&
                memchr(text.data, '\n', text.len) == NULL;
    return open ? feed_look(&r->feed, PM_LIMIT_CELL) : PM_OK;
}

/* Objects line by line, or one document? NULL: no JSON. */
static const row_kind *kind_of_json(pm_str text, const row_kind *by_name) {
    text = str_trim(text);
    if (!begins_as_json(text)) {
        return NULL;
    }
    if (by_name == &rows_jsonl || text.data[0] == '[') {
        return by_name == &rows_jsonl ? by_name : &rows_json;
    }
    pm_str rest = text;
    bool first = whole_object(next_line(&rest));
    rest = str_trim(rest);
    pm_str second = next_line(&rest);
    bool lines = first ? str_starts(second, STR("{")) : whole_object(second);
    return lines ? &rows_jsonl : &rows_json;
}

static pm_status fill_once(void *ctx, buffer *out) {
    pm_str *text = ctx;
    if (text->len == 0) {
        return PM_END;
    }
    buffer_str(out, *text);
    *text = (pm_str){NULL, 0};
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

static bool stands_alone(const csv_row *row) {
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++) {
        filled += !cell_blank(row->field[i]);
    }
    return filled == 1;
}

/* Does the first row hold headings: the action's, alone or with another one that is known? */
static pm_status begins_as_table(reader *r, bool *table) {
    enum { ENOUGH = 16 * 1024 };
    pm_str text = str_slice(str_trim(r->feed.head), 0, ENOUGH);
    csv_reader csv;
    csv_row row;
    csv_init(&csv, r->allocator, fill_once, &text);
    csv.delimiter = csv_guess_delimiter(text);
    pm_status status = csv_next(&csv, &row);
    *table = false;
    if (status == PM_OK) {
        status = columns_set(&r->columns, row.field, row.count, 0);
    }
    if (status == PM_OK && reader_columns_suffice(r)) {
        size_t known = columns_known(&r->columns);
        *table = known > 1 || (stands_alone(&row) && columns_have(&r->columns, SLOT_ACTION));
    } else if (status == PM_OK) {
        size_t actions;
        status = wide_actions(&r->columns, row.field, row.count, &actions, NULL);
        *table = actions != 0;
    }
    r->columns.now = NULL;
    csv_free(&csv);
    return status == PM_ERR_MEMORY ? status : PM_OK;
}

static pm_status choose_kind(reader *r, const reader_options *options) {
    r->kind = kind_of_format(options->format);
    if (r->kind != NULL) {
        return PM_OK;
    }
    const row_kind *by_name = reader_kind_of_name(r->base);
    pm_status status = tell_io(r, see_first_line(r, by_name));
    if (status != PM_OK) {
        return status;
    }
    r->kind = kind_of_json(r->feed.head, by_name);
    if (r->kind != NULL) {
        return PM_OK;
    }
    bool table;
    status = begins_as_table(r, &table);
    bool asked = by_name == NULL && options->columns.len != 0;
    r->kind = table || asked ? &rows_csv : by_name != NULL ? by_name : &rows_text;
    return status;
}

/* ---- Documents ---- */

bool reader_is_document_name(pm_str name) {
    static const row_kind documents = {.suffixes = ".docx.docm.odt.ods.xlsx.xlsm.html.htm.xhtml"
                                                   ".pdf.doc.rtf"};
    pm_str suffix = str_slice(name, name_stem(name), name.len);
    return suffix.len != 0 && has_suffix(&documents, suffix);
}

static bool starts_fold(pm_str s, const char *with) {
    pm_str start = str_from(with);
    return s.len >= start.len && str_equal_fold(str_slice(s, 0, start.len), start);
}

/* The length of a comment of a page, or of the line that says that it is XML; 0: it is neither. */
static size_t aside_length(pm_str s) {
    bool comment = str_starts(s, STR("<!--"));
    if (!comment && !str_starts(s, STR("<?"))) {
        return 0;
    }
    for (size_t i = 2; i < s.len; i++) {
        bool ends = !comment || (i >= 6 && s.data[i - 1] == '-' && s.data[i - 2] == '-');
        if (s.data[i] == '>' && ends) {
            return i + 1;
        }
    }
    return s.len;
}

/* Behind white space and asides. */
static pm_str first_tag(pm_str s) {
    s = str_trim(s);
    for (size_t aside = aside_length(s); aside != 0; aside = aside_length(s)) {
        s = str_trim(str_slice(s, aside, s.len));
    }
    return s;
}

static bool is_page(pm_str text, pm_str name) {
    static const char *const tags[] = {"<!doctype html", "<html", "<head",  "<body",
                                       "<table",         "<meta", "<title", "<div"};
    if (str_starts(text, STR("\xEF\xBB\xBF"))) {
        text = str_slice(text, 3, text.len);
    }
    text = first_tag(text);
    pm_str suffix = str_slice(name, name_stem(name), name.len);
    bool called = str_equal_fold(suffix, STR(".html")) || str_equal_fold(suffix, STR(".htm")) ||
                  str_equal_fold(suffix, STR(".xhtml"));
    if (called && text.len > 1 && text.data[0] == '<' && ascii_alpha(text.data[1])) {
        return true;
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (starts_fold(text, tags[i])) {
            return true;
        }
    }
    return false;
}

bool reader_is_document(pm_str bytes, pm_str name) {
    static const char *const begins[] = {"PK\x03\x04", "\xD0\xCF\x11\xE0", "%PDF-", "{\\rtf"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (str_starts(bytes, str_from(begins[i]))) {
            return true;
        }
    }
    return is_page(bytes, name);
}

/* A page in UTF-16 shows when it is decoded. */
static bool is_document(const reader *r, const reader_options *options) {
    bool page = options->format == READER_AUTO && is_page(r->feed.head, r->base);
    return page || (reader_is_document(buffer_view(&r->feed.first), STR("")) &&
                    !is_page(buffer_view(&r->feed.first), STR("")));
}

static pm_status refuse_document(reader *r) {
    report_plain(r->report, PM_ERROR, r->file, 0, 0,
                 "the file is a document (Word, Excel, PDF, web page ...), and documents are not "
                 "read here; save it as CSV or as text");
    return PM_ERR_INPUT;
}

/* ---- Opening and closing ---- */

static pm_status name_reader(reader *r, const reader_options *options, const char *path) {
    r->path = mem_copy(r->allocator, path, strlen(path));
    buffer_name(&r->name, str_from(path));
    buffer_char(&r->name, '\0');
    if (r->path == NULL || r->name.failed) {
        return PM_ERR_MEMORY;
    }
    const char *slash = strrchr(r->name.data, '/');
    bool standard = strcmp(path, "-") == 0;
    r->file = standard ? STR("stdin") : str_from(r->name.data);
    r->base = standard || slash == NULL ? r->file : str_from(slash + 1);
    r->stem = str_slice(r->base, 0, name_stem(r->base));
    r->called = options->file.len != 0 ? options->file : r->base;
    r->stem = options->plan.len != 0 ? options->plan : r->stem;
    return PM_OK;
}

/* Bytes that nobody writes. */
static bool is_binary(pm_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if ((unsigned char)c < ' ' && (c == '\0' || strchr("\t\n\v\f\r", c) == NULL)) {
            return true;
        }
    }
    return false;
}

/* What a file begins with that is no text, whatever its bytes; NULL: nothing known. */
static const char *known_binary(pm_str bytes) {
    static const struct {
        const char *begins, *is;
    } kinds_of_binary[] = {
        {"\x89PNG", "a picture"},
        {"\xFF\xD8\xFF", "a picture"},
        {"GIF8", "a picture"},
        {"II*", "a picture"},
        {"MM\x01*", "a picture"},
        {"RIFF", "a recording"},
        {"ID3", "a recording"},
        {"OggS", "a recording"},
        {"Rar!", "an archive"},
        {"7z\xBC\xAF", "an archive"},
        {"\x1F\x8B", "an archive"},
        {"\x7F"
         "ELF",
         "a program"},
        {"SQLite format", "a database"},
    };
    for (size_t i = 0; i < sizeof kinds_of_binary / sizeof *kinds_of_binary; i++) {
        if (str_starts(bytes, str_from(kinds_of_binary[i].begins))) {
            return kinds_of_binary[i].is;
        }
    }
    return NULL;
}

/* One byte in 32 that nobody writes is none by mistake. */
static bool is_mostly_binary(pm_str text) {
    size_t odd = 0;
    for (size_t i = 0; i < text.len; i++) {
        odd += is_binary(str_slice(text, i, i + 1));
    }
    return odd * 32 > text.len;
}

/* A picture that is named among plans is no list of actions. */
static pm_status refuse_binary(reader *r) {
    const char *known = known_binary(buffer_view(&r->feed.first));
    bool binary = is_mostly_binary(r->feed.head);
    if (known != NULL && is_binary(r->feed.head)) {
        report_plain(r->report, PM_ERROR, r->file, 0, 0, "the file is %s, and no text%s", known,
                     strcmp(known, "a picture") == 0 ? "; read the text out of it first (OCR)"
                                                     : "");
    } else if (binary) {
        report_plain(r->report, PM_ERROR, r->file, 0, 0,
                     "the file is no text, and of no kind that is read");
    }
    return binary || (known != NULL && is_binary(r->feed.head)) ? PM_ERR_INPUT : PM_OK;
}

/* What lies in it may be of another program (Word's XML, a mail), of which each line would be an
 * action. */
static pm_status refuse_name(reader *r) {
    report_plain(r->report, PM_ERROR, r->file, 0, 0,
                 is_binary(r->feed.head)
                     ? "the file is named as a document, and is neither one nor text; it may be "
                       "damaged"
                     : "the file is named as a document, and what it holds is none that is read; "
                       "if it is plain text, name it .txt");
    return PM_ERR_INPUT;
}

/* A folder may hold what an earlier run has written; "actions" heads a number there. */
static pm_status refuse_manifest(reader *r) {
    if (!str_starts(r->feed.head, STR("path,sha256,format,plans,actions,"))) {
        return PM_OK;
    }
    report_plain(r->report, PM_ERROR, r->file, 0, 0,
                 "the file is a manifest of planmark, and holds no plans");
    return PM_ERR_INPUT;
}

static pm_status open_rows(reader *r, const reader_options *options) {
    pm_status status = refuse_manifest(r);
    status = status == PM_OK ? choose_kind(r, options) : status;
    if (status == PM_OK && r->kind == &rows_text && options->format == READER_AUTO) {
        status = reader_is_document_name(r->base) ? refuse_name(r) : refuse_binary(r);
    }
    if (status != PM_OK) {
        return status;
    }
    bool wide = r->feed.decode.is == ENCODING_UTF16LE || r->feed.decode.is == ENCODING_UTF16BE;
    r->feed.raw = r->kind->raw && !wide;
    return tell_io(r, r->kind->open(r));
}

static pm_status set_up(reader *r, const reader_options *options, const char *path) {
    pm_status status = name_reader(r, options, path);
    return status == PM_OK ? columns_init(&r->columns, r->allocator, options->columns, r->report)
                           : status;
}

/* Standard input and pipes are handed over as they are; a file is opened again. */
static pm_status hand_over(reader *r, const reader_options *options, const char *path) {
    os_input *rest = strcmp(path, "-") == 0 || !feed_of_file(&r->feed) ? r->feed.in : NULL;
    r->feed.in = rest != NULL ? NULL : r->feed.in;
    return options->document(options->document_ctx, path, buffer_view(&r->feed.first), rest);
}

/* `*document`: it is one, and no rows are opened here. */
static pm_status open_file(reader *r, const reader_options *options, const char *path,
                           bool *document) {
    pm_status status = set_up(r, options, path);
    if (status == PM_OK) {
        const feed_begun before = {options->given, options->rest, options->rest_ctx};
        status = tell_io(r, feed_open_behind(&r->feed, r->allocator, path, &before));
    }
    if (status != PM_OK) {
        return status;
    }
    if (r->feed.over && cell_blank(r->feed.head)) {
        report_plain(r->report, PM_ERROR, r->file, 0, 0, "the file is empty");
        return PM_ERR_INPUT;
    }
    if (is_document(r, options)) {
        *document = true;
        return options->document == NULL ? refuse_document(r) : hand_over(r, options, path);
    }
    return open_rows(r, options);
}

static reader *make_reader(const reader_options *options) {
    const pm_allocator *a = options->allocator;
    reader *r = mem_zalloc(a, sizeof *r);
    if (r != NULL) {
        r->allocator = a;
        r->report = options->report;
        r->keys_only = options->keys_only;
        r->plans_only = options->plans_only;
        r->half_rows = options->half_rows;
        r->repeats = options->repeats;
        r->shard = options->shard;
        r->shards = options->shards;
        buffer_init(&r->name, a);
        buffer_init(&r->source, a);
        arena_init(&r->held.memory, a);
        keys_init(&r->plans, true, a);
        keys_init(&r->rows, false, a);
    }
    return r;
}

pm_status reader_open(const reader_options *options, const char *path, reader **out) {
    *out = NULL;
    reader *r = make_reader(options);
    if (r == NULL) {
        return PM_ERR_MEMORY;
    }
    bool document = false;
    pm_status status = open_file(r, options, path, &document);
    if (status != PM_OK || document) {
        reader_close(r);
        return status;
    }
    *out = r;
    return PM_OK;
}

pm_status reader_prepare(const reader_options *options, const char *path, const row_kind *kind,
                         void *state, reader **out) {
    *out = NULL;
    reader *r = make_reader(options);
    if (r == NULL) {
        return PM_ERR_MEMORY;
    }
    r->feed.why = "";
    pm_status status = set_up(r, options, path);
    if (status != PM_OK) {
        reader_close(r);
        return status;
    }
    r->kind = kind;
    r->state = state;
    *out = r;
    return PM_OK;
}

pm_status reader_begin(reader *r) {
    return tell_io(r, r->kind->open(r));
}

const char *reader_format_name(const reader *r) {
    static const char *const names[] = {"", "csv", "jsonl", "json", "text", "document"};
    return names[r->kind->format];
}

void reader_close(reader *r) {
    if (r == NULL) {
        return;
    }
    if (r->kind != NULL) {
        r->kind->close(r);
    }
    if (r->columns.words.allocator != NULL) {
        columns_free(&r->columns);
    }
    if (r->feed.first.allocator != NULL) {
        feed_close(&r->feed);
    }
    buffer_free(&r->source);
    arena_free(&r->held.memory);
    keys_free(&r->plans);
    keys_free(&r->rows);
    mem_free(r->allocator, r->path);
    buffer_free(&r->name);
    mem_free(r->allocator, r);
}

reader_counts reader_counted(const reader *r) {
    return r->counts;
}

size_t reader_position(const reader *r) {
    return r->feed.taken;
}

/* ---- For the kinds ---- */

void reader_tell(const reader *r, pm_severity severity, const char *format, ...) {
    char text[2048]; /* a list of headings is the longest */
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report_plain(r->report, severity, r->file, r->line, r->column, "%s%s", r->at, text);
}

bool reader_may_tell(reader *r) {
    if (r->elsewhere) {
        return false;
    }
    bool may = r->rows_told < READER_ROWS_TOLD;
    r->rows_told += may;
    r->rows_untold += !may;
    return may;
}

bool reader_columns_suffice(const reader *r) {
    bool suffice = columns_have(&r->columns, r->plans_only ? SLOT_PLAN_ID : SLOT_ACTION) ||
                   (r->plans_only && columns_have(&r->columns, SLOT_AUTHORITY));
    for (int i = 0; i < PM_CRITERIA && r->keys_only; i++) {
        suffice |= columns_have(&r->columns, (column_slot)(SLOT_CODED + i));
    }
    return suffice;
}

/* Makes the digits between `first` and `end` those of the next number. false: it has more. */
static inline bool count_on(const char *first, char *end) {
    for (char *digit = end - 1; digit >= first; digit--) {
        if (*digit != '9') {
            ++*digit;
            return true;
        }
        *digit = '0';
    }
    return false;
}

void reader_set_line(reader *r, size_t line) {
    r->line = line;
    r->column = 0;
    if (r->place == 0) {
        buffer_clear(&r->source);
        buffer_str(&r->source, r->called);
        buffer_char(&r->source, ':');
        r->place = r->source.len;
    }
    bool next = r->place != 0 && r->source.len > r->place && line == r->numbered + 1;
    r->numbered = line;
    if (next && count_on(r->source.data + r->place, r->source.data + r->source.len)) {
        return;
    }
    r->source.len = r->place;
    char *to = put_room(&r->source, 20);
    if (to != NULL) {
        put_until(&r->source, digits_put(to, line));
    }
}

pm_status reader_fill(reader *r, const pm_str *cells, size_t count, pm_row *row) {
    column_slot bad;
    pm_status status = columns_fill(&r->columns, cells, count, row, &bad);
    if (status == PM_ERR_ROW) {
        return reader_refuse(
            r,
            "the row is left out: what stands under '%s' is none of 0, 1, yes, no, y, n, "
            "true, false",
            column_name(bad));
    }
    return status;
}

pm_status reader_refuse_columns(reader *r) {
    if (r->columns_told) {
        return reader_refuse(r, "the row is left out: nothing in it can be the %s",
                             r->plans_only ? "plan's id or the authority" : "action");
    }
    column_slot missing = columns_missing(&r->columns, false);
    buffer list;
    buffer_init(&list, r->allocator);
    columns_list(&r->columns, &list);
    buffer_char(&list, '\0');
    bool failed = list.failed;
    if (!failed && missing != SLOT_NONE) {
        reader_tell(r, PM_ERROR,
                    "the heading that --columns names for '%s' is not there; there are: %s",
                    column_name(missing), list.data);
    } else if (!failed) {
        reader_tell(r, PM_ERROR,
                    r->plans_only ? "no column can be the plan's id or the authority; there are: "
                                    "%s; call one of them plan_id or authority"
                                  : "no column can be the action; there are: %s; name it with "
                                    "--columns action=HEADING",
                    list.data);
    }
    buffer_free(&list);
    r->columns_told = true;
    return failed ? PM_ERR_MEMORY : PM_ERR_ROW;
}

void reader_tell_missing(reader *r) {
    column_slot missing = columns_missing(&r->columns, true);
    if (missing != SLOT_NONE) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "the key that --columns names for '%s' is in no row", column_name(missing));
    }
}

/* ---- Rows ---- */

/* The plan's count: 0 when it is new, else one more than its actions so far, and UNEVEN with it
 * once these were not numbered 1, 2, 3, as nearly all are: of an even plan the count alone tells
 * which actions came, and their keys are not remembered. Rows of a plan follow each other, so the
 * last plan is looked up no more; its place holds until another is looked up. */
#define UNEVEN (UINT32_C(1) << 31)
static pm_status find_plan(reader *r, uint64_t key, uint32_t **count) {
    if (key != r->plan_at_hand) {
        pm_status status = keys_find(&r->plans, key, &r->plan_count);
        if (status == PM_ERR_LIMIT) { /* too many plans are remembered */
            r->plan_actions = 0;
            r->plan_count = &r->plan_actions;
        } else if (status != PM_OK) {
            return status;
        }
        r->plan_at_hand = key;
    }
    *count = r->plan_count;
    return PM_OK;
}

/* What a row is to the caller. */
typedef enum row_sort { ROW_OF_ACTION, ROW_OF_PLAN, ROW_EMPTY } row_sort;

static bool is_coded(const pm_row *row) {
    bool coded = false;
    for (int i = 0; i < PM_CRITERIA; i++) {
        coded |= row->coded[i] >= 0;
    }
    return coded;
}

/* Somebody has begun to fill it in. */
static bool is_half(const pm_action *a) {
    return a->cell[PM_WHO].len + a->cell[PM_BY_WHEN].len + a->cell[PM_MEASURE].len != 0;
}

static pm_status refuse_carrying(reader *r) {
    return reader_refuse(r, "the row is left out: it has no action, but something in columns that "
                            "are carried along");
}

/* A row without the action's text: refused when something says that it was meant as an action, no
 * row when it says nothing new, else a plan without actions. */
static pm_status finish_bare(reader *r, pm_row *row, row_sort *sort) {
    bool coded = is_coded(row);
    if (is_half(&row->action)) {
        return reader_refuse(
            r, "the row is left out: it has no action, but says who, by when or how measured");
    }
    if (coded) {
        return reader_refuse(r, "the row is left out: it has verdicts, but no action");
    }
    bool known = row->plan_id.len == 0;
    row->has_action = 0;
    row->action_no = (pm_str){NULL, 0};
    if (!known) {
        uint32_t *count;
        pm_status status = find_plan(r, keys_hash(row->authority, row->plan_id), &count);
        if (status != PM_OK) {
            return status;
        }
        known = *count != 0;
        r->counts.plans += !known && !r->elsewhere;
        *count = known ? *count : 1;
    }
    *sort = known ? ROW_EMPTY : ROW_OF_PLAN;
    bool carries = known && columns_carry_text(&r->columns, row, true);
    return carries ? refuse_carrying(r) : PM_OK;
}

/* *number: of the action in its plan; 2^31 and more are told as one. */
static pm_status number_action(reader *r, pm_row *row, uint32_t *number) {
    uint32_t *count;
    pm_status status = find_plan(r, keys_hash(row->authority, row->plan_id), &count);
    if (status != PM_OK) {
        return status;
    }
    r->counts.plans += *count == 0 && !r->elsewhere;
    *count = *count != 0 ? *count : 1;
    *number = *count & ~UNEVEN;
    *count += *number != ~UNEVEN;
    if (row->action_no.len == 0) {
        buffer digits = {.allocator = r->allocator, .data = r->number, .cap = sizeof r->number};
        buffer_unsigned(&digits, *number); /* 20 digits at most: it does not grow */
        row->action_no = buffer_view(&digits);
    }
    return PM_OK;
}

static bool reads_as(pm_str text, uint32_t number) {
    char digits[20];
    return str_equal(text, (pm_str){digits, (size_t)(digits_put(digits, number) - digits)});
}

/* Is it one of the numbers from 1 to below `end`, as they are written? */
static bool reads_below(pm_str text, uint32_t end) {
    uint32_t number = 0;
    for (size_t i = 0; i < text.len && number < end; i++) {
        unsigned digit = (unsigned)(unsigned char)text.data[i] - '0';
        number = digit <= 9 && number < UNEVEN / 10 ? 10 * number + digit : end;
    }
    return number != 0 && number < end && reads_as(text, number);
}

/* The actions that came, from 1 to below `end`, are remembered one by one from now on. */
static pm_status make_uneven(reader *r, uint32_t end) {
    pm_status status = PM_OK;
    for (uint32_t n = 1; n < end && status == PM_OK; n++) {
        char digits[20];
        pm_str text = {digits, (size_t)(digits_put(digits, n) - digits)};
        bool known;
        status = keys_add(&r->rows, keys_hash_on(r->plan_at_hand, text), &known);
    }
    *r->plan_count |= UNEVEN;
    return status;
}

/* The row has this number in its plan, and maybe another one of its own. */
static pm_status look_for_row(reader *r, pm_str own, uint32_t number, bool *known) {
    bool even = (*r->plan_count & UNEVEN) == 0;
    *known = even && reads_below(own, number);
    if (r->plan_count == &r->plan_actions) {
        return PM_ERR_LIMIT;
    }
    if (even && reads_as(own, number)) {
        return PM_OK;
    }
    bool before = *known;
    pm_status status = even ? make_uneven(r, number) : PM_OK;
    if (status == PM_OK) {
        status = keys_add(&r->rows, keys_hash_on(r->plan_at_hand, own), known);
    }
    *known = *known || before;
    return status == PM_ERR_LIMIT && *known ? PM_OK : status;
}

static pm_status check_duplicate(reader *r, const pm_row *row, uint32_t number) {
    bool known;
    pm_status status = look_for_row(r, row->action_no, number, &known);
    if (status == PM_ERR_LIMIT) {
        if (!r->duplicates_told) {
            reader_tell(
                r, PM_NOTE,
                "the file has more than %d rows; duplicates are not looked for among the rest",
                PM_LIMIT_DUPLICATES);
        }
        r->duplicates_told = true;
        return PM_OK;
    }
    if (status == PM_OK && known) {
        return reader_refuse(
            r, "the row is left out: one with its authority, plan_id and action_no came before");
    }
    return status;
}

/* A row that tells of a plan, whatever else stands in it. */
static pm_status finish_plan(reader *r, pm_row *row) {
    row->has_action = 0;
    memset(row->action.cell, 0, sizeof row->action.cell);
    if (row->plan_id.len == 0 && columns_have(&r->columns, SLOT_PLAN_ID)) {
        return reader_refuse(r, "the row is left out: it names no plan");
    }
    return row->plan_id.len + row->authority.len != 0
               ? PM_OK
               : reader_refuse(r, "the row is left out: it names no authority");
}

/* Does a line begin with a bullet or a number? */
static bool is_marked(pm_str line) {
    size_t digits = 0;
    while (digits < line.len && digits < 3 && ascii_digit(line.data[digits])) {
        digits++;
    }
    bool number = digits != 0 && digits + 1 < line.len &&
                  (line.data[digits] == '.' || line.data[digits] == ')') &&
                  ascii_space(line.data[digits + 1]);
    return number || str_starts(line, STR("- ")) || str_starts(line, STR("* ")) ||
           str_starts(line, STR("\xE2\x80\xA2"));
}

/* A row is one action, whatever its cell holds; where that is a list, somebody should know. */
static void note_list(reader *r, pm_str text) {
    size_t marked = 0;
    if (r->elsewhere || r->kind->format == READER_DOCUMENT || text.len == 0 ||
        memchr(text.data, '\n', text.len) == NULL) {
        return;
    }
    for (pm_str rest = text; rest.len != 0 && marked < 2;) {
        marked += is_marked(str_trim(next_line(&rest)));
    }
    r->first_listed = marked > 1 && r->listed == 0 ? r->line : r->first_listed;
    r->listed += marked > 1;
}

static void tell_lists(const reader *r) {
    if (r->listed != 0) {
        report_plain(r->report, PM_WARNING, r->file, r->first_listed, 0,
                     "%zu action%s of several numbered or bulleted lines, this one first; %s one "
                     "action, since each row is",
                     r->listed, r->listed == 1 ? " is" : "s are",
                     r->listed == 1 ? "it counts as" : "each counts as");
    }
}

static bool is_elsewhere(const reader *r, const pm_row *row) {
    pm_str plan = row->plan_id.len != 0 ? row->plan_id : r->stem;
    return r->shards > 1 && shard_of_plan(row->authority, plan, r->shards) != r->shard;
}

static pm_status finish_row(reader *r, pm_row *row, row_sort *sort) {
    *sort = ROW_OF_ACTION;
    r->elsewhere = is_elsewhere(r, row);
    row->source = row->source.len != 0 ? row->source : buffer_view(&r->source);
    row->file = r->file;
    row->line = r->line;
    if (r->plans_only) {
        return finish_plan(r, row);
    }
    bool half = r->half_rows && is_half(&row->action);
    if (row->action.cell[PM_TEXT].len == 0 && !half) {
        if (!r->keys_only || !is_coded(row)) {
            return finish_bare(r, row, sort);
        }
        row->has_action = 0;
    }
    note_list(r, row->action.cell[PM_TEXT]);
    if (row->plan_id.len == 0) {
        r->counts.named++;
        row->plan_id = r->stem;
        row->plan_named = r->stem.len;
    }
    uint32_t number;
    pm_status status = number_action(r, row, &number);
    return status == PM_OK && !r->repeats ? check_duplicate(r, row, number) : status;
}

static void tell_end(reader *r) {
    if (r->counts.rows + r->counts.skipped + r->counts.others == 0 &&
        r->kind->format != READER_DOCUMENT) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0, "the file has no rows");
    }
    tell_lists(r);
    if (r->feed.raw) {
        return;
    }
    if (r->feed.decode.is == ENCODING_WINDOWS1252) {
        report_plain(r->report, PM_NOTE, r->file, 0, 0,
                     "the file is no UTF-8 and was read as Windows-1252");
    }
    size_t replaced = r->feed.decode.replaced;
    if (replaced != 0) {
        report_plain(r->report, PM_WARNING, r->file, 0, 0,
                     "%zu place%s could not be decoded and %s read as U+FFFD", replaced,
                     replaced == 1 ? "" : "s", replaced == 1 ? "is" : "are");
    }
}

static void tell_untold(reader *r) {
    if (r->rows_untold != 0) {
        report_plain(r->report, PM_ERROR, r->file, 0, 0,
                     "%zu more message%s about rows of this file %s not shown, only the first %d",
                     r->rows_untold, r->rows_untold == 1 ? "" : "s",
                     r->rows_untold == 1 ? "is" : "are", READER_ROWS_TOLD);
    }
}

static inline pm_status settle(reader *r, pm_status status) {
    if (status == PM_OK) {
        r->counts.rows++;
        return status;
    }
    switch (status) {
    case PM_ERR_ROW: r->counts.skipped++; return status;
    case PM_END: tell_end(r); break;
    default: tell_io(r, status); break;
    }
    tell_untold(r);
    r->over = status;
    return status;
}

static pm_status read_row(reader *r, pm_row *row, row_sort *sort) {
    pm_status status;
    do {
        *sort = ROW_OF_ACTION;
        r->elsewhere = false;
        status = r->kind->next(r, row);
        if (r->source.failed) {
            return PM_ERR_MEMORY;
        }
        status = status == PM_OK ? finish_row(r, row, sort) : status;
        r->counts.empty += status == PM_OK && *sort == ROW_EMPTY;
    } while (status == PM_OK && *sort == ROW_EMPTY);
    return status;
}

/* ---- Plans without actions ---- */

static bool keep_str(arena *memory, pm_str *s) {
    char *copy = arena_copy(memory, s->data, s->len);
    s->data = copy;
    return copy != NULL;
}

static bool keep_fields(arena *memory, pm_row *row) {
    if (row->extra_count == 0) {
        return true;
    }
    pm_field *fields = arena_alloc(memory, row->extra_count * sizeof *fields);
    bool kept = fields != NULL;
    for (size_t i = 0; kept && i < row->extra_count; i++) {
        fields[i] = row->extra[i];
        kept = keep_str(memory, &fields[i].name) && keep_str(memory, &fields[i].value);
    }
    row->extra = fields;
    return kept;
}

/* Keeps a copy of the row; its cells are empty. */
static pm_status hold(reader *r, const pm_row *row) {
    arena *memory = &r->held.memory;
    arena_reset(memory);
    r->held.row = *row;
    pm_row *copy = &r->held.row;
    bool kept = keep_str(memory, &copy->plan_id) && keep_str(memory, &copy->authority) &&
                keep_str(memory, &copy->plan_date) && keep_str(memory, &copy->source) &&
                keep_fields(memory, copy);
    r->held.plan = kept ? r->plan_at_hand : 0;
    r->held.line = r->line;
    r->held.column = r->column;
    r->held.carries = columns_carry_text(&r->columns, row, true);
    r->held.elsewhere = r->elsewhere;
    return kept ? PM_OK : PM_ERR_MEMORY;
}

/* The held row comes before the one at hand, which waits for the next call; if that is an action of
 * the same plan, the held one says nothing, or is told as left out. PM_END: nothing is given out.
 */
static pm_status release(reader *r, pm_status status, pm_row *row) {
    bool same = status == PM_OK && r->held.plan == r->plan_at_hand;
    r->held.plan = 0;
    if (same && !r->held.carries) {
        r->counts.empty++;
        return PM_END;
    }
    r->parked.there = true;
    r->parked.status = status;
    r->parked.row = *row;
    r->parked.elsewhere = r->elsewhere;
    r->elsewhere = r->held.elsewhere;
    *row = r->held.row;
    if (!same) {
        return PM_OK;
    }
    r->line = r->held.line;
    r->column = r->held.column;
    r->at[0] = '\0';
    return refuse_carrying(r);
}

/* The next row of any shard. */
static pm_status next_row(reader *r, pm_row *row) {
    for (;;) {
        row_sort sort = ROW_OF_ACTION;
        pm_status status = r->parked.status;
        if (r->parked.there) {
            *row = r->parked.row;
            r->elsewhere = r->parked.elsewhere;
            sort = row->has_action || is_coded(row) ? ROW_OF_ACTION : ROW_OF_PLAN;
            r->parked.there = false;
        } else {
            status = read_row(r, row, &sort);
        }
        if (r->held.plan != 0 && status != PM_ERR_ROW) {
            pm_status given = release(r, status, row);
            if (given != PM_END) {
                return given;
            }
        }
        if (status != PM_OK || sort != ROW_OF_PLAN) {
            return status;
        }
        status = hold(r, row);
        if (status != PM_OK) {
            return status;
        }
    }
}

/* Rows of other shards take part in all that comes before: numbers, duplicates, plans without
 * actions. */
pm_status reader_next(reader *r, pm_row *row) {
    if (r->over != PM_OK) {
        return r->over;
    }
    for (;;) {
        pm_status status = next_row(r, row);
        if (!r->elsewhere || (status != PM_OK && status != PM_ERR_ROW)) {
            return settle(r, status);
        }
        r->counts.others++;
    }
}
