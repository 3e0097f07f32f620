/* SPDX-License-Identifier: MIT
 * Keeps true: POSIX is known here alone; every descriptor that is opened is closed. */
#define _POSIX_C_SOURCE 200809L
#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct os_input {
    const pm_allocator *allocator;
    int fd;
};

static const char *system_reason(int code) {
    switch (code) {
    case ENOENT: return "no such file or folder";
    case EACCES: return "permission denied";
    case EISDIR: return "is a folder";
    case ENOTDIR: return "not a folder";
    case EMFILE: return "too many open files";
    case ENOSPC: return "no space left";
    case EIO: return "the device reports an error";
    case ELOOP: return "too many links";
    case ENAMETOOLONG: return "the name is too long";
    default: return "the system refused";
    }
}

pm_status os_input_open(const char *path, const pm_allocator *a, os_input **out,
                        const char **reason) {
    *out = NULL;
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        *reason = system_reason(errno);
        return PM_ERR_IO;
    }
    os_input *in = mem_alloc(a, sizeof *in);
    if (in == NULL) {
        if (fd != STDIN_FILENO) {
            close(fd);
        }
        return PM_ERR_MEMORY;
    }
    *in = (os_input){a, fd};
    *out = in;
    return PM_OK;
}

pm_status os_input_read(os_input *in, char *data, size_t size, size_t *got, const char **reason) {
    for (;;) {
        ssize_t n = read(in->fd, data, size);
        if (n >= 0) {
            *got = (size_t)n;
            return PM_OK;
        }
        if (errno != EINTR) {
            *got = 0;
            *reason = system_reason(errno);
            return PM_ERR_IO;
        }
    }
}

void os_input_close(os_input *in) {
    if (in != NULL) {
        if (in->fd != STDIN_FILENO) {
            close(in->fd);
        }
        mem_free(in->allocator, in);
    }
}

pm_status os_read_file(const char *path, size_t limit, buffer *out, const char **reason) {
    os_input *in;
    pm_status status = os_input_open(path, out->allocator, &in, reason);
    if (status != PM_OK) {
        return status;
    }
    size_t got = 1, start = out->len;
    while (status == PM_OK && got != 0) {
        char *room = buffer_room(out, 65536);
        status = room == NULL ? PM_ERR_MEMORY : os_input_read(in, room, 65536, &got, reason);
        if (status == PM_OK) {
            out->len += got;
            status = out->len - start > limit ? PM_ERR_LIMIT : PM_OK;
        }
    }
    os_input_close(in);
    return status;
}

os_kind os_path_kind(const char *path) {
    struct stat s;
    if (stat(path, &s) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? OS_MISSING : OS_OTHER;
    }
    return S_ISREG(s.st_mode) ? OS_FILE : S_ISDIR(s.st_mode) ? OS_FOLDER : OS_OTHER;
}

bool os_path_is_link(const char *path) {
    struct stat s;
    return lstat(path, &s) == 0 && S_ISLNK(s.st_mode);
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static pm_status add_name(os_names *names, const char *name) {
    if (!mem_grow(names->allocator, (void **)&names->items, &names->cap, names->count + 1,
                  sizeof(char *))) {
        return PM_ERR_MEMORY;
    }
    char *copy = mem_copy(names->allocator, name, strlen(name));
    if (copy == NULL) {
        return PM_ERR_MEMORY;
    }
    names->items[names->count++] = copy;
    return PM_OK;
}

pm_status os_list_folder(const char *path, const pm_allocator *a, os_names *out,
                         const char **reason) {
    *out = (os_names){.allocator = a};
    DIR *dir = opendir(path);
    if (dir == NULL) {
        *reason = system_reason(errno);
        return PM_ERR_IO;
    }
    pm_status status = PM_OK;
    for (struct dirent *e; status == PM_OK && (e = readdir(dir)) != NULL;) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            status = add_name(out, e->d_name);
        }
    }
    closedir(dir);
    if (status != PM_OK) {
        os_free_names(out);
    } else if (out->count != 0) {
        qsort(out->items, out->count, sizeof(char *), compare_names);
    }
    return status;
}

void os_free_names(os_names *names) {
    for (size_t i = 0; i < names->count; i++) {
        mem_free(names->allocator, names->items[i]);
    }
    mem_free(names->allocator, names->items);
    *names = (os_names){.allocator = names->allocator};
}
