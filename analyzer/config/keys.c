/*
 * keys.c - every key of vpccheck.yaml.
 *
 * A row here, and its description in share/vpccheck.schema.json and man/vpccheck.yaml.5: a test
 * holds the three against each other.
 */
#include "config/reader.h"

#include <stddef.h>

static const struct key top_keys[] = {
	{"groups", take_groups, 0},     {"expect", take_expect, 0}, {"probes", take_probes, 0},
	{"severity", take_severity, 0}, {"ignore", take_ignore, 0},
};

/* A group's own members are its criteria: each adds one. */
static const struct key group_keys[] = {
	{"vpc", take_vpc, 0},
	{"subnet", take_subnet, 0},
	{"security-group", take_security_group, 0},
	{"tag", take_tag, 0},
	{"name", take_name, 0},
	{"cidr", take_cidr, 0},
	{"ids", take_ids, 0},
};

static const struct key expect_keys[] = {
	{"name", take_text, offsetof(struct expectation, name)},
	{"from", take_text, offsetof(struct expectation, from)},
	{"to", take_text, offsetof(struct expectation, to)},
	{"allow", take_allow, 0},
	{"deny", take_deny, 0},
};

static const struct key ignore_keys[] = {
	{"code", take_code, offsetof(struct ignore, code)},
	{"resource", take_text, offsetof(struct ignore, resource)},
	{"reason", take_text, offsetof(struct ignore, reason)},
	{"until", take_date, offsetof(struct ignore, until)},
};

const struct section section_top = {"", "vpccheck.yaml", top_keys, COUNT_OF(top_keys)};
const struct section section_group = {"groups", "a group", group_keys, COUNT_OF(group_keys)};
const struct section section_expect = {"expect", "an expectation", expect_keys,
				       COUNT_OF(expect_keys)};
const struct section section_ignore = {"ignore", "an ignore", ignore_keys, COUNT_OF(ignore_keys)};

size_t config_keys(const char *section, const char *const **names)
{
	static const struct section *const all[] = {&section_top, &section_group, &section_expect,
						    &section_ignore};
	static _Thread_local const char *found[16];
	*names = found;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		if (!str_eq(all[i]->name, section))
			continue;
		for (size_t k = 0; k < all[i]->len; k++)
			found[k] = all[i]->keys[k].name;
		return all[i]->len;
	}
	return 0;
}
