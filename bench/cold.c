/* SPDX-License-Identifier: MIT
 * cold RUNS [-i FILE] COMMAND... [-- COMMAND...]...: starts each command RUNS times, in turns, and
 * prints the median of wall time and CPU time and the highest resident memory, each beside the
 * first command. Each has FILE on its standard input.
 * Keeps true: a command that fails ends the measurement; nothing is measured of a process that did
 * not work. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "measure.h"

enum { MAX_COMMANDS = 8, WARM = 5 };

extern char **environ;

typedef struct contender {
    char **argv;
    double *wall, *cpu;
    long peak; /* KiB */
} contender;

static double seconds_of(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int run_once(contender *c, const posix_spawn_file_actions_t *quiet, double *wall,
                    double *cpu) {
    pid_t pid;
    int status;
    struct rusage used;
    double began = measure_wall();
    if (posix_spawn(&pid, c->argv[0], quiet, NULL, c->argv, environ) != 0 ||
        wait4(pid, &status, 0, &used) != pid) {
        return 0;
    }
    *wall = measure_wall() - began;
    *cpu = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    c->peak = used.ru_maxrss > c->peak ? used.ru_maxrss : c->peak;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int run_all(contender *all, size_t count, const char *input, size_t runs) {
    posix_spawn_file_actions_t quiet;
    int good = posix_spawn_file_actions_init(&quiet) == 0 &&
               posix_spawn_file_actions_addopen(&quiet, 0, input, O_RDONLY, 0) == 0 &&
               posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0) == 0 &&
               posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0) == 0;
    for (size_t i = 0; good && i < runs + WARM;
         i++) { /* the first few fill the page cache and are not kept */
        for (size_t k = 0; good && k < count; k++) {
            size_t at = i < WARM ? 0 : i - WARM;
            good = run_once(&all[k], &quiet, &all[k].wall[at], &all[k].cpu[at]);
            if (!good) {
                fprintf(stderr, "cold: this did not work: %s\n", all[k].argv[0]);
            }
        }
    }
    posix_spawn_file_actions_destroy(&quiet);
    return good;
}

static const char *last_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void print_all(contender *all, size_t count, size_t runs) {
    double wall0 = 0, cpu0 = 0;
    printf("| command | wall, ms | more than empty | CPU, ms | more than empty | peak resident, "
           "MiB |\n"
           "| --- | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t k = 0; k < count; k++) {
        double wall = measure_median(all[k].wall, runs) * 1e3,
               cpu = measure_median(all[k].cpu, runs) * 1e3;
        wall0 = k == 0 ? wall : wall0;
        cpu0 = k == 0 ? cpu : cpu0;
        printf("| %s %s | %.2f | %+.2f | %.2f | %+.2f | %.1f |\n", last_name(all[k].argv[0]),
               all[k].argv[1] != NULL ? all[k].argv[1] : "", wall, wall - wall0, cpu, cpu - cpu0,
               (double)all[k].peak / 1024);
    }
}

/* Cuts the arguments at "--"; 0 when there is nothing to run, or too much. */
static size_t cut_commands(int argc, char **argv, int first, contender *all) {
    size_t count = 0;
    for (int i = first; i <= argc; i++) {
        if (i == argc || strcmp(argv[i], "--") == 0) {
            if (i == first || count == MAX_COMMANDS) {
                return 0;
            }
            all[count++].argv = argv + first;
            argv[i] = NULL;
            first = i + 1;
        }
    }
    return count;
}

int main(int argc, char **argv) {
    contender all[MAX_COMMANDS] = {{NULL, NULL, NULL, 0}};
    size_t runs = argc > 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    int fed = argc > 3 && strcmp(argv[2], "-i") == 0;
    size_t count = runs != 0 && runs <= 100000 ? cut_commands(argc, argv, fed ? 4 : 2, all) : 0;
    if (count == 0) {
        fputs("usage: cold RUNS [-i FILE] COMMAND... [-- COMMAND...]...\n", stderr);
        return 2;
    }
    int good = 1;
    for (size_t k = 0; k < count; k++) {
        all[k].wall = calloc(runs, sizeof(double));
        all[k].cpu = calloc(runs, sizeof(double));
        good = good && all[k].wall != NULL && all[k].cpu != NULL;
    }
    good = good && run_all(all, count, fed ? argv[3] : "/dev/null", runs);
    if (good) {
        print_all(all, count, runs);
    }
    for (size_t k = 0; k < count; k++) {
        free(all[k].wall);
        free(all[k].cpu);
    }
    return good ? 0 : 1;
}
