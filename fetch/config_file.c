#include "fetch/config_file.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Where the parser stands between two lines. */
struct parser {
	struct config *config;
	enum config_file file;
	const char *name;
	unsigned line;
	struct vck_error *err;
	bool in_section;                  /* a section header was seen */
	struct config_section *section;   /* NULL: one that is passed over */
	bool in_property;                 /* a property line was seen in this section */
	size_t indent;                    /* of that line: what is indented deeper continues it */
	struct config_property *property; /* NULL: one that is passed over */
	bool sub_properties;              /* the property began empty */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *trimmed(struct arena *a, const char *s, size_t len)
{
	while (len && is_blank(*s)) {
		s++;
		len--;
	}
	while (len && (is_blank(s[len - 1]) || s[len - 1] == '\r'))
		len--;
	return arena_strndup(a, s, len);
}

static enum vck_status fail(struct parser *p, const char *what)
{
	return vck_fail(p->err, VCK_E_CONFIG, &(struct where){.file = p->name, .line = p->line},
			"%s", what);
}

/* ---- sections ---- */

static bool valid_section_name(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s < 0x80 && !isalnum((unsigned char)*s) &&
		    !strchr("-/.%@_:+", *s))
			return false;
	return true;
}

static bool valid_property_name(const char *s)
{
	for (; *s; s++)
		if (is_blank(*s) || (unsigned char)*s < 0x20)
			return false;
	return true;
}

/* "profile x" -> kind and "x"; false: a header that means nothing to us. */
static bool split_header(struct parser *p, char *header, enum config_kind *kind, char **name,
			 bool *prefixed)
{
	static const struct {
		const char *word;
		enum config_kind kind;
	} words[] = {
		{"profile", CONFIG_PROFILE},
		{"sso-session", CONFIG_SSO_SESSION},
		{"services", CONFIG_SERVICES},
	};
	*prefixed = false;
	*kind = CONFIG_PROFILE;
	*name = header;
	if (p->file == CREDENTIALS_FILE) {
		if (!valid_section_name(header))
			*kind = CONFIG_ODD_PROFILE;
		return *header;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].word);
		if (strncmp(header, words[i].word, len) != 0 || !is_blank(header[len]))
			continue;
		*kind = words[i].kind;
		*prefixed = true;
		*name = trimmed(&p->config->arena, header + len, strlen(header + len));
		len = strlen(*name);
		if (len > 2 && strchr("\"'", **name) && (*name)[len - 1] == **name) {
			(*name)[len - 1] = '\0'; /* quoted names may hold spaces */
			++*name;
			return true;
		}
		if (valid_section_name(*name))
			return true;
		*kind = CONFIG_ODD_PROFILE;
		return words[i].kind == CONFIG_PROFILE && **name && !strpbrk(*name, " \t");
	}
	return strcmp(header, "default") == 0;
}

static struct config_section *add_section(struct config *c, enum config_kind kind, const char *name)
{
	struct config_section **at = &c->sections;
	while (*at)
		at = &(*at)->next;
	*at = arena_new(&c->arena, struct config_section);
	(*at)->kind = kind;
	(*at)->name = name;
	return *at;
}

