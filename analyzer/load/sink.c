/* sink.c - elements become objects of a part. */
#include "load/loader.h"

#include "base/limits.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct wrapper_info wrapper_info[WRAPPER_COUNT] = {
#define WRAPPER(symbol, key_, id, inner_, reader_, kind_, object_, member, known_, order_)         \
	[WRAPPER_##symbol] = {                                                                     \
		.key = key_,                                                                       \
		.id_path = id,                                                                     \
		.inner = inner_,                                                                   \
		.reader = &(reader_),                                                              \
		.kind = KIND_##kind_,                                                              \
		.list = offsetof(struct object_, member),                                          \
		.known = offsetof(struct object_, known_),                                         \
		.order = order_,                                                                   \
	},
#include "load/wrappers.def"
#undef WRAPPER
};

/* A wrapper's own members, read into a struct addition. */
enum { WRAPPER_FIELDS = 3 };
static const struct field wrapper_fields[WRAPPER_COUNT][WRAPPER_FIELDS] = {
#define WRAPPER(symbol, key, id_path, inner, reader, kind, object_, member, known, order)          \
	[WRAPPER_##symbol] = {                                                                     \
		{.path = id_path, .offset = offsetof(struct addition, id), .type = FIELD_STR},     \
		{.path = inner,                                                                    \
		 .offset = offsetof(struct addition, items),                                       \
		 .type = FIELD_LIST,                                                               \
		 .of = &(reader),                                                                  \
		 .item_size = sizeof *((struct object_ *)0)->member.items,                         \
		 .has = offsetof(struct addition, has_items)},                                     \
		{.path = "AdditionalRoutesAvailable",                                              \
		 .offset = offsetof(struct addition, more),                                        \
		 .type = FIELD_BOOL}},
#include "load/wrappers.def"
#undef WRAPPER
};
const struct reader wrapper_readers[WRAPPER_COUNT] = {
#define WRAPPER(symbol, key, id_path, inner, reader, kind, object_, member, known, order)          \
	[WRAPPER_##symbol] = {.fields = wrapper_fields[WRAPPER_##symbol],                          \
			      .count = WRAPPER_FIELDS,                                             \
			      .size = sizeof(struct addition)},
#include "load/wrappers.def"
#undef WRAPPER
};

const struct reader *const readers[KIND_COUNT] = {
#define KIND(symbol, type, list, id, prefix, call, noun) [KIND_##symbol] = &reader_##type,
#include "model/kinds.def"
#undef KIND
};

/* ---- sources ---- */

static bool is_source(const struct source *s, const struct element_origin *o, const char *file)
{
	return s && str_eq(s->account, o->account) && str_eq(s->region, o->region) &&
	       (str_eq(s->file, file) || (s->account && s->region));
}

static const char *folder_of(struct part *p, const char *file)
{
	const char *slash = strrchr(file, '/');
	return slash ? intern(&p->desk->strings, file, (size_t)(slash - file)) : "";
}

struct source *part_source(struct part *p, const struct element_origin *o)
{
	const char *file = o->file ? o->file : "";
	if (is_source(p->source, o, file))
		return p->source;
	char *key = arena_printf(p->desk->arena, "%s\n%s\n%s", o->account ? o->account : "",
				 o->region ? o->region : "", o->account && o->region ? "" : file);
	struct source *s = map_get_str(&p->source_by_key, key);
	if (!s) {
		s = arena_new(p->desk->arena, struct source);
		s->file = intern_str(&p->desk->strings, file);
		s->folder = folder_of(p, file);
		s->account = intern_str(&p->desk->strings, o->account);
		s->region = intern_str(&p->desk->strings, o->region);
		vec_push(&p->sources, s);
		map_put_str(&p->source_by_key, key, s);
	}
	return p->source = s;
}

void part_warn(struct part *p, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = arena_vprintf(p->desk->arena, fmt, ap);
	va_end(ap);
	vec_push(&p->warnings, text);
}

/* ---- lists ---- */

static const struct nest nests[] = {
	{"Reservations", "Instances", "OwnerId", KIND_INSTANCE},
	{"LoadBalancerRules", "Rules", "ListenerArn", KIND_LISTENER_RULE},
};

