/*
 * parts.h - what the statements of a script share.
 *
 * A statement is a function that changes the document: a row of statements.def names it. They stand in
 * vpc.c (VPCs and what lies in them), transit_gateway.c, balancer.c and netscript.c (the others);
 * objects.c finds what was made before.
 */
#ifndef TESTS_NETSCRIPT_PARTS_H
#define TESTS_NETSCRIPT_PARTS_H

#include "netscript/netscript.h"
#include "tests/checks.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 32 };

struct line {
	const char *file;
	unsigned number;
	char *word[MAX_WORDS];
	int words;
	char *rest; /* of `json`: what stands behind the key */
};

#define die(l, ...)                                                                                \
	do {                                                                                       \
		char text_[256];                                                                   \
		snprintf(text_, sizeof text_, __VA_ARGS__);                                        \
		ck_abort_msg("%s:%u: %s", (l)->file, (l)->number, text_);                          \
	} while (0)

/* The list of this name, made when it is not there. */
cJSON *netscript_list(struct netscript *, const char *key);
/* The object of this id; ends the test when there is none. */
cJSON *netscript_find(struct netscript *, struct line *, const char *id);
/* A new one, in the list of its kind, instead of the one of this id. */
cJSON *netscript_make(struct netscript *, struct line *, const char *id);
void netscript_drop(struct netscript *, const char *id);

static inline void str(cJSON *o, const char *key, const char *value)
{
	cJSON_AddStringToObject(o, key, value);
}

static inline cJSON *push(cJSON *o, const char *key)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(o, key), *item = cJSON_CreateObject();
	if (!list)
		list = cJSON_AddArrayToObject(o, key);
	cJSON_AddItemToArray(list, item);
	return item;
}

/* The value of KEY=VALUE among the words, or NULL. */
static inline const char *option(const struct line *l, const char *key)
{
	size_t len = strlen(key);
	for (int i = 1; i < l->words; i++)
		if (strncmp(l->word[i], key, len) == 0 && l->word[i][len] == '=')
			return l->word[i] + len + 1;
	return NULL;
}

static inline bool has(const struct line *l, const char *word)
{
	for (int i = 1; i < l->words; i++)
		if (strcmp(l->word[i], word) == 0)
			return true;
	return false;
}

static inline const char *get(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsString(v) ? v->valuestring : "";
}

static inline bool is_v6(const char *text)
{
	return strchr(text, ':') != NULL;
}

#define STATEMENT(name, least, run) void run(struct netscript *, struct line *);
#include "netscript/statements.def"
#undef STATEMENT

#endif
