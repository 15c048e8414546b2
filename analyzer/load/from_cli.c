/*
 * from_cli.c - what aws-cli prints, in files, folders and streams; and vpccheck's own dumps.
 *
 * A document is an object whose members are the lists of describe calls. A dump is one whose
 * "Snapshots" are such objects, each with its account, Region and the calls that were made.
 */
#include "load/loader.h"

#include "base/file.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct document {
	struct loader *loader;
	struct element_origin file;     /* what the path tells */
	struct element_origin snapshot; /* what the element of "Snapshots" around us tells */
	char within[48];                /* its JSON pointer */
};

enum special { SPECIAL_NONE, CALLS, ACCOUNT, REGION, IDENTITY, NEXT_TOKEN, BPA };

static const struct {
	const char *key;
	enum special special;
	enum json_want want;
} specials[] = {
	{"Calls", CALLS, JSON_ELEMENTS},       {"AccountId", ACCOUNT, JSON_VALUE},
	{"Region", REGION, JSON_VALUE},        {"Account", IDENTITY, JSON_VALUE},
	{"NextToken", NEXT_TOKEN, JSON_VALUE}, {"VpcBlockPublicAccessOptions", BPA, JSON_VALUE},
};

static enum special special_of(const char *key, enum json_want *want)
{
	for (size_t i = 0; i < COUNT_OF(specials); i++)
		if (str_eq(specials[i].key, key)) {
			*want = specials[i].want;
			return specials[i].special;
		}
	return SPECIAL_NONE;
}

static enum json_want want_member(void *ctx, const char *key, unsigned depth)
{
	struct document *d = ctx;
	enum json_want want = JSON_SKIP;
	bool bare;
	if (depth == 0 && str_eq(key, "Snapshots"))
		return JSON_OBJECTS;
	if (special_of(key, &want))
		return want;
	if (!loader_reads(key, &bare))
		return JSON_SKIP;
	if (bare && !loader_id_from_file(d->loader, key, d->file.file)) {
		loader_warn(d->loader,
			    "%s: \"%s\" is not read, because neither it nor the file's name says "
			    "whose they are",
			    d->file.file, key);
		return JSON_SKIP;
	}
	return JSON_ELEMENTS;
}

/* ---- a row of "Calls" --------------------------------------------------------------------------
 */

static void take_call(struct document *d, const cJSON *row, struct element_origin origin)
{
	const struct call_outcome call = {.service = json_string(row, "Service"),
					  .operation = json_string(row, "Operation"),
					  .resource = json_string(row, "Resource"),
					  .status = json_string(row, "Status"),
					  .code = json_string(row, "Code"),
					  .message = json_string(row, "Message")};
	const char *account = json_string(row, "AccountId"), *region = json_string(row, "Region");
	if (!call.operation || str_empty(call.status) || str_eq(call.status, "ok"))
		return;
	if (!str_empty(account))
		origin.account = account;
	if (!str_empty(region))
		origin.region = region;
	loader_refused(d->loader, &call, &origin);
}

/* ---- the walk ----------------------------------------------------------------------------------
 */

static enum vck_status want_text(const struct document *d, const struct json_place *place,
				 const cJSON *v, const char **out, struct vck_error *err)
{
	if (cJSON_IsNull(v))
		return VCK_OK;
	if (!cJSON_IsString(v)) {
		struct where where = {d->file.file, NULL, place->line, place->column};
		return vck_fail(err, VCK_E_INPUT, &where, "%s: expected a string, found %s",
				place->key, json_type_name(v));
	}
	if (*v->valuestring)
		*out = intern_str(&d->loader->strings, v->valuestring);
	return VCK_OK;
}

static enum vck_status take_special(struct document *d, enum special special,
				    const struct json_place *place, const cJSON *v,
				    struct vck_error *err)
{
	const char *text = NULL;
	struct element_origin here = d->snapshot;
	here.line = place->line;
	enum vck_status st = VCK_OK;
	if (special == CALLS) {
		take_call(d, v, here);
		return VCK_OK;
	}
	if (special == BPA)
		return cJSON_IsNull(v) ? VCK_OK : loader_bpa(d->loader, v, &here, err);
	st = want_text(d, place, v, &text, err);
	if (st || !text)
		return st;
	if (special == ACCOUNT)
		d->snapshot.account = text;
	if (special == REGION)
		d->snapshot.region = text;
	if (special == IDENTITY)
		loader_identity(d->loader, text, &here);
	if (special == NEXT_TOKEN)
		loader_warn(d->loader,
			    "%s is cut: it ends with a NextToken, so there is more than it holds",
			    d->file.file);
	return VCK_OK;
}

