/* SPDX-License-Identifier: MIT
 * Keeps true: whatever sign the locale has between whole numbers and decimals, a dot is written,
 * and a dot is read. */
#include "format/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLACES_MOST = 9, LONGEST = 400 }; /* of a double without exponent: 309 digits */

/* What printf made: anything that is no part of a number is the locale's sign. */
static void put_printed(const char *text, buffer *out) {
    bool inside = false;
    for (; *text != '\0'; text++) {
        bool plain = ascii_digit(*text) || *text == '-' || *text == '+' || *text == 'e';
        if (plain || !inside) {
            buffer_char(out, plain ? *text : '.');
        }
        inside = !plain;
    }
}

bool number_exact(double value, buffer *out) {
    char text[LONGEST];
    if (!isfinite(value)) {
        return false;
    }
    value = value != 0 ? value : 0; /* there is no zero below zero */
    for (int digits = DBL_DIG; digits <= DBL_DIG + 2; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break; /* at the latest with 17 */
        }
    }
    put_printed(text, out);
    return true;
}

static void put_large(double value, int places, buffer *out) {
    char text[LONGEST];
    snprintf(text, sizeof text, "%.*f", places, value);
    put_printed(text, out);
}

void number_rounded(double value, int places, buffer *out) {
    static const double near_half = 1 + 4 * DBL_EPSILON, large = 1e12;
    bool negative = value < 0;
    double size = negative ? -value : value;
    uint64_t scale = 1;
    places = places < 0 ? 0 : places > PLACES_MOST ? PLACES_MOST : places;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    if (!(size * (double)scale < large)) {
        if (isfinite(value)) {
            put_large(value, places, out);
        }
        return;
    }
    uint64_t scaled = (uint64_t)(size * (double)scale * near_half + 0.5);
    buffer_text(out, negative && scaled != 0 ? "-" : "");
    buffer_unsigned(out, scaled / scale);
    buffer_text(out, places > 0 ? "." : "");
    for (uint64_t step = scale / 10; step > 0; step /= 10) {
        buffer_char(out, (char)('0' + scaled / step % 10));
    }
}

/* One division of whole numbers that a double holds: so the nearest there is. */
bool number_read(pm_str text, double *out) {
    uint64_t digits = 0, by = 1;
    size_t count = 0, at = 0;
    bool point = false, negative = text.len != 0 && text.data[0] == '-';
    at += negative || (text.len != 0 && text.data[0] == '+');
    for (; at < text.len; at++) {
        bool digit = ascii_digit(text.data[at]);
        if (digit ? ++count > NUMBER_DIGITS : text.data[at] != '.' || point) {
            return false;
        }
        digits = digit ? digits * 10 + (uint64_t)(text.data[at] - '0') : digits;
        by *= digit && point ? 10 : 1;
        point |= !digit;
    }
    if (count != 0) {
        *out = (negative ? -1.0 : 1.0) * ((double)digits / (double)by);
    }
    return count != 0;
}
