/*
 * json_cut.h - where the elements of an array end, found at some gigabytes a second.
 *
 * To read one array on many threads somebody has to say where to cut it, and must not be the one
 * that all others wait for. json_cut() knows quotes, backslashes, brackets and commas alone, sixty
 * four bytes at a time, and says nothing of whether the text is right: whoever reads the pieces
 * does, and up to the first mistake both see the same elements.
 *
 *	{"a": [1, 2]}, {"b": "]"}, {"c"      two elements, 26 bytes with the comma behind them
 */
#ifndef BASE_JSON_CUT_H
#define BASE_JSON_CUT_H

#include <stddef.h>

struct json_cut {
	size_t taken;     /* bytes of whole elements: up to a comma or the closing bracket */
	size_t elements;  /* how many these are, if the text is right; 0: not one ends here */
	unsigned lines;   /* newlines among them */
	size_t line_from; /* offset behind the last one */
};

/* text stands inside an array, where an element begins. */
struct json_cut json_cut(const char *text, size_t len);
/* The same as older processors do it. */
struct json_cut json_cut_plain(const char *text, size_t len);

#endif
