/*
 * jsonw.h - JSON as it is written: a stream, no tree.
 *
 *	jw_object(w, NULL);
 *	jw_string(w, "code", "x");
 *	jw_array(w, "flows");
 *	jw_string(w, NULL, "f");
 *	jw_end(w);
 *	jw_end(w);
 *
 * A key is NULL inside arrays and at the top, else a name of ours: it is written as it stands. Strings
 * that are NULL become null; members that may be left out have jw_string_if().
 */
#ifndef RENDER_JSONW_H
#define RENDER_JSONW_H

#include "render/out.h"

#define JW_DEPTH 32

struct jsonw {
	struct out *out;
	bool compact; /* everything on one line */
	unsigned depth;
	struct {
		char close;
		bool any, flat; /* flat: an array of scalars on one line */
	} level[JW_DEPTH];
};

/* Within an object on one line that somebody else began, and that has a member already; its end is
 * jw_end(). */
struct jsonw jw_within(struct out *);
void jw_object(struct jsonw *, const char *key);
void jw_array(struct jsonw *, const char *key);
void jw_flat_object(struct jsonw *, const char *key); /* on one line, with all that is in it */
void jw_flat_array(struct jsonw *, const char *key);
void jw_end(struct jsonw *);
void jw_string(struct jsonw *, const char *key, const char *value);
void jw_string_if(struct jsonw *, const char *key, const char *value); /* left out when NULL */
void jw_number(struct jsonw *, const char *key, unsigned long value);
void jw_bool(struct jsonw *, const char *key, bool value);
void jw_strings(struct jsonw *, const char *key, const char **values, size_t count);
void jw_newline(struct jsonw *);

#endif