static enum vck_status take_value(void *ctx, const struct json_place *place, const cJSON *v,
				  struct vck_error *err)
{
	struct document *d = ctx;
	enum json_want want;
	enum special special = special_of(place->key, &want);
	if (special)
		return take_special(d, special, place, v, err);
	struct element_origin origin = d->snapshot;
	origin.line = place->line;
	origin.index = (unsigned)place->index;
	origin.members = place->members;
	return element_sink(d->loader, place->key, v, &origin, err);
}

static const struct json_shape *want_shape(void *ctx, const char *key)
{
	struct document *d = ctx;
	enum json_want want;
	return special_of(key, &want) ? NULL : loader_shape(d->loader, key);
}

static enum vck_status begin_list(void *ctx, const struct json_place *place, struct vck_error *err)
{
	struct document *d = ctx;
	(void)err;
	struct element_origin origin = d->snapshot;
	origin.line = place->line;
	loader_known(d->loader, place->key, &origin);
	return VCK_OK;
}

static enum vck_status enter_snapshot(void *ctx, const struct json_place *place,
				      struct vck_error *err)
{
	struct document *d = ctx;
	(void)err;
	d->snapshot = d->file;
	snprintf(d->within, sizeof d->within, "/Snapshots/%ld", place->index);
	d->snapshot.within = d->within;
	return VCK_OK;
}

static enum vck_status leave_snapshot(void *ctx, const struct json_place *place,
				      struct vck_error *err)
{
	struct document *d = ctx;
	(void)place;
	(void)err;
	d->snapshot = d->file;
	return VCK_OK;
}

static enum vck_status read_source(struct loader *l, struct json_source *source,
				   const struct element_origin *file, struct vck_error *err)
{
	struct document d = {.loader = l, .file = *file, .snapshot = *file};
	struct json_visitor visitor = {.ctx = &d,
				       .member = want_member,
				       .value = take_value,
				       .enter = enter_snapshot,
				       .leave = leave_snapshot,
				       .shape = want_shape,
				       .array = begin_list};
	enum vck_status st = json_walk(source, &visitor, err);
	json_source_free(source);
	return st;
}

/* ---- paths -------------------------------------------------------------------------------------
 */

/* The path component that ends before *end; moves *end to its beginning. */
static size_t component_before(const char *path, size_t *end)
{
	size_t to = *end;
	while (to && path[to - 1] == '/')
		to--;
	size_t from = to;
	while (from && path[from - 1] != '/')
		from--;
	*end = from;
	return to - from;
}

/* aws_configs/accounts/123456789012/us-east-1/Vpcs.json tells the account and the Region. */
static struct element_origin origin_of_path(struct loader *l, const char *path)
{
	struct element_origin o = {.file = intern_str(&l->strings, path)};
	size_t at = strlen(path), len;
	component_before(path, &at);
	len = component_before(path, &at);
	const char *name = intern(&l->strings, path + at, len);
	if (is_region(name, len)) {
		o.region = name;
		len = component_before(path, &at);
		name = intern(&l->strings, path + at, len);
	}
	if (is_account(name, len))
		o.account = name;
	return o;
}

static enum vck_status read_file(struct loader *l, const char *path, struct vck_error *err)
{
	int fd;
	bool is_stdin = str_eq(path, "-");
	enum vck_status st = file_open(path, &fd, err);
	if (st)
		return st;
	struct element_origin origin = {.file = "standard input"};
	if (!is_stdin)
		origin = origin_of_path(l, path);
	struct json_source source = json_source_fd(origin.file, fd);
	st = read_source(l, &source, &origin, err);
	close(fd);
	return st;
}

/* Instances show their interfaces once more, which needs no reading where those came before. */
static bool comes_later(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	return strstr(name, "instances") || strstr(name, "Instances") ||
	       strstr(name, "Reservations");
}

static enum vck_status read_if_json(void *ctx, const char *path, struct vck_error *err)
{
	struct loader *l = ctx;
	if (!str_ends(path, ".json"))
		return VCK_OK;
	if (!comes_later(path))
		return read_file(l, path, err);
	vec_push(&l->later, intern_str(&l->strings, path));
	return VCK_OK;
}

enum vck_status loader_add_path(struct loader *l, const char *path, struct vck_error *err)
{
	if (!file_is_folder(path))
		return read_file(l, path, err);
	l->later.len = 0;
	enum vck_status st = file_walk(path, read_if_json, l, err);
	for (size_t i = 0; i < l->later.len && !st; i++)
		st = read_file(l, l->later.items[i], err);
	return st;
}

enum vck_status loader_add_memory(struct loader *l, const char *name, const char *bytes, size_t len,
				  struct vck_error *err)
{
	struct json_source source = json_source_memory(name, bytes, len);
	struct element_origin origin = {.file = intern_str(&l->strings, name)};
	return read_source(l, &source, &origin, err);
}