const struct nest *nest_of_list(const char *key)
{
	for (size_t i = 0; i < COUNT_OF(nests); i++)
		if (str_eq(nests[i].key, key))
			return &nests[i];
	return NULL;
}

enum kind kind_of_list(const char *key)
{
	const struct nest *nest = nest_of_list(key);
	unsigned i = 0;
	if (nest)
		return nest->kind;
	while (i < KIND_COUNT && !str_eq(kind_info[i].list_key, key))
		i++;
	return i;
}

enum wrapper wrapper_of_list(const char *key)
{
	unsigned i = 0;
	while (i < WRAPPER_COUNT && !str_eq(wrapper_info[i].key, key))
		i++;
	return i;
}

bool loader_reads(const char *key, bool *bare)
{
	*bare = false;
	if (kind_of_list(key) < KIND_COUNT)
		return true;
	enum wrapper w = wrapper_of_list(key);
	if (w == WRAPPER_COUNT)
		return false;
	*bare = !*wrapper_info[w].id_path;
	return true;
}

/* ---- bare lists: the file's name says whose they are ---- */

/* The id's beginning, pl- or tgw-rtb-, and what follows. */
static const char *id_in_name(struct desk *d, const char *name, const char *prefix)
{
	const char *at = strstr(name, prefix);
	size_t len = strlen(prefix), id = at ? strspn(at + len, "0123456789abcdef") : 0;
	return id ? intern(&d->strings, at, len + id) : NULL;
}

/* "arn_aws_elasticloadbalancing_eu-west-1_111122223333_targetgroup_web_73e2d6bc24d8a067": names of
 * load balancers and target groups have no "_" of their own. */
static const char *arn_in_name(struct desk *d, const char *name, const char *resource)
{
	enum { COLONS = 5 };
	char arn[LIMIT_ID];
	size_t len = 0, colons = 0;
	const char *at = strstr(name, "arn");
	for (; at && *at && *at != '.' && len + 1 < sizeof arn; at++) {
		bool joint = strchr(":_/", *at) != NULL;
		arn[len++] = !joint ? *at : colons < COLONS ? ':' : '/';
		colons += joint && colons < COLONS;
	}
	arn[len] = '\0';
	const char *last = strrchr(arn, ':');
	return colons == COLONS && str_starts(last + 1, resource) ? intern_str(&d->strings, arn)
								  : NULL;
}

static const char *id_of_kind(struct desk *d, enum kind kind, const char *name)
{
	if (kind == KIND_LOAD_BALANCER)
		return arn_in_name(d, name, "loadbalancer/");
	if (kind == KIND_TARGET_GROUP)
		return arn_in_name(d, name, "targetgroup/");
	return id_in_name(d, name, kind_info[kind].id_prefix);
}

/* Which of the lists of this key the file holds; *id: of the object, where the file's name tells. */
static enum wrapper wrapper_in_file(struct desk *d, const char *key, const char *file,
				    const char **id)
{
	const char *slash = file ? strrchr(file, '/') : NULL, *name = slash ? slash : file;
	*id = NULL;
	for (unsigned w = 0; w < WRAPPER_COUNT; w++) {
		if (!str_eq(wrapper_info[w].key, key))
			continue;
		if (*wrapper_info[w].id_path)
			return w;
		*id = name ? id_of_kind(d, wrapper_info[w].kind, name) : NULL;
		if (*id)
			return w;
	}
	return WRAPPER_COUNT;
}

const char *id_from_file(struct desk *d, const char *list_key, const char *file)
{
	const char *id;
	wrapper_in_file(d, list_key, file, &id);
	return id;
}

/* "ec2 describe-vpcs" is DescribeVpcs of ec2. */
enum kind kind_of_call(const char *service, const char *operation)
{
	struct buf call = BUF_INIT;
	buf_printf(&call, "%s ", service);
	for (const char *p = operation; *p; p++) {
		bool upper = *p >= 'A' && *p <= 'Z';
		if (upper && p > operation)
			buf_putc(&call, '-');
		buf_putc(&call, upper ? (char)(*p - 'A' + 'a') : *p);
	}
	unsigned i = 0;
	while (i < KIND_COUNT && !str_eq(kind_info[i].call, buf_str(&call)))
		i++;
	buf_free(&call);
	return i;
}

