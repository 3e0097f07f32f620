/* SPDX-License-Identifier: MIT
 * Clocks and memory of this process. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>

double measure_cpu(void);  /* seconds of CPU that this process has used */
double measure_wall(void); /* seconds of a clock that only goes forward */
/* Highest resident memory so far, in KiB; 0 where the system does not tell. */
long measure_peak(void);
/* Sorts values; count must not be 0. */
double measure_median(double *values, size_t count);

#endif
