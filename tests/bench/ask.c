/*
 * ask.c - bench-ask TASK JOBS PATH...: load a network, then ask one question of it.
 *
 * Prints "SECONDS PEAK COUNT": CPU seconds of the question alone (all threads), the peak of memory
 * of the whole process in KiB, and how many rows, flows or findings the answer has.
 */
#include <vpccheck/finding.h>
#include <vpccheck/matrix.h>
#include <vpccheck/net.h>
#include <vpccheck/query.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static unsigned long count;

static bool count_row(void *ctx, const struct vck_matrix_row *row)
{
	(void)ctx, (void)row;
	count++;
	return true;
}

static enum vck_status matrix(const struct vck_net *net, const struct vck_matrix_options *options,
			      struct vck_error *err)
{
	return vck_matrix(net, options, count_row, NULL, err);
}

static enum vck_status service(const struct vck_net *net, unsigned jobs, struct vck_error *err)
{
	return matrix(net, &(struct vck_matrix_options){.protocol = "tcp/22", .jobs = jobs}, err);
}

static enum vck_status exact(const struct vck_net *net, unsigned jobs, struct vck_error *err)
{
	return matrix(net, &(struct vck_matrix_options){.jobs = jobs}, err);
}

static enum vck_status pairs(const struct vck_net *net, unsigned jobs, struct vck_error *err)
{
	static const char *const protocols[] = {"tcp/22", "icmp"};
	enum vck_status st = VCK_OK;
	for (int i = 0; i < 2 && !st; i++)
		st = matrix(net,
			    &(struct vck_matrix_options){
				    .protocol = protocols[i], .pairs = true, .jobs = jobs},
			    err);
	return st;
}

static enum vck_status check(const struct vck_net *net, unsigned jobs, struct vck_error *err)
{
	struct vck_report *report = NULL;
	enum vck_status st =
		vck_check(net, &(struct vck_check_options){.jobs = jobs}, &report, err);
	if (!st)
		count = report->n_findings;
	vck_report_free(report);
	return st;
}

static const struct {
	const char *name;
	enum vck_status (*ask)(const struct vck_net *, unsigned jobs, struct vck_error *);
} tasks[] = {{"service", service}, {"exact", exact}, {"pairs", pairs}, {"check", check}};

static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fail(const struct vck_error *err)
{
	fprintf(stderr, "bench-ask: %s %s\n", err->where, err->text);
	return 2;
}

int main(int argc, char **argv)
{
	size_t task = 0;
	while (argc > 3 && task < sizeof tasks / sizeof *tasks &&
	       strcmp(tasks[task].name, argv[1]) != 0)
		task++;
	if (argc < 4 || task == sizeof tasks / sizeof *tasks) {
		fputs("usage: bench-ask service|exact|pairs|check JOBS PATH...\n", stderr);
		return 2;
	}
	unsigned jobs = (unsigned)strtoul(argv[2], NULL, 10);
	struct vck_load_options options = {.jobs = jobs};
	struct vck_error err = {0};
	struct vck_net *net;
	struct rusage usage;
	if (vck_net_load_with(&options, (const char *const *)(argv + 3), (size_t)argc - 3, &net,
			      &err))
		return fail(&err);
	double began = cpu();
	if (tasks[task].ask(net, jobs, &err))
		return fail(&err);
	double took = cpu() - began;
	getrusage(RUSAGE_SELF, &usage);
	printf("%.6f %ld %lu\n", took, usage.ru_maxrss, count);
	vck_net_free(net);
	return 0;
}
