/*
 * fetch_module.c - the part that asks AWS, loaded when it is asked for.
 *
 * libcurl brings thirty libraries along, and loading them takes ten times as long as checking the
 * lab. So the program does not link that part: the functions of vpccheck/fetch.h are here, and hand
 * over to the module that lies beside the program (as built) or in MODULE_FOLDER, ../lib/vpccheck
 * (as installed). The module uses the program's own base room, so there is one cJSON arena and one
 * handler for a machine out of memory (CMakeLists.txt).
 */
#include <vpccheck/fetch.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/cli.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

#define MODULE "vpccheck-fetch.so"

static struct {
	__typeof__(&vck_fetch) fetch;
	__typeof__(&vck_fetch_to_file) to_file;
	__typeof__(&vck_fetch_to_folder) to_folder;
	__typeof__(&vck_fetch_policy) policy;
	__typeof__(&vck_fetch_commands) commands;
	__typeof__(&vck_fetch_outcome_name) outcome_name;
} module;

static const struct {
	const char *name;
	void *slot;
} symbols[] = {
	{"vck_fetch", &module.fetch},
	{"vck_fetch_to_file", &module.to_file},
	{"vck_fetch_to_folder", &module.to_folder},
	{"vck_fetch_policy", &module.policy},
	{"vck_fetch_commands", &module.commands},
	{"vck_fetch_outcome_name", &module.outcome_name},
};

/* By its whole path: a sanitizer's dlopen() does not know the program's RUNPATH. */
static void *open_beside(const char *folder)
{
	struct buf path = BUF_INIT;
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program);
	while (n > 0 && program[n - 1] != '/')
		n--;
	if (n > 0)
		buf_add(&path, program, (size_t)n);
	buf_puts(&path, folder);
	buf_puts(&path, MODULE);
	void *handle = dlopen(path.data, RTLD_NOW | RTLD_LOCAL);
	buf_free(&path);
	return handle;
}

static enum vck_status load(struct vck_error *err)
{
	if (module.fetch)
		return VCK_OK;
	void *handle = open_beside("");
	if (!handle)
		handle = open_beside(MODULE_FOLDER "/");
	if (!handle)
		return vck_fail(err, VCK_E_IO, NULL, "the part that asks AWS can't be loaded: %s",
				dlerror());
	for (size_t i = sizeof symbols / sizeof *symbols;
	     i-- > 0;) { /* `fetch` last: all are there */
		void *address = dlsym(handle, symbols[i].name);
		if (!address)
			return vck_fail(err, VCK_E_IO, NULL,
					"%s is of another version: it lacks %s", MODULE,
					symbols[i].name);
		memcpy(symbols[i].slot, &address, sizeof address);
	}
	return VCK_OK;
}

/* For the functions that have no way to fail. */
static void load_or_end(void)
{
	struct vck_error err;
	if (!load(&err))
		return;
	fprintf(stderr, "vpccheck: error: %s\n", err.text);
	exit(EXIT_AWS);
}

enum vck_status vck_fetch(const struct vck_fetch_options *options,
			  const struct vck_fetch_sink *sink, struct vck_fetch_summary *summary,
			  struct vck_error *err)
{
	enum vck_status st = load(err);
	return st ? st : module.fetch(options, sink, summary, err);
}

enum vck_status vck_fetch_to_file(const struct vck_fetch_options *options, const char *path,
				  struct vck_fetch_summary *summary, struct vck_error *err)
{
	enum vck_status st = load(err);
	return st ? st : module.to_file(options, path, summary, err);
}

enum vck_status vck_fetch_to_folder(const struct vck_fetch_options *options, const char *path,
				    struct vck_fetch_summary *summary, struct vck_error *err)
{
	enum vck_status st = load(err);
	return st ? st : module.to_folder(options, path, summary, err);
}

void vck_fetch_policy(const struct vck_fetch_options *options, vck_fetch_write_fn *write, void *ctx)
{
	load_or_end();
	module.policy(options, write, ctx);
}

void vck_fetch_commands(const struct vck_fetch_options *options, vck_fetch_write_fn *write,
			void *ctx)
{
	load_or_end();
	module.commands(options, write, ctx);
}

const char *vck_fetch_outcome_name(enum vck_fetch_outcome outcome)
{
	load_or_end();
	return module.outcome_name(outcome);
}
