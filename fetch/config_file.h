/*
 * config_file.h - the two files in which AWS's tools keep profiles.
 *
 * Question: what does profile X say about setting Y?
 *
 *	~/.aws/config		[default]  [profile NAME]  [sso-session NAME]  [services NAME]
 *	~/.aws/credentials	[NAME]
 *
 * The format looks like INI and is not: comments behind a value need a white space before them,
 * indented lines continue a value or are sub-properties of an empty one, names are
 * case-insensitive, sections that come twice merge, and [profile default] puts [default] out of
 * force. What the credentials file says wins over the config file. Sections whose name is malformed
 * are passed over, as AWS's tools do; other mistakes are errors that name file and line. Where AWS's
 * SDKs are stricter than the aws command, what it takes is taken: properties that are all
 * indented alike, and profiles with odd names, which config_find() finds last.
 *
 * Everything lives in the arena of the struct; secrets in it are wiped by config_free().
 */
#ifndef FETCH_CONFIG_FILE_H
#define FETCH_CONFIG_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum config_file { CONFIG_FILE, CREDENTIALS_FILE };
enum config_kind {
	CONFIG_PROFILE,
	CONFIG_ODD_PROFILE, /* its name has characters for which AWS's SDKs pass it over, but the
			       aws command finds it */
	CONFIG_SSO_SESSION,
	CONFIG_SERVICES
};

struct config_property {
	struct config_property *next;
	const char *name; /* lower case */
	char *value;      /* sub-properties: "\nname = value\nname2 = value2" */
	enum config_file from;
};

struct config_section {
	struct config_section *next;
	enum config_kind kind;
	const char *name;
	bool prefixed; /* [profile default] rather than [default] */
	struct config_property *properties;
};

struct config {
	struct arena arena;
	struct config_section *sections;
};

/* Parse one file's text into the config. The config file comes first. `name` is for messages. */
enum vck_status config_parse(struct config *, enum config_file, const char *name, const char *text,
			     struct vck_error *);

const struct config_section *config_find(const struct config *, enum config_kind, const char *name);

/* The property, or NULL. An empty value is a value. */
const char *config_get(const struct config_section *, const char *property);

/* The same, but only what stands in the given file. */
const char *config_get_from(const struct config_section *, enum config_file, const char *property);

/* A sub-property of a property's value: config_sub("\nendpoint_url = x", "endpoint_url") -> "x". */
const char *config_sub(struct arena *, const char *value, const char *name);

void config_free(struct config *);

/*
 * Where the files are: $AWS_CONFIG_FILE or ~/.aws/config, $AWS_SHARED_CREDENTIALS_FILE or
 * ~/.aws/credentials, with a leading ~ and $VARIABLES expanded. NULL without a home.
 */
typedef const char *config_env_fn(void *ctx, const char *name);
char *config_path(struct arena *, enum config_file, config_env_fn *env, void *ctx);
char *config_expand(struct arena *, const char *path, config_env_fn *env, void *ctx);

#endif
