/* SPDX-License-Identifier: MIT
 * An action through the built-in pack: its cells, parted by form feeds. */
#include <stdlib.h>

#include "planmark.h"
#include "tests/fuzz/fuzz.h"

static pm_scorer *scorer;

static void open_once(void) {
    pm_pack *pack;
    if (scorer == NULL &&
        (pm_pack_default(NULL, &pack) != PM_OK || pm_scorer_new(NULL, pack, &scorer) != PM_OK)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str rest = {(const char *)data, size};
    pm_action action;
    const pm_mark *mark;
    open_once();
    for (int i = 0; i < PM_COLUMNS; i++) {
        action.cell[i] = fuzz_piece(&rest);
    }
    (void)pm_scorer_show(scorer, PM_EVIDENCE_ALL);
    (void)pm_score(scorer, &action, &mark);
    return 0;
}
