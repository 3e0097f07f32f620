/* SPDX-License-Identifier: MIT
 * Numbers as text, in every locale alike. */
#ifndef FORMAT_NUMBER_H
#define FORMAT_NUMBER_H

#include "base/strings.h"

/* Digits that give the same double when they are read again: "0.1", "3.25", "1e-05". What is no
 * number, or infinite, is nothing; false then. */
bool number_exact(double value, buffer *out);

/* With so many decimals (0 to 9), for people: a half is rounded away from zero, and 0.145 is such
 * a half though its double lies below. */
void number_rounded(double value, int places, buffer *out);

/* A number as decimals are written, "3", "-0.25", ".5": at most NUMBER_DIGITS digits and no
 * exponent, so that what comes out is the double that lies nearest. false: it is none, and `out`
 * stays. */
enum { NUMBER_DIGITS = 15 };
bool number_read(pm_str text, double *out);

#endif
