/*
 * net.h - a network, read from what `aws ec2 describe-*` prints.
 *
 *	const char *paths[] = {"snapshot.json"};
 *	struct vck_net *net;
 *	struct vck_error err;
 *	if (vck_net_load(paths, 1, &net, &err) != VCK_OK)
 *		...;
 *	...
 *	vck_net_free(net);
 *
 * Once loaded a network never changes; any number of threads may ask it questions (query.h).
 */
#ifndef VPCCHECK_NET_H
#define VPCCHECK_NET_H

#include <vpccheck/error.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vck_net;

/*
 * Read `count` snapshots into one network. Each path is a file, a folder of *.json files (at any
 * depth; hidden ones are left out), or "-" for standard input. A file holds one or several of
 * aws-cli's outputs, or a dump of `vpccheck fetch`; what several of them say of the same resource
 * is merged.
 *
 * On VCK_OK the caller owns *out and ends it with vck_net_free(). On failure *out is NULL and *err
 * names the file, the line, the JSON pointer where there is one, and what was expected there:
 * VCK_E_INPUT for what can't be read or is not what it claims to be, VCK_E_LIMIT for more than the
 * program takes. err may be NULL. A network without a single VPC is no failure; see
 * vck_net_vpc_count().
 */
enum vck_status vck_net_load(const char *const *paths, size_t count, struct vck_net **out,
			     struct vck_error *err);

/* How to load. What is not set means what vck_net_load() does. */
struct vck_load_options {
	/* Threads; 0 = one a core. Fewer where there is little to do; the network is the same
	 * whatever the number. */
	unsigned jobs;
	/* Called now and then, by the thread that loads: bytes read so far, and of all files (0
	 * where that is not known). NULL: not called. */
	void (*progress)(void *ctx, unsigned long long done, unsigned long long total);
	void *progress_ctx;
};
enum vck_status vck_net_load_with(const struct vck_load_options *options, const char *const *paths,
				  size_t count, struct vck_net **out, struct vck_error *err);

/* The same from memory. `name` stands for the file in messages and reports; both are copied. */
enum vck_status vck_net_load_memory(const char *name, const char *bytes, size_t len,
				    struct vck_net **out, struct vck_error *err);

/* NULL is fine. */
void vck_net_free(struct vck_net *net);

size_t vck_net_vpc_count(const struct vck_net *net);

/*
 * What was odd but no error: a file that is cut, a list that names nobody. One sentence each, with
 * the file's name and without a newline. Owned by the network; NULL past the last.
 */
size_t vck_net_warning_count(const struct vck_net *net);
const char *vck_net_warning(const struct vck_net *net, size_t index);

#ifdef __cplusplus
}
#endif
#endif
