/* The public face of this room: struct vck_net is struct net. */
#include "load/load.h"

#include <vpccheck/net.h>

static enum vck_status finish(struct loader *l, enum vck_status st, struct vck_net **out,
			      struct vck_error *err)
{
	struct net *net = NULL;
	if (st)
		loader_free(l);
	else
		st = loader_finish(l, &net, err);
	*out = (struct vck_net *)net;
	return st;
}

enum vck_status vck_net_load(const char *const *paths, size_t count, struct vck_net **out,
			     struct vck_error *err)
{
	return vck_net_load_with(&(struct vck_load_options){.jobs = 0}, paths, count, out, err);
}

enum vck_status vck_net_load_with(const struct vck_load_options *options, const char *const *paths,
				  size_t count, struct vck_net **out, struct vck_error *err)
{
	struct loader *l = loader_new_with(options);
	enum vck_status st = VCK_OK;
	for (size_t i = 0; i < count && !st; i++)
		st = loader_add_path(l, paths[i], err);
	return finish(l, st, out, err);
}

enum vck_status vck_net_load_memory(const char *name, const char *bytes, size_t len,
				    struct vck_net **out, struct vck_error *err)
{
	struct loader *l = loader_new();
	return finish(l, loader_add_memory(l, name, bytes, len, err), out, err);
}

void vck_net_free(struct vck_net *net)
{
	net_free((struct net *)net);
}

static const struct net *inside(const struct vck_net *net)
{
	return (const struct net *)net;
}

size_t vck_net_vpc_count(const struct vck_net *net)
{
	return inside(net)->vpcs.len;
}

size_t vck_net_warning_count(const struct vck_net *net)
{
	return inside(net)->warnings.len;
}

const char *vck_net_warning(const struct vck_net *net, size_t index)
{
	return index < inside(net)->warnings.len ? inside(net)->warnings.items[index] : NULL;
}
