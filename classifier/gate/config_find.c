/* SPDX-License-Identifier: MIT
 * Keeps true: files are looked for in the system, with the user, and in the working folder and
 * those above it, and nowhere else: never where the documents lie, since whoever wrote these must
 * not say how they are checked; and of what lies in folders only what config_trusts. */
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "gate/config_parts.h"

#define SYSTEM_FILE "/etc/planmark/" CONFIG_FILE_NAME

static pm_status tell(config *c, pm_str file, const char *what, pm_status status) {
    report_plain(&c->report, PM_ERROR, file, 0, 0, "%s", what);
    return status;
}

/* ---- one file ---- */

/* `near`: of a folder with the work in it, where the baseline lies too. */
static pm_status add(config *c, pm_str name, pm_str content, bool near) {
    source *src = arena_zalloc(&c->memory, sizeof *src);
    if (content.len > CONFIG_MOST_BYTES) {
        return tell(c, name, "settings are larger than 256 KiB", PM_ERR_LIMIT);
    }
    if (src == NULL) {
        return PM_ERR_MEMORY;
    }
    src->name = config_copy(c, name);
    src->text = config_copy(c, content);
    if (src->name.data == NULL || src->text.data == NULL) {
        return PM_ERR_MEMORY;
    }
    if (near) {
        c->folder = config_folder_of(src->name);
    }
    return config_read_yaml(c, src);
}

pm_status config_add(config *c, pm_str name, pm_str content) {
    return add(c, name, content, true);
}

static pm_status read_file(config *c, const char *path, bool near) {
    buffer content;
    const char *reason = "";
    buffer_init(&content, c->memory.allocator);
    pm_status status = os_read_file(path, CONFIG_MOST_BYTES, &content, &reason);
    if (status == PM_ERR_IO) {
        status = tell(c, str_from(path), reason, PM_ERR_IO);
    } else if (status == PM_ERR_LIMIT) {
        status = tell(c, str_from(path), "settings are larger than 256 KiB", PM_ERR_LIMIT);
    } else if (status == PM_OK) {
        status = add(c, str_from(path), buffer_view(&content), near);
    }
    buffer_free(&content);
    return status;
}

pm_status config_read(config *c, const char *path) {
    return read_file(c, path, true);
}

/* ---- looking ---- */

/* The worse of two: what ends it, then faults. */
static pm_status worse(pm_status a, pm_status b) {
    return a == PM_OK || b == PM_ERR_MEMORY ? b : a;
}

static config_look *note_look(config *c, pm_str path, config_scope scope) {
    pm_str copy = config_copy(c, path);
    if (copy.data == NULL || !mem_grow(c->memory.allocator, (void **)&c->looks, &c->look_cap,
                                       c->look_count + 1, sizeof *c->looks)) {
        return NULL;
    }
    config_look *look = &c->looks[c->look_count++];
    *look = (config_look){copy, scope, CONFIG_MISSING};
    return look;
}

bool config_trusts(unsigned long owner, unsigned long of_folder, unsigned long user) {
    return owner == user || owner == 0 || owner == of_folder;
}

/* Both what lies there and, where that is a link, what it leads to. */
static pm_status ask_trust(config *c, pm_str path, bool *trusted) {
    unsigned long folder, own, other, user = os_user();
    buffer name;
    buffer_init(&name, c->memory.allocator);
    buffer_str(&name, config_folder_of(path));
    buffer_text(&name, ".");
    buffer_char(&name, '\0');
    pm_status status = name.failed ? PM_ERR_MEMORY : PM_OK;
    *trusted = status == PM_OK && os_path_owner(name.data, true, &folder) &&
               os_path_owner(path.data, false, &own) && config_trusts(own, folder, user) &&
               (!os_path_owner(path.data, true, &other) || config_trusts(other, folder, user));
    buffer_free(&name);
    return status;
}

static pm_status read_found(config *c, config_look *look, os_kind kind) {
    bool trusted = true;
    pm_status status = look->scope == CONFIG_FOLDER ? ask_trust(c, look->path, &trusted) : PM_OK;
    if (!trusted && status == PM_OK) {
        look->state = CONFIG_FOREIGN;
        report_plain(&c->report, PM_WARNING, look->path, 0, 0,
                     "these settings belong to another user, and are passed over; --config takes "
                     "them");
    } else if (status == PM_OK) {
        const char *what =
            kind == OS_MISSING ? "this link leads nowhere" : "settings are a plain file";
        status = kind == OS_FILE ? read_file(c, look->path.data, look->scope == CONFIG_FOLDER)
                                 : tell(c, look->path, what, PM_ERR_IO);
        look->state = status == PM_OK ? CONFIG_READ : CONFIG_FAILED;
    }
    return status;
}

/* The other ending of such files is a slip, and would hold nothing in silence. */
static pm_status tell_other_name(config *c, pm_str path) {
    static const char name[] = CONFIG_FILE_NAME, other[] = "planmark.yml";
    if (!str_ends(path, STR(CONFIG_FILE_NAME))) {
        return PM_OK;
    }
    buffer slip;
    buffer_init(&slip, c->memory.allocator);
    buffer_str(&slip, str_slice(path, 0, path.len - (sizeof name - 1)));
    buffer_text(&slip, other);
    pm_str shown = buffer_view(&slip);
    buffer_char(&slip, '\0');
    if (!slip.failed && os_path_kind(slip.data) == OS_FILE) {
        report_plain(&c->report, PM_WARNING, (pm_str){slip.data, shown.len}, 0, 0,
                     "this file is not read: settings are called " CONFIG_FILE_NAME);
    }
    pm_status status = slip.failed ? PM_ERR_MEMORY : PM_OK;
    buffer_free(&slip);
    return status;
}

