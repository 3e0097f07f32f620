/* SPDX-License-Identifier: MIT
 * Keeps true: a program that knows nothing but the installed header scores an action. */
#include <planmark.h>
#include <string.h>

int main(void) {
    const char *words = "Social worker to visit the school";
    pm_action action = {{{words, strlen(words)}}};
    pm_pack *pack = NULL;
    pm_scorer *scorer = NULL;
    const pm_mark *mark = NULL;
    int good = pm_pack_default(NULL, &pack) == PM_OK &&
               pm_scorer_new(NULL, pack, &scorer) == PM_OK &&
               pm_score(scorer, &action, &mark) == PM_OK && mark->score >= 0 && mark->score <= 5;
    pm_scorer_free(scorer);
    pm_pack_free(pack);
    return good ? 0 : 1;
}
