#include "base/json.h"
#include "base/json_scan.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- cJSON in an arena ---- */

/* cJSON's hooks are process-wide; the arena they serve is the thread's own. */
static _Thread_local struct arena *cjson_arena;
static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

static void *hook_malloc(size_t size)
{
	return cjson_arena ? arena_alloc(cjson_arena, size) : malloc(size);
}

static void hook_free(void *p)
{
	if (!cjson_arena)
		free(p);
}

static void set_hooks(void)
{
	cJSON_Hooks hooks = {hook_malloc, hook_free};
	cJSON_InitHooks(&hooks);
}

static void line_column(const char *text, size_t at, unsigned *line, unsigned *column)
{
	size_t start = 0;
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			++*line;
			start = i + 1;
			*column = 1;
		}
	*column += (unsigned)(at - start);
}

/* `line` and `column` say where text begins. */
enum vck_status json_parse_at(struct arena *arena, const char *name, const char *text, size_t len,
			      unsigned line, unsigned column, cJSON **out, struct vck_error *err)
{
	const char *end = NULL;
	pthread_once(&hooks_once, set_hooks);
	cjson_arena = arena;
	*out = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	cjson_arena = NULL;
	size_t at = end ? (size_t)(end - text) : 0;
	if (*out) {
		while (at < len && text[at] && strchr(" \t\r\n", text[at]))
			at++;
		if (at == len)
			return VCK_OK;
	}
	line_column(text, at < len ? at : len, &line, &column);
	return vck_fail(err, VCK_E_INPUT, &(struct where){name, NULL, line, column},
			"not valid JSON%s", *out ? ": something follows the value" : "");
}

enum vck_status json_parse(struct arena *arena, const char *name, const char *bytes, size_t len,
			   cJSON **out, struct vck_error *err)
{
	return json_parse_at(arena, name, bytes, len, 1, 1, out, err);
}

const cJSON *json_get(const cJSON *object, const char *key)
{
	return object ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const char *json_string(const cJSON *object, const char *key)
{
	const cJSON *item = json_get(object, key);
	return cJSON_IsString(item) ? item->valuestring : NULL;
}

const char *json_type_name(const cJSON *v)
{
	if (cJSON_IsObject(v))
		return "an object";
	if (cJSON_IsArray(v))
		return "an array";
	if (cJSON_IsString(v))
		return "a string";
	if (cJSON_IsNumber(v))
		return "a number";
	if (cJSON_IsBool(v))
		return "a boolean";
	return "null";
}