static pm_status look_for(config *c, pm_str path, config_scope scope) {
    config_look *look = note_look(c, path, scope);
    if (look == NULL || tell_other_name(c, look->path) != PM_OK) {
        return PM_ERR_MEMORY;
    }
    os_kind kind = os_path_kind(look->path.data);
    if (kind == OS_MISSING && !os_path_is_link(look->path.data)) {
        return PM_OK; /* by a link that leads nowhere somebody meant settings to be here */
    }
    if (kind != OS_FILE && os_path_is_hidden(look->path.data)) {
        look->state = CONFIG_HIDDEN;
        return PM_OK;
    }
    return read_found(c, look, kind);
}

/* Behind `folder`, whose last byte may be a '/'. */
static pm_status look_in(config *c, pm_str folder, const char *rest, config_scope scope) {
    buffer path;
    buffer_init(&path, c->memory.allocator);
    buffer_str(&path, folder);
    buffer_text(&path, folder.len != 0 && folder.data[folder.len - 1] != '/' ? "/" : "");
    buffer_text(&path, rest);
    pm_status status = path.failed ? PM_ERR_MEMORY : look_for(c, buffer_view(&path), scope);
    buffer_free(&path);
    return status;
}

/* As the XDG Base Directory Specification has it: a path that is not absolute does not count. */
static pm_status look_at_user(config *c, const char *user) {
    const char *config_home = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (user != NULL) {
        return *user != '\0' ? look_for(c, str_from(user), CONFIG_USER) : PM_OK;
    }
    if (config_home != NULL && config_home[0] == '/') {
        return look_in(c, str_from(config_home), "planmark/" CONFIG_FILE_NAME, CONFIG_USER);
    }
    if (home != NULL && home[0] == '/') {
        return look_in(c, str_from(home), ".config/planmark/" CONFIG_FILE_NAME, CONFIG_USER);
    }
    return PM_OK;
}

/* How many folders lie above an absolute path. */
static size_t depth_of(pm_str path) {
    size_t depth = 0;
    for (size_t i = 0; i < path.len; i++) {
        depth += path.data[i] == '/' && i + 1 < path.len && path.data[i + 1] != '/';
    }
    return depth;
}

/* Called from the working folder, so that messages are short: "../planmark.yaml". */
static pm_status look_upward(config *c, size_t depth) {
    pm_status status = PM_OK;
    buffer up;
    buffer_init(&up, c->memory.allocator);
    for (size_t left = depth + 1; left-- > 0 && status != PM_ERR_MEMORY;) {
        buffer_clear(&up);
        for (size_t i = 0; i < left; i++) {
            buffer_text(&up, "../");
        }
        pm_status one = up.failed ? PM_ERR_MEMORY
                                  : look_in(c, buffer_view(&up), CONFIG_FILE_NAME, CONFIG_FOLDER);
        status = worse(status, one);
    }
    buffer_free(&up);
    return status;
}

/* A folder and those above it, from the root down. */
static pm_status look_down(config *c, pm_str folder) {
    pm_status status = PM_OK;
    for (size_t end = 0; end < folder.len && status != PM_ERR_MEMORY;) {
        size_t next = end + 1;
        while (next < folder.len && folder.data[next] != '/') {
            next++;
        }
        if (end == 0) {
            status = look_in(c, STR("/"), CONFIG_FILE_NAME, CONFIG_FOLDER);
        }
        if (next > end + 1) {
            status = worse(status,
                           look_in(c, str_slice(folder, 0, next), CONFIG_FILE_NAME, CONFIG_FOLDER));
        }
        end = next;
    }
    return status;
}

static pm_status look_at_folders(config *c, const char *given) {
    const char *reason = "";
    buffer here;
    buffer_init(&here, c->memory.allocator);
    buffer_text(&here, given != NULL ? given : "");
    pm_status status = given == NULL ? os_working_folder(&here, &reason) : PM_OK;
    pm_str folder = buffer_view(&here);
    if (here.failed) {
        status = PM_ERR_MEMORY;
    } else if (status == PM_ERR_IO) {
        tell(c, STR("."), reason, PM_ERR_IO);
    } else if (status == PM_OK && depth_of(folder) > CONFIG_DEEPEST) {
        status = tell(c, folder, "settings are not looked for so deep", PM_ERR_LIMIT);
    } else if (status == PM_OK) {
        status = given == NULL ? look_upward(c, depth_of(folder)) : look_down(c, folder);
    }
    buffer_free(&here);
    return status;
}

pm_status config_find(config *c, const config_places *places) {
    const char *system = places->system != NULL ? places->system : SYSTEM_FILE;
    if (places->folder != NULL && places->folder[0] != '/' && places->folder[0] != '\0') {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = PM_OK;
    if (*system != '\0') {
        status = look_for(c, str_from(system), CONFIG_SYSTEM);
    }
    if (status != PM_ERR_MEMORY) {
        status = worse(status, look_at_user(c, places->user));
    }
    if (status != PM_ERR_MEMORY && (places->folder == NULL || places->folder[0] != '\0')) {
        status = worse(status, look_at_folders(c, places->folder));
    }
    return status;
}
