/* SPDX-License-Identifier: MIT
 * GET /v1/rules and /v1/health: what the service marks by. */
#include "program/page.h"
#include "serve/routes.h"

static void put_key(page *p, const char *key, pm_str value) {
    page_format(p, ",\"%s\":", key);
    page_json(p, value);
}

static void put_criteria(page *p, const pm_pack *pack) {
    page_text(p, ",\"criteria\":[");
    for (int c = 0; c < PM_CRITERIA; c++) {
        pm_criterion_info info;
        if (pm_pack_criterion(pack, (pm_criterion)c, &info) != PM_OK) {
            break;
        }
        page_text(p, c != 0 ? ",{\"id\":" : "{\"id\":");
        page_json(p, info.name);
        put_key(p, "title", info.title);
        put_key(p, "means", info.means);
        put_key(p, "met", info.met);
        put_key(p, "unmet", info.unmet);
        put_key(p, "hint", info.hint);
        page_text(p, "}");
    }
    page_text(p, "]");
}

static void put_findings(page *p, const pm_pack *pack) {
    static const char *const levels[] = {"off", "note", "warning", "error"};
    page_text(p, ",\"findings\":[");
    for (size_t i = 0; i < pm_pack_finding_count(pack); i++) {
        pm_finding_info f;
        if (pm_pack_finding(pack, i, &f) != PM_OK) {
            break;
        }
        page_text(p, i != 0 ? ",{\"id\":" : "{\"id\":");
        page_json(p, f.id);
        if (f.criterion >= 0) {
            page_format(p, ",\"criterion\":\"%s\"", pm_criterion_name((pm_criterion)f.criterion));
        }
        page_format(p, ",\"level\":\"%s\"", levels[f.level]);
        put_key(p, "says", f.says);
        put_key(p, "hint", f.hint);
        page_text(p, "}");
    }
    page_text(p, "]");
}

static void put_rules(page *p, const pm_pack *pack) {
    page_text(p, ",\"rules\":[");
    for (size_t i = 0; i < pm_pack_rule_count(pack); i++) {
        pm_rule_info r;
        if (pm_pack_rule(pack, i, &r) != PM_OK) {
            break;
        }
        page_text(p, i != 0 ? ",{\"id\":" : "{\"id\":");
        page_json(p, r.id);
        page_format(p, ",\"criterion\":\"%s\",\"says\":\"%s\",\"strength\":\"%s\"",
                    pm_criterion_name(r.criterion), pm_says_name(r.says),
                    pm_strength_name(r.strength));
        put_key(p, "why", r.why);
        put_key(p, "hint", r.hint);
        put_key(p, "finding", r.finding);
        put_key(p, "file", r.file);
        page_format(p, ",\"line\":%zu}", r.line);
    }
    page_text(p, "]");
}

void route_rules(worker *w, request *r, answer *a) {
    const pm_pack *pack = w->stock->pack;
    page p;
    (void)r;
    a->type = "application/json";
    page_begin(&p, answer_write, a);
    page_text(&p, "{\"pack\":");
    page_json(&p, pm_pack_stamp(pack));
    put_criteria(&p, pack);
    put_findings(&p, pack);
    put_rules(&p, pack);
    page_text(&p, "}\n");
    a->failed |= page_end(&p) != PM_OK;
}

void route_health(service *s, answer *a) {
    bool stops = s->stopping;
    stock *now = shelf_take(&s->shelf);
    page p;
    a->type = "application/json";
    a->status = stops ? 503 : 200;
    page_begin(&p, answer_write, a);
    page_format(&p, "{\"status\":\"%s\",\"version\":\"%s\",\"pack\":", stops ? "stopping" : "ok",
                pm_version());
    page_json(&p, pm_pack_stamp(now->pack));
    page_text(&p, "}\n");
    a->failed |= page_end(&p) != PM_OK;
    stock_drop(now);
}
