/* SPDX-License-Identifier: MIT
 * JSON: read event by event, and its strings decoded; skipping agrees on what is sound. */
#include <stdlib.h>

#include "format/json.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str text = {(const char *)data, size}, raw;
    json_reader r, s;
    json_event event = JSON_NULL;
    buffer out, quoted;
    buffer_init(&out, &memory_default);
    buffer_init(&quoted, &memory_default);
    json_begin(&r, text);
    while (event != JSON_END && event != JSON_ERROR) {
        event = json_next(&r);
        if (event == JSON_KEY || event == JSON_STRING) {
            buffer_clear(&out);
            buffer_clear(&quoted);
            json_quote(json_text(&r, &out), &quoted);
        }
    }
    json_begin(&s, text);
    bool sound = json_skip(&s, &raw) != JSON_ERROR && json_next(&s) == JSON_END;
    if (sound != (event == JSON_END)) {
        abort();
    }
    buffer_free(&out);
    buffer_free(&quoted);
    return 0;
}
