/* json_text.h - a JSON value as text, laid out as the aws command does: four spaces, UTF-8 as it
 * is. */
#ifndef FETCH_JSON_TEXT_H
#define FETCH_JSON_TEXT_H

#include "base/str.h"

struct cJSON;

/* `indent` is the column of the line that the value begins on; no newline behind the value. */
void json_text(struct buf *out, const struct cJSON *, unsigned indent);
void json_text_string(struct buf *out, const char *s);

/* Text that json_text() made with indent 0, moved to the right. */
void json_text_shift(struct buf *out, const char *text, unsigned indent);

/* A value that cJSON has just made, or the end of the program: it had no memory. */
struct cJSON *json_made(struct cJSON *);

#endif