void part_known(struct part *p, const char *list_key, const struct element_origin *o)
{
	enum kind kind = kind_of_list(list_key);
	p->lists++;
	if (kind < KIND_COUNT)
		part_source(p, o)->seen[kind] = true;
	const char *id;
	enum wrapper w = wrapper_in_file(p->desk, list_key, o->file, &id);
	/* An empty bare list still says that there are no entries. */
	struct addition a = {.id = id,
			     .has_items = true,
			     .file = intern_str(&p->desk->strings, o->file),
			     .line = o->line};
	if (id)
		vec_push(&p->additions[w], a);
}

void part_ended(struct part *p, enum kind kind, bool cut, const struct element_origin *o)
{
	struct source *s = part_source(p, o);
	s->cut[kind] |= cut;
	s->ended[kind] |= !cut;
}

void part_identity(struct part *p, const char *account, const struct element_origin *o)
{
	if (is_account(account, strlen(account)))
		part_source(p, o)->sure_account = intern_str(&p->desk->strings, account);
}

static enum bpa_mode bpa_mode_of(const char *text)
{
	static const char *const modes[] = {[BPA_OFF] = "off",
					    [BPA_BIDIRECTIONAL] = "block-bidirectional",
					    [BPA_INGRESS] = "block-ingress"};
	for (unsigned i = 1; i < COUNT_OF(modes); i++)
		if (str_eq(modes[i], text))
			return i;
	return BPA_UNSET;
}

enum vck_status part_bpa(struct part *p, const cJSON *v, const struct element_origin *o,
			 struct vck_error *err)
{
	struct step at = {NULL, "VpcBlockPublicAccessOptions", 0};
	struct reading r = {.origin = o, .at = &at, .err = err};
	if (!cJSON_IsObject(v))
		return read_fail(&r, NULL, "expected an object, found %s", json_type_name(v));
	const char *account = json_string(v, "AwsAccountId"), *region = json_string(v, "AwsRegion");
	struct element_origin own = *o;
	if (!str_empty(account))
		own.account = account;
	if (!str_empty(region))
		own.region = region;
	struct source *s = part_source(p, &own);
	s->bpa = bpa_mode_of(json_string(v, "InternetGatewayBlockMode"));
	s->bpa_told = true;
	return VCK_OK;
}

/* ---- elements ---- */

static unsigned count_members(const cJSON *object)
{
	unsigned n = 0;
	for (const cJSON *m = object->child; m; m = m->next)
		n++;
	return n;
}

static const char *same_file(struct part *p, const char *file)
{
	if (!file)
		return NULL;
	if (p->last_seen_file != file || !str_eq(p->last_file, file)) {
		p->last_file = intern_str(&p->desk->strings, file);
		p->last_seen_file = file;
	}
	return p->last_file;
}

/* Elements of one file follow each other. */
static const struct origin *origin_of(struct part *p, struct source *source, const char *file)
{
	struct origin *last = p->origins.len ? p->origins.items[p->origins.len - 1] : NULL;
	if (last && last->source == source && last->file == file)
		return last;
	struct origin *made = arena_new(p->desk->arena, struct origin);
	*made = (struct origin){file, source->account, source};
	vec_push(&p->origins, made);
	return made;
}

/* An address of the days before VPCs has no allocation; its own text names it. */
static void name_address(struct part *p, struct object *o)
{
	struct address *a = (void *)o;
	char text[IP_TEXT];
	if (!o->id && a->public_ip.family)
		o->id = intern_str(&p->desk->strings, ip_text(a->public_ip, text));
}

/* What a nest says of the resources in it: whose they are, or which listener's. */
static void take_said(struct part *p, struct object *o, const char *said)
{
	if (o->kind == KIND_LISTENER_RULE)
		((struct listener_rule *)(void *)o)->listener_arn =
			intern_str(&p->desk->strings, said);
	else
		o->account = intern_str(&p->desk->strings, said);
}

