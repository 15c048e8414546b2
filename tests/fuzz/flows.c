/* flows.c - any bytes as the file of `path --flows`: questions, which a network answers or says what is
 * wrong with them, or an error with its line. */
#include "cli/flows.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "fuzz/lab.h"

#include <string.h>

static void answer(const struct vck_question *q)
{
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_path(lab(), q, 1, NULL, &report, &err);
	assert(st ? !report && err.status == st && *err.text : report && report->n_flows);
	vck_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[FILE_NAME_SIZE];
	struct arena arena = {0};
	struct questions questions = VEC_INIT;
	struct vck_error err = {0};
	int fd = file_of(data, size, name);
	enum vck_status st = flows_read(name, "any", &arena, &questions, &err);
	assert(!st == (err.status == VCK_OK));
	if (st)
		assert(*err.text && strstr(err.where, name));
	for (size_t i = 0; !st && i < questions.len; i++)
		answer(&questions.items[i]);
	vec_free(&questions);
	arena_free(&arena);
	close(fd);
	return 0;
}
