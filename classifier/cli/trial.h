/* SPDX-License-Identifier: MIT
 * What a pack's rules and confidences did on coded rows, told. */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "program/page.h"

void rules_table(page *p, const pm_pack *pack, const pm_trial *trial);
void rules_csv(page *p, const pm_pack *pack, const pm_trial *trial);
/* "rules":[...], a key without braces. */
void rules_json(page *p, const pm_pack *pack, const pm_trial *trial);

void reliability_table(page *p, const pm_trial *trial);
void reliability_csv(page *p, const pm_trial *trial);
/* "reliability":[...], likewise. */
void reliability_json(page *p, const pm_trial *trial);

#endif