static struct config_section *find(const struct config *c, enum config_kind kind, const char *name)
{
	for (struct config_section *s = c->sections; s; s = s->next)
		if (s->kind == kind && strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

/* [profile default] puts [default] out of force, whichever comes first. */
static void enter_section(struct parser *p, enum config_kind kind, const char *name, bool prefixed)
{
	struct config_section *s = find(p->config, kind, name);
	p->section = NULL;
	if (!s) {
		s = add_section(p->config, kind, name);
		s->prefixed = prefixed;
	} else if (p->file == CONFIG_FILE && s->prefixed != prefixed) {
		if (s->prefixed)
			return;
		s->prefixed = true;
		s->properties = NULL;
	}
	p->section = s;
}

static enum vck_status section_line(struct parser *p, const char *line)
{
	char *header = trimmed(&p->config->arena, line, strcspn(line, "#;"));
	size_t len = strlen(header);
	enum config_kind kind;
	char *name;
	bool prefixed;
	if (header[len - 1] != ']')
		return fail(p, "Profile definition must end with ']'");
	header = trimmed(&p->config->arena, header + 1, len - 2);
	p->in_section = true;
	p->in_property = false;
	p->property = NULL;
	p->section = NULL;
	if (split_header(p, header, &kind, &name, &prefixed))
		enter_section(p, kind, name, prefixed);
	return VCK_OK;
}

/* ---- properties ---- */

/* A comment behind a value begins at a '#' or ';' that has a white space before it. */
static size_t without_comment(const char *line)
{
	for (size_t i = 0; line[i]; i++)
		if (i && is_blank(line[i - 1]) && (line[i] == '#' || line[i] == ';'))
			return i;
	return strlen(line);
}

static struct config_property *set_property(struct parser *p, const char *name, char *value)
{
	struct config_property **at = &p->section->properties;
	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	if (!*at) {
		*at = arena_new(&p->config->arena, struct config_property);
		(*at)->name = name;
	}
	(*at)->value = value;
	(*at)->from = p->file;
	return *at;
}

static enum vck_status property_line(struct parser *p, const char *line)
{
	struct arena *a = &p->config->arena;
	if (!p->in_section)
		return fail(p, "Expected a profile definition");
	size_t len = without_comment(line);
	const char *equals = memchr(line, '=', len);
	if (!equals)
		return fail(p, "Expected an '=' sign defining a property");
	char *name = trimmed(a, line, (size_t)(equals - line));
	char *value = trimmed(a, equals + 1, len - (size_t)(equals + 1 - line));
	if (!*name)
		return fail(p, "Property did not have a name");
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	p->in_property = true;
	p->property = NULL;
	p->sub_properties = !*value;
	if (p->section && valid_property_name(name))
		p->property = set_property(p, name, value);
	return VCK_OK;
}

static enum vck_status continuation_line(struct parser *p, const char *line)
{
	struct arena *a = &p->config->arena;
	if (!p->in_section)
		return fail(p, "Expected a profile definition, found continuation");
	if (!p->in_property)
		return fail(p, "Expected a property definition, found continuation");
	char *text = trimmed(a, line, strlen(line));
	if (p->sub_properties) {
		char *equals = strchr(text, '=');
		if (!equals)
			return fail(p, "Expected an '=' sign defining a sub-property");
		if (equals == text)
			return fail(p, "Sub-property did not have a name");
	}
	if (p->property)
		p->property->value = arena_printf(a, "%s\n%s", p->property->value, text);
	return VCK_OK;
}

/* The aws command lets all properties of a section be indented alike. */
static bool is_property(const struct parser *p, const char *line, size_t indent)
{
	if (p->in_property)
		return indent <= p->indent;
	return !indent || (p->in_section && strchr(line, '='));
}

static enum vck_status one_line(struct parser *p, const char *line)
{
	size_t indent = strspn(line, " \t");
	if (!line[strspn(line, " \t\r")] || *line == '#' || *line == ';')
		return VCK_OK;
	if (*line == '[')
		return section_line(p, line);
	if (!is_property(p, line, indent))
		return continuation_line(p, line);
	p->indent = indent;
	return property_line(p, line + indent);
}

enum vck_status config_parse(struct config *c, enum config_file file, const char *name,
			     const char *text, struct vck_error *err)
{
	struct parser p = {.config = c, .file = file, .name = name, .err = err};
	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	while (*text) {
		size_t len = strcspn(text, "\n"), keep = len;
		p.line++;
		if (keep && text[keep - 1] == '\r')
			keep--;
		enum vck_status st = one_line(&p, arena_strndup(&c->arena, text, keep));
		if (st)
			return st;
		text += len + (text[len] == '\n');
	}
	return VCK_OK;
}

/* ---- questions ---- */

const struct config_section *config_find(const struct config *c, enum config_kind kind,
					 const char *name)
{
	const struct config_section *s = find(c, kind, name);
	return s || kind != CONFIG_PROFILE ? s : find(c, CONFIG_ODD_PROFILE, name);
}

const char *config_get(const struct config_section *s, const char *property)
{
	for (const struct config_property *p = s ? s->properties : NULL; p; p = p->next)
		if (strcmp(p->name, property) == 0)
			return p->value;
	return NULL;
}

const char *config_get_from(const struct config_section *s, enum config_file file,
			    const char *property)
{
	for (const struct config_property *p = s ? s->properties : NULL; p; p = p->next)
		if (p->from == file && strcmp(p->name, property) == 0)
			return p->value;
	return NULL;
}

const char *config_sub(struct arena *a, const char *value, const char *name)
{
	while (value && *value) {
		size_t len = strcspn(value, "\n");
		const char *equals = memchr(value, '=', len);
		if (equals) {
			char *key = trimmed(a, value, (size_t)(equals - value));
			if (strcasecmp(key, name) == 0)
				return trimmed(a, equals + 1, len - (size_t)(equals + 1 - value));
		}
		value += len + (value[len] == '\n');
	}
	return NULL;
}

void config_free(struct config *c)
{
	arena_wipe(&c->arena);
	c->sections = NULL;
}

/* ---- where the files are ---- */

char *config_expand(struct arena *a, const char *path, config_env_fn *env, void *ctx)
{
	struct buf out = BUF_INIT;
	if (path[0] == '~' && (path[1] == '/' || !path[1])) {
		const char *home = env(ctx, "HOME");
		buf_puts(&out, home ? home : "~");
		path++;
	}
	while (*path) {
		bool braces = path[0] == '$' && path[1] == '{';
		const char *from = path + 1 + braces;
		size_t len = 0;
		while (path[0] == '$' && (isalnum((unsigned char)from[len]) || from[len] == '_'))
			len++;
		const char *value = len && (!braces || from[len] == '}')
					    ? env(ctx, arena_strndup(a, from, len))
					    : NULL;
		if (value) {
			buf_puts(&out, value);
			path = from + len + braces;
		} else {
			buf_putc(&out, *path++);
		}
	}
	char *copy = arena_strdup(a, buf_str(&out));
	buf_free(&out);
	return copy;
}

char *config_path(struct arena *a, enum config_file file, config_env_fn *env, void *ctx)
{
	const char *set =
		env(ctx, file == CONFIG_FILE ? "AWS_CONFIG_FILE" : "AWS_SHARED_CREDENTIALS_FILE");
	if (!str_empty(set))
		return config_expand(a, set, env, ctx);
	if (str_empty(env(ctx, "HOME")))
		return NULL;
	return config_expand(a, file == CONFIG_FILE ? "~/.aws/config" : "~/.aws/credentials", env,
			     ctx);
}
