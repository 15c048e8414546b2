/* config.c - a whole vpccheck.yaml. */
#include "config/reader.h"

#include "base/file.h"
#include "base/limits.h"

static void settle(struct reader *r)
{
	struct vck_config *c = r->config;
	c->groups = (struct groups){vec_move(&r->groups, r->arena), r->groups.len, c->file};
	c->expect = (struct expectations){vec_move(&r->expect, r->arena), r->expect.len, c->file};
	c->ignores.items = vec_move(&r->ignores, r->arena);
	c->ignores.len = r->ignores.len;
	vec_free(&r->groups);
	vec_free(&r->expect);
	vec_free(&r->ignores);
}

enum vck_status vck_config_parse(const char *name, const char *bytes, size_t len, const char *today,
				 struct vck_config **out, struct vck_error *err)
{
	struct vck_config *c = mem_zalloc(sizeof *c);
	struct reader r = {.config = c, .arena = &c->arena, .err = err};
	c->file = arena_strdup(&c->arena, name);
	c->today = today ? arena_strdup(&c->arena, today) : NULL;
	enum vck_status status = yaml_read(&r, bytes, len);
	const yaml_node_t *root =
		r.document && !status ? yaml_document_get_root_node(r.document) : NULL;
	if (root && !node_is_null(root)) /* comments alone are a configuration, too */
		status = take_section(&r, &section_top, root, c);
	settle(&r);
	yaml_end(&r);
	if (status) {
		vck_config_free(c);
		c = NULL;
	}
	*out = c;
	return status;
}

enum vck_status vck_config_load(const char *path, const char *today, struct vck_config **out,
				struct vck_error *err)
{
	struct buf bytes = BUF_INIT;
	*out = NULL;
	enum vck_status status = file_read(path, LIMIT_CONFIG, &bytes, err);
	if (!status)
		status = vck_config_parse(path, buf_str(&bytes), bytes.len, today, out, err);
	buf_free(&bytes);
	return status;
}

void vck_config_free(struct vck_config *c)
{
	if (!c)
		return;
	arena_free(&c->arena);
	free(c);
}

const char *config_probes(const struct vck_config *c, const char *asked)
{
	if (asked || !c)
		return asked;
	if (c->says_probes)
		return c->probes;
	return c->says_expect ? "none" : NULL;
}

bool ignore_is_expired(const struct vck_config *c, const struct ignore *i)
{
	return c->today && i->until && str_cmp(i->until, c->today) < 0;
}
