/*
 * load.c - bench-load vpccheck|threads|stream|cjson|nothing PATH...: read snapshots, and do nothing
 * with them.
 *
 *	vpccheck  the product's loader on one thread: files become a linked model
 *	threads   the same on all cores
 *	stream    base/json alone: every element of every top-level array is parsed, none is kept
 *	cjson     each file read whole, parsed whole, and freed before the next
 *	nothing   not even that: what a process takes that has all of this in it
 */
#include "load/load.h"
#include "base/file.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum vck_status load_vpccheck(unsigned jobs, char **paths, int count, struct vck_error *err)
{
	struct loader *l = loader_new_with(&(struct vck_load_options){.jobs = jobs});
	struct net *net = NULL;
	enum vck_status st = VCK_OK;
	for (int i = 0; i < count && !st; i++)
		st = loader_add_path(l, paths[i], err);
	if (st) {
		loader_free(l);
		return st;
	}
	st = loader_finish(l, &net, err);
	net_free(net);
	return st;
}

static enum json_want every_element(void *ctx, const char *key, unsigned depth)
{
	(void)ctx, (void)key, (void)depth;
	return JSON_ELEMENTS;
}

static enum vck_status drop(void *ctx, const struct json_place *place, const cJSON *value,
			    struct vck_error *err)
{
	(void)ctx, (void)place, (void)value, (void)err;
	return VCK_OK;
}

static enum vck_status stream_file(void *ctx, const char *path, struct vck_error *err)
{
	(void)ctx;
	int fd;
	enum vck_status st = file_open(path, &fd, err);
	if (st)
		return st;
	struct json_source s = json_source_fd(path, fd);
	st = json_walk(&s, &(struct json_visitor){.member = every_element, .value = drop}, err);
	json_source_free(&s);
	close(fd);
	return st;
}

static enum vck_status cjson_file(void *ctx, const char *path, struct vck_error *err)
{
	(void)ctx;
	struct buf b = BUF_INIT;
	enum vck_status st = file_read(path, (size_t)1 << 40, &b, err);
	if (!st) {
		cJSON *tree = cJSON_ParseWithLength(buf_str(&b), b.len);
		if (!tree)
			st = vck_fail(err, VCK_E_INPUT, &(struct where){.file = path}, "not JSON");
		cJSON_Delete(tree);
	}
	buf_free(&b);
	return st;
}

static enum vck_status each_file(char **paths, int count, file_each_fn *each, struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	for (int i = 0; i < count && !st; i++)
		st = file_walk(paths[i], each, NULL, err);
	return st;
}

int main(int argc, char **argv)
{
	struct vck_error err;
	enum vck_status st = VCK_E_USAGE;
	if (argc < 3)
		vck_fail(&err, st, NULL,
			 "usage: bench-load vpccheck|threads|stream|cjson|nothing PATH...");
	else if (strcmp(argv[1], "vpccheck") == 0)
		st = load_vpccheck(1, argv + 2, argc - 2, &err);
	else if (strcmp(argv[1], "threads") == 0)
		st = load_vpccheck(0, argv + 2, argc - 2, &err);
	else if (strcmp(argv[1], "stream") == 0)
		st = each_file(argv + 2, argc - 2, stream_file, &err);
	else if (strcmp(argv[1], "cjson") == 0)
		st = each_file(argv + 2, argc - 2, cjson_file, &err);
	else if (strcmp(argv[1], "nothing") == 0)
		st = VCK_OK;
	else
		vck_fail(&err, st, NULL, "%s: no such way to load", argv[1]);
	char text[2048];
	if (st)
		fprintf(stderr, "%s\n", vck_error_string(&err, text, sizeof text));
	return st ? 2 : 0;
}
