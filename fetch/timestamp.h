/*
 * timestamp.h - points in time, in the three spellings that AWS uses.
 *
 *	2022-11-04T17:07:41.123Z   1667581661.123   Fri, 04 Nov 2022 17:07:41 GMT
 *
 * The aws command prints all of them as 2022-11-04T17:07:41.123000+00:00, and so does the dump.
 */
#ifndef FETCH_TIMESTAMP_H
#define FETCH_TIMESTAMP_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct timestamp {
	int64_t seconds; /* since 1970, UTC */
	unsigned micros; /* 0..999999 */
	int offset_min;  /* what the text said its zone is, minutes east of Greenwich */
};

bool timestamp_parse(const char *text, struct timestamp *out);
void timestamp_print(struct buf *out, const struct timestamp *); /* as the aws command does */
void timestamp_wire(struct buf *out, int64_t seconds);           /* 2022-11-04T17:07:41Z */

#endif
