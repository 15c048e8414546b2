/*
 * init.c - a vpccheck.yaml to begin with: the groups that a network shows, and what reaches what
 * today.
 *
 * What is written is asked exactly as the file will be asked later, and only what holds is kept; so
 * the file is accepted and holds on the network that it was made from. Hosts are grouped by their
 * Role tag, else by what their names have in common, else by security group, else by VPC.
 */
#include "config/config.h"

#include "base/mem.h"
#include "base/vec.h"

#include <string.h>

enum { MOST_GROUPS = 12, MOST_PARTS = 8 };

/* A way to name hosts, and how many it names. */
struct seen {
	struct group group;
	const char *yaml; /* its conditions */
	const struct vpc *vpc;
	unsigned long count;
};

struct writer {
	const struct net *net;
	struct engines *engines;
	struct reach *reach; /* of the first of them */
	struct arena arena;
	struct map by_yaml;
	VEC(struct seen *) seen;
	struct groups groups;
	struct buf out;
};

/* ---- what a host is called ---- */

static const char *tag_of(const struct object *o, const char *key)
{
	for (size_t i = 0; i < o->tags.len; i++)
		if (str_eq(o->tags.items[i].key, key))
			return o->tags.items[i].value;
	return NULL;
}

/* Plain enough to stand in YAML as it is, and to be a pattern for itself alone. */
static bool is_plain(const char *s)
{
	for (const char *p = s; p && *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~' || strchr("*?\"\\", *p))
			return false;
	return !str_empty(s);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "web-12" -> "web-": what numbered hosts share; the whole name where it has no number. */
static const char *stem_of(struct arena *a, const char *name)
{
	size_t len = strlen(name), end = len;
	while (end > 0 && is_digit(name[end - 1]))
		end--;
	return end > 0 && end < len ? arena_strndup(a, name, end) : NULL;
}

/* Letters, digits and single hyphens. */
static const char *label_of(struct arena *a, const char *text)
{
	char *label = arena_strdup(a, text);
	size_t n = 0;
	for (const char *p = text; *p; p++) {
		bool upper = *p >= 'A' && *p <= 'Z';
		bool kept = upper || (*p >= 'a' && *p <= 'z') || is_digit(*p);
		if (kept)
			label[n++] = (char)(upper ? *p - 'A' + 'a' : *p);
		else if (n && label[n - 1] != '-')
			label[n++] = '-';
	}
	while (n && label[n - 1] == '-')
		n--;
	label[n] = '\0';
	return n ? label : "group";
}

struct condition {
	enum criterion_key key;
	const char *tag, *value;
};

static struct seen *seen_new(struct writer *w, const char *yaml, const char *label,
			     const struct condition *conditions, size_t n)
{
	struct seen *s = arena_new(&w->arena, struct seen);
	s->yaml = yaml;
	s->group.name = label;
	s->group.criteria.items = arena_array(&w->arena, struct criterion, n);
	s->group.criteria.len = n;
	for (size_t i = 0; i < n; i++) {
		struct criterion *c = &s->group.criteria.items[i];
		c->key = conditions[i].key;
		c->tag = conditions[i].tag;
		c->values.items = arena_array(&w->arena, const char *, 1);
		c->values.items[0] = conditions[i].value;
		c->values.len = 1;
	}
	vec_push(&w->seen, s);
	map_put_str(&w->by_yaml, yaml, s);
	return s;
}

static struct seen *seen_role(struct writer *w, const char *key, const char *role)
{
	const struct condition c = {BY_TAG, key, role};
	const char *yaml = arena_printf(&w->arena, "{tag: {%s: \"%s\"}}", key, role);
	struct seen *s = map_get_str(&w->by_yaml, yaml);
	return s ? s : seen_new(w, yaml, label_of(&w->arena, role), &c, 1);
}

static struct seen *seen_name(struct writer *w, const char *name, const char *vpc)
{
	const char *stem = stem_of(&w->arena, name);
	const char *glob = stem ? arena_printf(&w->arena, "%s*", stem) : name;
	const struct condition c[] = {{BY_VPC, NULL, vpc}, {BY_NAME, NULL, glob}};
	const char *yaml = arena_printf(&w->arena, "{vpc: %s, name: \"%s\"}", vpc, glob);
	struct seen *s = map_get_str(&w->by_yaml, yaml);
	return s ? s : seen_new(w, yaml, label_of(&w->arena, stem ? stem : name), c, 2);
}

static struct seen *seen_id(struct writer *w, enum criterion_key key, const char *word,
			    const char *id, const char *name)
{
	const struct condition c = {key, NULL, id};
	const char *yaml = arena_printf(&w->arena, "{%s: %s}", word, id);
	struct seen *s = map_get_str(&w->by_yaml, yaml);
	return s ? s : seen_new(w, yaml, label_of(&w->arena, is_plain(name) ? name : id), &c, 1);
}

static void see_host(struct writer *w, const struct instance *i)
{
	static const char *const keys[] = {"Role", "role"};
	const struct network_interface *n = i->primary;
	struct seen *s = NULL;
	if (!n || !n->vpc || i->state == INSTANCE_TERMINATED)
		return;
	for (size_t k = 0; k < COUNT_OF(keys) && !s; k++)
		if (is_plain(tag_of(&i->o, keys[k])))
			s = seen_role(w, keys[k], tag_of(&i->o, keys[k]));
	if (!s && is_plain(name_tag(&i->o)))
		s = seen_name(w, name_tag(&i->o), n->vpc->o.id);
	if (!s && n->group_set->groups.len)
		s = seen_id(w, BY_SECURITY_GROUP, "security-group",
			    n->group_set->groups.items[0]->o.id,
			    n->group_set->groups.items[0]->group_name);
	if (!s)
		s = seen_id(w, BY_VPC, "vpc", n->vpc->o.id, name_tag(&n->vpc->o));
	s->count++;
	s->vpc = s->vpc ? s->vpc : n->vpc;
}

/* ---- which groups are told, and as what ---- */

static int by_size(const void *pa, const void *pb)
{
	const struct seen *a = *(struct seen *const *)pa, *b = *(struct seen *const *)pb;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	int c = str_cmp(a->group.name, b->group.name);
	return c ? c : str_cmp(a->yaml, b->yaml);
}

static bool is_taken(const struct writer *w, const char *name, size_t upto)
{
	static const char *const words[] = {"internet", "on-premises", "eic"};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(words[i], name))
			return true;
	for (size_t i = 0; i < upto; i++)
		if (str_eq(w->seen.items[i]->group.name, name))
			return true;
	return false;
}

static void settle_groups(struct writer *w)
{
	for (size_t i = 0; i < w->net->instances.len; i++)
		see_host(w, w->net->instances.items[i]);
	if (w->seen.len > 1)
		qsort(w->seen.items, w->seen.len, sizeof *w->seen.items, by_size);
	w->groups.items = arena_array(&w->arena, struct group, w->seen.len + 1);
	w->groups.len = w->seen.len;
	w->groups.file = "vpccheck.yaml";
	for (size_t i = 0; i < w->seen.len; i++) {
		struct group *g = &w->seen.items[i]->group;
		const char *name = g->name;
		for (unsigned n = 2; is_taken(w, g->name, i); n++)
			g->name = arena_printf(&w->arena, "%s-%u", name, n);
		w->groups.items[i] = *g;
	}
}

static void write_groups(struct writer *w)
{
	buf_puts(&w->out, "groups:\n");
	for (size_t i = 0; i < w->seen.len; i++)
		buf_printf(&w->out, "  %s: %s  # %lu host%s\n", w->seen.items[i]->group.name,
			   w->seen.items[i]->yaml, w->seen.items[i]->count,
			   w->seen.items[i]->count == 1 ? "" : "s");
	if (!w->seen.len)
		buf_puts(&w->out, "  # web: {tag: {Role: web}}\n");
}

/* ---- what reaches what ---- */

/* The answers to one expectation; false: it can't be asked. The caller ends *out. */
static bool expect(struct writer *w, const char *from, const char *to, bool denies,
		   const struct texts *protocols, struct asks *out)
{
	struct expectation *e = arena_new(&w->arena, struct expectation);
	struct expectations one = {e, 1, "vpccheck.yaml"};
	struct vck_error ignored;
	*e = (struct expectation){
		.name = "init", .from = from, .to = to, .denies = denies, .protocols = *protocols};
	return !query_expect(w->engines, &w->arena, &w->groups, &one, out, &ignored);
}

static bool all_hold(const struct asks *asks)
{
	for (size_t i = 0; i < asks->len; i++)
		if (!expectation_holds(&asks->items[i]))
			return false;
	return asks->len > 0;
}

static struct texts any_protocol(struct writer *w)
{
	struct texts t = {arena_array(&w->arena, const char *, 1), 1};
	t.items[0] = "any";
	return t;
}

/* The parts that pass between all of them; as words that mean the same when they are read. */
static struct texts parts_of(struct writer *w, const struct pktset *passes)
{
	struct texts t;
	if (pktset_covers(passes, pktset_all))
		return any_protocol(w);
	t.len = pktset_texts(&w->arena, passes, &t.items);
	return t;
}

static void write_flow(struct writer *w, const char *from, const char *to, bool denies,
		       const struct texts *t, size_t shown)
{
	buf_printf(&w->out, "  - {from: %s, to: %s, %s: ", from, to, denies ? "deny" : "allow");
	for (size_t i = 0; i < shown; i++)
		buf_printf(&w->out, "%s%s", i ? ", " : shown > 1 ? "[" : "", t->items[i]);
	buf_printf(&w->out, "%s}\n", shown > 1 ? "]" : "");
}

static void write_allowed(struct writer *w, const char *from, const char *to,
			  const struct pktset *passes)
{
	struct texts t = parts_of(w, passes);
	struct texts shown = {t.items, t.len < MOST_PARTS ? t.len : MOST_PARTS};
	struct asks asks;
	if (!expect(w, from, to, false, &shown, &asks))
		return;
	if (all_hold(&asks))
		write_flow(w, from, to, false, &t, shown.len);
	if (shown.len < t.len)
		buf_printf(&w->out, "  # ... and %zu more that %s reaches at %s\n",
			   t.len - shown.len, from, to);
	asks_free(&asks);
}

/* Over IPv4, over IPv6: what is asked of each is an answer of its own. */
static void write_mixed(struct writer *w, const char *from, const char *to, const struct asks *asks)
{
	const struct pktset *some = pktset_empty;
	for (size_t i = 0; i < asks->len; i++)
		some = pktset_or(&w->arena, some, ask_some_pass(&w->arena, &asks->items[i]));
	if (pktset_is_empty(some))
		buf_printf(&w->out, "  # the snapshot does not tell what %s reaches at %s\n", from,
			   to);
	else
		buf_printf(&w->out, "  # some of %s reach some of %s: %s\n", from, to,
			   some->count > MOST_PARTS ? "many ports" : pktset_text(&w->arena, some));
}

static void write_pair(struct writer *w, const char *from, const char *to)
{
	struct texts any = any_protocol(w);
	struct asks denied, allowed;
	if (!expect(w, from, to, true, &any, &denied))
		return;
	if (all_hold(&denied)) {
		write_flow(w, from, to, true, &any, 1);
	} else if (expect(w, from, to, false, &any, &allowed)) {
		const struct ask *ask = &allowed.items[0];
		if (!pktset_is_empty(ask->answer.passes))
			write_allowed(w, from, to, ask->answer.passes);
		else
			write_mixed(w, from, to, &denied);
		asks_free(&allowed);
	}
	asks_free(&denied);
}

static bool is_joined(const struct writer *w, const struct seen *a, const struct seen *b)
{
	return a->vpc == b->vpc || reach_connection(w->reach, a->vpc, b->vpc);
}

static void write_expectations(struct writer *w)
{
	size_t n = w->seen.len < MOST_GROUPS ? w->seen.len : MOST_GROUPS;
	buf_puts(&w->out, "expect:\n");
	for (size_t i = 0; i < n; i++)
		write_pair(w, "internet", w->seen.items[i]->group.name);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k && is_joined(w, w->seen.items[i], w->seen.items[k]))
				write_pair(w, w->seen.items[i]->group.name,
					   w->seen.items[k]->group.name);
	if (n < w->seen.len)
		buf_printf(&w->out, "  # ... of the %d largest groups alone\n", MOST_GROUPS);
	if (!n)
		buf_puts(&w->out, "  # - {from: internet, to: web, allow: tcp/443}\n");
}

