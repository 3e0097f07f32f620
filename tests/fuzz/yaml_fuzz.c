/* SPDX-License-Identifier: MIT
 * A rule file as a tree. */
#include "pack/yaml.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    source src = {.name = STR("rules.yaml"), .text = {(const char *)data, size}};
    reporter report = {.fn = fuzz_hear};
    yaml_tree *tree;
    arena memory;
    arena_init(&memory, &memory_default);
    if (yaml_parse(&src, &memory, &report, &tree) == PM_OK && tree->kind == YAML_MAP) {
        (void)yaml_get(tree, "rules");
    }
    arena_free(&memory);
    return 0;
}