static enum vck_status read_resource(struct part *p, struct reading *r, enum kind kind,
				     const cJSON *element, const char *said)
{
	struct object *o = arena_zalloc(p->desk->arena, kind_info[kind].size);
	struct source *source = part_source(p, r->origin);
	o->kind = kind;
	o->line = r->origin->line;
	o->index = r->origin->index;
	o->origin = origin_of(p, source, same_file(p, r->origin->file));
	o->list = p->lists;
	o->region = source->region;
	take_said(p, o, said);
	r->object = o;
	enum vck_status st = read_item(r, readers[kind], element, o);
	if (st)
		return st;
	if (kind == KIND_ADDRESS)
		name_address(p, o);
	if (!o->id)
		return read_fail(r, kind_info[kind].id_field,
				 "expected the id of the %s, found none", kind_info[kind].noun);
	unsigned members = r->origin->members ? r->origin->members : count_members(element);
	o->members = members & 0xffffff; /* LIMIT_JSON_ELEMENT holds fewer */
	source->seen[kind] = true;
	vec_push(&p->objects[kind], o);
	p->count++;
	return VCK_OK;
}

static enum vck_status read_nest(struct part *p, struct reading *r, const struct nest *nest,
				 const cJSON *element)
{
	const cJSON *inside = json_get(element, nest->inner);
	const char *said = json_string(element, nest->says);
	if (!cJSON_IsObject(element))
		return read_fail(r, NULL, "expected an object, found %s", json_type_name(element));
	if (!inside || cJSON_IsNull(inside))
		return VCK_OK;
	if (!cJSON_IsArray(inside))
		return read_fail(r, nest->inner, "expected an array, found %s",
				 json_type_name(inside));
	const struct step *up = r->at;
	struct step list = {up, nest->inner, 0}, item = {&list, NULL, 0};
	enum vck_status st = VCK_OK;
	const cJSON *e;
	cJSON_ArrayForEach(e, inside)
	{
		r->at = &item;
		st = read_resource(p, r, nest->kind, e, str_empty(said) ? NULL : said);
		if (st)
			break;
		item.index++;
	}
	r->at = up;
	return st;
}

static enum vck_status read_wrapper(struct part *p, struct reading *r, enum wrapper which,
				    const char *id, const cJSON *element)
{
	const struct wrapper_info *w = &wrapper_info[which];
	struct addition a = {.file = same_file(p, r->origin->file), .line = r->origin->line};
	enum vck_status st = read_item(r, &wrapper_readers[which], element, &a);
	if (!st && !*w->inner) { /* the element is itself an item */
		a.items.len = 1;
		a.has_items = true;
		a.items.items = arena_zalloc(r->arena, w->reader->size);
		st = read_item(r, w->reader, element, a.items.items);
	}
	if (!st && !*w->id_path)
		a.id = id;
	if (!st && !a.id)
		return read_fail(r, *w->id_path ? w->id_path : NULL,
				 "expected the id of the %s, found none", kind_info[w->kind].noun);
	vec_push(&p->additions[which], a);
	p->count++;
	return st;
}

/* Elements of one list follow each other. */
static const struct listing *listing_of(struct part *p, const char *key)
{
	struct listing *l = &p->listing;
	if (!str_eq(l->key, key))
		*l = (struct listing){intern_str(&p->desk->strings, key), nest_of_list(key),
				      kind_of_list(key)};
	return l;
}

enum vck_status part_sink(struct part *p, const char *list_key, const cJSON *element,
			  const struct element_origin *origin, struct vck_error *err)
{
	struct step list = {NULL, list_key, 0}, item = {&list, NULL, origin->index};
	struct reading r = {.arena = p->desk->arena,
			    .aside = &p->aside,
			    .brief = &p->brief,
			    .strings = &p->desk->strings,
			    .lists = &p->desk->lists,
			    .origin = origin,
			    .at = &item,
			    .err = err};
	const struct listing *l = listing_of(p, list_key);
	arena_reset(&p->brief);
	if (l->nest)
		return read_nest(p, &r, l->nest, element);
	if (l->kind < KIND_COUNT)
		return read_resource(p, &r, l->kind, element, NULL);
	const char *id;
	enum wrapper w = wrapper_in_file(p->desk, list_key, origin->file, &id);
	return w < WRAPPER_COUNT ? read_wrapper(p, &r, w, id, element) : VCK_OK;
}
