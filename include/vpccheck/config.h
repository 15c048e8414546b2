/*
 * config.h - vpccheck.yaml: what a team expects of its network, and what it has decided to live
 * with.
 *
 * The file is vpccheck.yaml(5); share/vpccheck.schema.json describes it for editors. A parsed
 * configuration depends on no network and may be used for many.
 */
#ifndef VPCCHECK_CONFIG_H
#define VPCCHECK_CONFIG_H

#include <vpccheck/error.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vck_config;
struct vck_net;

/*
 * `today`: "2027-01-31", by which ignores expire; NULL: none does. Errors are VCK_E_CONFIG with
 * file, line and column, or what reading it gave. On VCK_OK the caller ends *out with
 * vck_config_free().
 */
enum vck_status vck_config_load(const char *path, const char *today, struct vck_config **out,
				struct vck_error *);
/* The same of bytes in memory; `name` is the file's name in messages. */
enum vck_status vck_config_parse(const char *name, const char *bytes, size_t len, const char *today,
				 struct vck_config **out, struct vck_error *);
void vck_config_free(struct vck_config *);

/*
 * A commented vpccheck.yaml for this network: the groups it shows and what reaches what today. It
 * is accepted by vck_config_parse() and holds on the same network. The caller ends *out with
 * free().
 */
enum vck_status vck_config_init(const struct vck_net *, char **out, struct vck_error *);

#ifdef __cplusplus
}
#endif
#endif
