/* reader.h - what the files that read vpccheck.yaml share. */
#ifndef CONFIG_READER_H
#define CONFIG_READER_H

#include "config/config.h"

#include "base/error.h"
#include "base/vec.h"

#include <yaml.h>

struct reader {
	yaml_document_t *document;
	struct vck_config *config;
	struct arena *arena;
	struct vck_error *err;
	/* in the making */
	VEC(struct group) groups;
	VEC(struct expectation) expect;
	VEC(struct ignore) ignores;
};

/* Read one value into `out`, the member that the key's row names. */
typedef enum vck_status take_fn(struct reader *, const yaml_node_t *, void *out);

struct key {
	const char *name;
	take_fn *take;
	size_t offset; /* in the section's struct */
};

struct section {
	const char *name; /* "expect" */
	const char *noun; /* "an expectation" */
	const struct key *keys;
	size_t len;
};
extern const struct section section_top, section_group, section_expect, section_ignore;

/* yaml.c */
enum vck_status yaml_read(struct reader *, const char *bytes, size_t len);
void yaml_end(struct reader *);
enum vck_status fail_node(struct reader *, const yaml_node_t *, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
unsigned node_line(const yaml_node_t *);
unsigned node_column(const yaml_node_t *);
const char *node_text(const yaml_node_t *); /* of a scalar; NULL: it is none */
bool node_is_null(const yaml_node_t *);     /* nothing stands there */
const char *node_noun(const yaml_node_t *); /* "a list" */
const yaml_node_t *node_at(struct reader *, int index);

/* A mapping by its section's table. `into`: the section's struct. */
enum vck_status take_section(struct reader *, const struct section *, const yaml_node_t *,
			     void *into);
/* Each pair of a mapping whose keys are free. */
typedef enum vck_status pair_fn(struct reader *, const yaml_node_t *key, const yaml_node_t *value,
				void *ctx);
enum vck_status each_pair(struct reader *, const yaml_node_t *, pair_fn *, void *ctx);
typedef enum vck_status item_fn(struct reader *, const yaml_node_t *, void *ctx);
enum vck_status each_item(struct reader *, const yaml_node_t *, item_fn *, void *ctx);

/* values.c: what may stand behind a key */
take_fn take_text, take_allow, take_deny, take_code, take_date;
take_fn take_groups, take_expect, take_probes, take_severity, take_ignore;
take_fn take_vpc, take_subnet, take_security_group, take_tag, take_name, take_cidr, take_ids;

#endif
