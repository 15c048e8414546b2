/*
 * jsonout.h - JSON as aws-cli prints it: four spaces, a member a line, [] and {} when empty.
 *
 *	out_list("Vpcs"); out_object(NULL); out_text("VpcId", "vpc-%d", 1); out_end(); out_end();
 *
 * Keys are NULL inside of lists. One document at a time, to stdio.
 */
#ifndef BENCH_GENERATE_JSONOUT_H
#define BENCH_GENERATE_JSONOUT_H

#include <stdbool.h>
#include <stdio.h>

void out_begin(FILE *);
void out_finish(void); /* ends the document with a newline */
void out_object(const char *key);
void out_list(const char *key);
void out_end(void); /* of the innermost object or list */
void out_text(const char *key, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_number(const char *key, long value);
void out_bool(const char *key, bool value);

#endif
