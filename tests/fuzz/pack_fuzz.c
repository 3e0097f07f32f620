/* SPDX-License-Identifier: MIT
 * A whole pack: rules and a word list, parted by a form feed; what compiles also scores. */
#include "planmark.h"
#include "tests/fuzz/fuzz.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

static void score_with(const pm_options *o, pm_pack *pack) {
    pm_scorer *scorer;
    const pm_mark *mark;
    const pm_action action = {.cell = {TEXT("Mum to call the GP by 3 May, twice a week"),
                                       TEXT("Mum"), TEXT("3 May"), TEXT("GP has seen her")}};
    if (pm_scorer_new(o, pack, &scorer) == PM_OK) {
        (void)pm_score(scorer, &action, &mark);
        pm_scorer_free(scorer);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_options o = {.size = sizeof o, .diagnostic = fuzz_hear};
    pm_str rest = {(const char *)data, size};
    pm_pack_file files[] = {
        {TEXT("pack.yaml"), {0}}, {TEXT("rules.yaml"), {0}}, {TEXT("lexicons/words.txt"), {0}}};
    pm_pack *pack;
    for (size_t i = 0; i < 3; i++) {
        files[i].content = fuzz_piece(&rest);
    }
    if (pm_pack_compile(&o, files[0].path, files, 3, &pack) == PM_OK) {
        score_with(&o, pack);
        pm_pack_free(pack);
    }
    return 0;
}
