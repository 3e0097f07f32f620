/* SPDX-License-Identifier: MIT
 * Keeps true: each test program has a folder of its own, which goes with it. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "tests/documents.h"

static char folder[64], path_room[256], *made[256];
static size_t made_count;

int test_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/documents_test_XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

int test_folder_gone(void **state) {
    (void)state;
    for (size_t i = 0; i < made_count; i++) {
        unlink(made[i]);
        free(made[i]);
    }
    return rmdir(folder);
}

const char *test_path(const char *name) {
    snprintf(path_room, sizeof path_room, "%s/%s", folder, name);
    bool known = false;
    for (size_t i = 0; i < made_count; i++) {
        known = known || strcmp(made[i], path_room) == 0;
    }
    if (!known) {
        assert_true(made_count < sizeof made / sizeof *made);
        made[made_count++] = strdup(path_room);
    }
    return path_room;
}

void test_write(const char *path, const char *data, size_t len) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void add_parts(zip_t *zip, const part_text *parts) {
    for (; parts != NULL && parts->name != NULL; parts++) {
        zip_source_t *s = zip_source_buffer(zip, parts->text, strlen(parts->text), 0);
        assert_non_null(s);
        assert_true(zip_file_add(zip, parts->name, s, ZIP_FL_OVERWRITE) >= 0);
    }
}

static zip_t *begin_pack(const char *path) {
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    return zip;
}

void test_pack(const char *path, const part_text *parts) {
    zip_t *zip = begin_pack(path);
    add_parts(zip, parts);
    assert_int_equal(zip_close(zip), 0);
}

void test_replace(const char *path, const char *name, const char *data, size_t len) {
    zip_t *zip = zip_open(path, 0, NULL);
    assert_non_null(zip);
    zip_source_t *s = zip_source_buffer(zip, data, len, 0);
    assert_non_null(s);
    assert_true(zip_file_add(zip, name, s, ZIP_FL_OVERWRITE) >= 0);
    assert_int_equal(zip_close(zip), 0);
}

void test_lock(const char *path, const char *name) {
    zip_t *zip = zip_open(path, 0, NULL);
    assert_non_null(zip);
    zip_int64_t at = zip_name_locate(zip, name, 0);
    assert_true(at >= 0);
    assert_int_equal(zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
}

#define RELATIONS                                                                                  \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

void test_docx(const char *path, const char *body, const part_text *more) {
    static const char head[] =
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
        "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><w:body>";
    static const char tail[] = "</w:body></w:document>";
    char *text = malloc(sizeof head + strlen(body) + sizeof tail);
    assert_non_null(text);
    sprintf(text, "%s%s%s", head, body, tail);
    const part_text parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels",
         RELATIONS "<Relationship Id=\"a\" Type=\"" OFFICE
                   "/officeDocument\" Target=\"word/document.xml\"/></Relationships>"},
        {"word/_rels/document.xml.rels",
         RELATIONS "<Relationship Id=\"s\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
                   "<Relationship Id=\"n\" Type=\"" OFFICE "/numbering\" Target=\"numbering.xml\"/>"
                   "</Relationships>"},
        {"word/document.xml", text},
        {NULL, NULL}};
    zip_t *zip = begin_pack(path);
    add_parts(zip, parts);
    add_parts(zip, more);
    assert_int_equal(zip_close(zip), 0);
    free(text);
}

void test_odf(const char *path, const char *kind, const char *styles, const char *body) {
    static const char head[] =
        "<office:document-content "
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
        "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
        "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
        "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
        "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\">"
        "<office:automatic-styles>";
    char *text = malloc(sizeof head + (styles != NULL ? strlen(styles) : 0) + strlen(body) + 256);
    assert_non_null(text);
    sprintf(text,
            "%s%s</office:automatic-styles><office:body><office:%s>%s</office:%s></office:body>"
            "</office:document-content>",
            head, styles != NULL ? styles : "", kind, body, kind);
    const part_text parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"META-INF/manifest.xml",
         "<manifest xmlns=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"},
        {"content.xml", text},
        {NULL, NULL}};
    test_pack(path, parts);
    free(text);
}

void test_xlsx(const char *path, const part_text *sheets, const part_text *more) {
    char book[4096], relations[4096], names[16][64];
    size_t b = 0, r = 0, count = 0;
    b += (size_t)sprintf(
        book, "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
              "xmlns:r=\"" OFFICE "\"><sheets>");
    r += (size_t)sprintf(relations, RELATIONS
                         "<Relationship Id=\"st\" Type=\"" OFFICE
                         "/styles\" Target=\"styles.xml\"/><Relationship Id=\"sh\" "
                         "Type=\"" OFFICE "/sharedStrings\" Target=\"/xl/strings.xml\"/>");
    zip_t *zip = begin_pack(path);
    char *texts[16];
    for (; sheets[count].name != NULL && count < 16; count++) {
        b += (size_t)sprintf(book + b, "<sheet %s r:id=\"r%zu\"/>", sheets[count].name, count);
        r += (size_t)sprintf(relations + r,
                             "<Relationship Id=\"r%zu\" Type=\"" OFFICE
                             "/worksheet\" Target=\"sheets/s%zu.xml\"/>",
                             count, count);
        sprintf(names[count], "xl/sheets/s%zu.xml", count);
        texts[count] = malloc(strlen(sheets[count].text) + 128);
        sprintf(texts[count],
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">%s"
                "</worksheet>",
                sheets[count].text);
        const part_text one[] = {{names[count], texts[count]}, {NULL, NULL}};
        add_parts(zip, one);
    }
    strcpy(book + b, "</sheets></workbook>");
    strcpy(relations + r, "</Relationships>");
    const part_text parts[] = {{"_rels/.rels", RELATIONS
                                "<Relationship Id=\"a\" Type=\"" OFFICE
                                "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"},
                               {"xl/workbook.xml", book},
                               {"xl/_rels/workbook.xml.rels", relations},
                               {NULL, NULL}};
    add_parts(zip, parts);
    add_parts(zip, more);
    assert_int_equal(zip_close(zip), 0);
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
    }
}

/* ---- Reading ---- */