/* ---- the file ---- */

static const char head[] =
	"# What must reach what, and what must not: vpccheck.yaml(5). Written by vpccheck init "
	"from\n"
	"# what the network shows today, which need not be what is wanted: edit it.\n"
	"\n"
	"# Names for sets of interfaces. Conditions (vpc, subnet, security-group, tag, name, "
	"cidr,\n"
	"# ids) must all hold; of a list, one must match.\n";

static const char middle[] =
	"\n"
	"# What holds today. An allow must get through between every pair, and be answered; of a "
	"deny\n"
	"# nothing may get through between any pair. Ends are groups or any selector: an id, an\n"
	"# address, a CIDR, internet, on-premises, eic, name=GLOB, tag:KEY=GLOB.\n";

static const char tail[] =
	"\n"
	"# The probes are not asked beside expectations, unless they are named here.\n"
	"# probes: [eic, ping]\n"
	"\n"
	"# What finding codes are worth: error, warning or info (vpccheck rules lists the codes).\n"
	"# severity: {sg-open-to-world: error}\n"
	"\n"
	"# Findings to live with, each with its reason, and until when.\n"
	"# ignore:\n"
	"#   - {code: sg-open-to-world, resource: \"sg-*\", reason: \"reviewed\", until: "
	"2027-01-01}\n";

enum vck_status vck_config_init(const struct vck_net *public_net, char **out, struct vck_error *err)
{
	const struct net *net = (const struct net *)public_net;
	struct writer w = {.net = net, .engines = engines_new(net, 1)};
	w.reach = engine_reach(&w.engines->items[0]);
	(void)err;
	w.by_yaml = map_init(&w.arena);
	settle_groups(&w);
	buf_puts(&w.out, head);
	write_groups(&w);
	buf_puts(&w.out, middle);
	write_expectations(&w);
	buf_puts(&w.out, tail);
	*out = w.out.data;
	map_free(&w.by_yaml);
	vec_free(&w.seen);
	engines_free(w.engines);
	arena_free(&w.arena);
	return VCK_OK;
}
