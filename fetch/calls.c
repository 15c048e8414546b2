#include "fetch/calls.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>

const struct call calls[] = {
#define CALL(service, operation, key, id, page)                                                    \
	{SERVICE_##service, #operation, #key, #key, #id, page, NULL, ""},
#define CHILD(service, operation, key, list, page, parent, id, more)                               \
	{SERVICE_##service, #operation, #key, #list, #id, page, #parent, more},
#include "fetch/ec2_calls.def"
#undef CALL
#undef CHILD
};

const size_t call_count = sizeof calls / sizeof *calls;

size_t call_index(const struct call *call)
{
	return (size_t)(call - calls);
}

const char *call_service_name(const struct call *call)
{
	return service_of(call->service)->name;
}

const char *call_cli_service(const struct call *call)
{
	return call->service == SERVICE_ELBV2 ? "elbv2" : "ec2";
}

static void kebab(struct buf *out, const char *name)
{
	for (const char *c = name; *c; c++) {
		if (c != name && isupper((unsigned char)*c))
			buf_putc(out, '-');
		buf_putc(out, (char)tolower((unsigned char)*c));
	}
}

char *call_cli_name(struct arena *a, const char *operation)
{
	struct buf b = BUF_INIT;
	kebab(&b, operation);
	char *name = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return name;
}

char *call_cli_option(struct arena *a, const struct call *call)
{
	return call->parent ? arena_printf(a, "--%s", call_cli_name(a, call->id_key)) : NULL;
}

/* Listeners of network load balancers have no rules, and AWS refuses to tell them. */
bool call_wants(const struct call *call, const char *id)
{
	return strcmp(call->operation, "DescribeRules") != 0 ||
	       strstr(id, ":listener/app/") != NULL;
}

const struct call *call_parent(const struct call *call)
{
	for (size_t i = 0; call->parent && i < call_count; i++)
		if (strcmp(calls[i].operation, call->parent) == 0)
			return &calls[i];
	return NULL;
}

const char *call_element_key(const struct call *call)
{
	if (!call->parent)
		return call->id_key;
	for (size_t i = 0; i < call_count; i++)
		if (calls[i].parent && strcmp(calls[i].parent, call->operation) == 0)
			return calls[i].id_key;
	return NULL;
}
