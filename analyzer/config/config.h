/*
 * config - vpccheck.yaml.
 *
 * Question: which flows does a team expect, which findings are worth what to it, and which has it
 * decided to live with? yaml.c turns bytes into a tree of libyaml's nodes, keys.c lists the keys of
 * each section and what may stand there, values.c reads one value, config.c puts it together.
 *
 * Invariants
 * - Every key is a row of a table in keys.c. What is not there is an error with line and column,
 *   and a "did you mean"; a key that stands twice is one, too. Nothing is guessed.
 * - JSON is YAML. Tags, merge keys and several documents mean nothing here and are errors.
 * - No network is needed: whether a group has members is found when it is asked for (query/).
 *
 *	groups:
 *	  web: {tag: {Role: web}}            a mapping: conditions, all of which must hold
 *	  office: 203.0.113.0/24             a selector, or a list of them
 *	expect:
 *	  - {name: web is open, from: internet, to: web, allow: tcp/443}
 *	  - {from: internet, to: db, deny: any}
 *	probes: [eic]
 *	severity: {sg-open-to-world: error}
 *	ignore:
 *	  - {code: sg-open-to-world, resource: sg-0123, reason: "bastion", until: 2027-01-01}
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "query/expect.h"

#include <vpccheck/config.h>

/* A finding of this code on this resource is silenced, where reason and date allow it. */
struct ignore {
	enum vck_code code;
	const char *resource; /* glob for the id or the name; NULL: any */
	const char *reason;   /* NULL: it does not apply, and is reported */
	const char *until;    /* the last day, "2027-01-01", or NULL */
	unsigned line, column;
};

struct vck_config {
	struct arena arena;
	const char *file;
	const char *today; /* or NULL */
	struct groups groups;
	struct expectations expect;
	const char *probes; /* as in query_probes(); meaningful when says_probes */
	bool says_probes, says_expect;
	enum vck_severity severity[VCK_CODE_COUNT]; /* NONE: as usual */
	LIST(struct ignore) ignores;
};

/* The probes to ask: the command line's word, else the configuration's, else none where it expects
 * something. `config` may be NULL. */
const char *config_probes(const struct vck_config *config, const char *asked);

bool ignore_is_expired(const struct vck_config *, const struct ignore *);

/* Names of the keys of a section ("", "groups", "expect", "ignore"); the count. */
size_t config_keys(const char *section, const char *const **names);

#endif