static void put(found_text *out, const char *data, size_t len) {
    assert_true(out->len + len + 1 < sizeof out->text);
    for (size_t i = 0; i < len; i++) {
        out->text[out->len++] = data[i] == '\n' ? '/' : data[i];
    }
    out->text[out->len] = '\0';
}

static void put_line_end(found_text *out) {
    out->text[out->len++] = '\n';
    out->text[out->len] = '\0';
}

void test_tell(void *ctx, const pm_diagnostic *d) {
    found_text *out = ctx;
    put(out, "! ", 2);
    put(out, d->message.data, d->message.len);
    put_line_end(out);
    assert_int_equal(d->excerpt.len, 0);
}

static void put_row(found_text *out, const pm_row *row) {
    const pm_str cells[] = {row->plan_id,
                            row->authority,
                            row->action_no,
                            row->action.cell[PM_TEXT],
                            row->action.cell[PM_WHO],
                            row->action.cell[PM_BY_WHEN],
                            row->action.cell[PM_MEASURE],
                            row->plan_date};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        put(out, cells[i].data, cells[i].len);
        put(out, "|", 1);
    }
    const char *colon =
        row->source.len != 0 ? memchr(row->source.data, ':', row->source.len) : NULL;
    size_t from = colon != NULL ? (size_t)(colon - row->source.data) + 1 : 0;
    put(out, row->source.data + from, row->source.len - from);
    for (size_t i = 0; i < row->extra_count; i++) {
        if (row->extra[i].value.len != 0) {
            put(out, " ", 1);
            put(out, row->extra[i].name.data, row->extra[i].name.len);
            put(out, "=", 1);
            put(out, row->extra[i].value.data, row->extra[i].value.len);
        }
    }
    put_line_end(out);
}

void test_read(const char *path, const char *columns, found_text *out) {
    pm_document *d;
    pm_document_options options = {.size = sizeof options};
    *out = (found_text){.len = 0};
    options.common =
        (pm_options){.size = sizeof options.common, .diagnostic = test_tell, .diagnostic_ctx = out};
    options.columns = (pm_str){columns, columns != NULL ? strlen(columns) : 0};
    out->opened = pm_document_open(&options, path, &d);
    if (out->opened != PM_OK) {
        return;
    }
    do {
        pm_row row;
        out->last = pm_document_next(d, &row);
        if (out->last == PM_OK) {
            put_row(out, &row);
        }
    } while (out->last == PM_OK || out->last == PM_ERR_ROW);
    out->counts = pm_document_counted(d);
    pm_document_close(d);
}

void test_check(const char *path, const char *expected) {
    static found_text found;
    test_read(path, NULL, &found);
    if (strcmp(found.text, expected) != 0) {
        print_message("%s gave\n%swanted\n%s", path, found.text, expected);
    }
    assert_string_equal(found.text, expected);
}

void test_check_html(const char *html, const char *expected) {
    const char *path = test_path("plan.html");
    test_write(path, html, strlen(html));
    test_check(path, expected);
}
