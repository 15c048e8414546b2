/* load_util.h - a network from a few lines of JSON. Single quotes stand for double ones. */
#ifndef TESTS_LOAD_UTIL_H
#define TESTS_LOAD_UTIL_H

#include "base/str.h"
#include "harness.h"
#include "load/load.h"

/* `text` with its single quotes made double; free() it. */
static inline char *json_of(const char *text)
{
	char *json = strdup(text);
	ck_assert_ptr_nonnull(json);
	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	return json;
}

static inline void add_json(struct loader *l, const char *name, const char *text)
{
	struct vck_error err;
	char *json = json_of(text), line[2048];
	enum vck_status st = loader_add_memory(l, name, json, strlen(json), &err);
	ck_assert_msg(st == VCK_OK, "%s", st ? vck_error_string(&err, line, sizeof line) : "");
	free(json);
}

static inline struct net *finish_net(struct loader *l)
{
	struct vck_error err;
	struct net *net;
	char line[2048];
	enum vck_status st = loader_finish(l, &net, &err);
	ck_assert_msg(st == VCK_OK, "%s", st ? vck_error_string(&err, line, sizeof line) : "");
	return net;
}

/* All but kind and ordinal, by which a copy knows the counterpart of what it looks up. */
static inline void spoil_object(struct object *o)
{
	enum kind kind = o->kind;
	unsigned ordinal = o->ordinal;
	memset(o, 0xa5, kind_info[kind].size);
	o->kind = kind;
	o->ordinal = ordinal;
}

/* Whoever still looks at an object of the original of a copy falls over. */
static inline void spoil_net(struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list l = net_list(net, (enum kind)kind);
		for (size_t i = 0; i < l.len; i++)
			spoil_object(l.items[i]);
	}
}

/* One document named x.json; net_free() ends it. */
static inline struct net *net_of(const char *text)
{
	struct loader *l = loader_new();
	add_json(l, "x.json", text);
	return finish_net(l);
}

static inline struct net *net_of_path(const char *path)
{
	struct vck_error err;
	struct loader *l = loader_new();
	char line[2048];
	enum vck_status st = loader_add_path(l, path, &err);
	ck_assert_msg(st == VCK_OK, "%s", st ? vck_error_string(&err, line, sizeof line) : "");
	return finish_net(l);
}

/* What reading this path says is wrong, as a person sees it. */
static inline const char *failure_of_path(const char *path, char *line, size_t size)
{
	struct vck_error err = {0};
	struct net *net = NULL;
	struct loader *l = loader_new();
	enum vck_status st = loader_add_path(l, path, &err);
	if (st)
		loader_free(l);
	else
		st = loader_finish(l, &net, &err);
	ck_assert_msg(st != VCK_OK, "%s: was read without an error", path);
	ck_assert_ptr_null(net);
	ck_assert_int_eq(st, err.status);
	return vck_error_string(&err, line, size);
}

static inline struct ip ip_of(const char *text)
{
	struct ip ip;
	ck_assert_msg(ip_parse(text, &ip), "%s", text);
	return ip;
}

static inline const struct network_interface *eni(const struct net *net, const char *id)
{
	const struct network_interface *e = net_network_interface(net, id);
	ck_assert_msg(e != NULL, "%s", id);
	return e;
}

#define ck_assert_cidr(cidr, expected)                                                             \
	do {                                                                                       \
		char cidr_[IP_TEXT];                                                               \
		ck_assert_str_eq(cidr_text(cidr, cidr_), expected);                                \
	} while (0)

#define ck_assert_ip(ip, expected)                                                                 \
	do {                                                                                       \
		char ip_[IP_TEXT];                                                                 \
		ck_assert_str_eq(ip_text(ip, ip_), expected);                                      \
	} while (0)

#endif
