/* baseline.c - any bytes as the file of --baseline: an earlier report, by which findings are left out,
 * or an error. */
#include "cli/report.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "fuzz/lab.h"

#include <vpccheck/query.h>

#include <stdlib.h>
#include <string.h>

/* What the lab's findings are, to begin with; made once. */
static const struct vck_report *all(void)
{
	static struct vck_report *report;
	struct vck_error err;
	enum vck_status st =
		report ? VCK_OK
		       : vck_check(lab(), &(struct vck_check_options){.jobs = 1}, &report, &err);
	assert(!st);
	return report;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[FILE_NAME_SIZE];
	int fd = file_of(data, size, name);
	struct arena arena = {0};
	struct vck_report report = *all();
	struct vck_error err = {0};
	enum vck_status st =
		report_baseline(&(struct options){.baseline = name}, &arena, &report, &err);
	assert(err.status == st && report.n_findings <= all()->n_findings);
	if (st)
		assert(*err.text && strstr(err.where, name));
	arena_free(&arena);
	close(fd);
	return 0;
}

/* No report is written here. */
enum vck_status cli_write_file(const char *path, const struct buf *bytes, struct vck_error *err)
{
	(void)path, (void)bytes, (void)err;
	abort();
}
