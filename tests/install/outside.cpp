// SPDX-License-Identifier: MIT
// Keeps true: a C++ program scores an action through the installed header.
#include <planmark.h>

#include <memory>
#include <string>

int main() {
    pm_pack *raw_pack = nullptr;
    if (pm_pack_default(nullptr, &raw_pack) != PM_OK) {
        return 1;
    }
    std::unique_ptr<pm_pack, void (*)(pm_pack *)> pack(raw_pack, pm_pack_free);
    pm_scorer *raw_scorer = nullptr;
    if (pm_scorer_new(nullptr, pack.get(), &raw_scorer) != PM_OK) {
        return 1;
    }
    std::unique_ptr<pm_scorer, void (*)(pm_scorer *)> scorer(raw_scorer, pm_scorer_free);
    const std::string words = "Social worker to visit the school";
    pm_action action = pm_action();
    action.cell[PM_TEXT].data = words.data();
    action.cell[PM_TEXT].len = words.size();
    const pm_mark *mark = nullptr;
    return pm_score(scorer.get(), &action, &mark) == PM_OK && mark->score <= 5 ? 0 : 1;
}
