/*
 * reach.c - does this flow get through, and if not, why?
 *
 *	cc reach.c $(pkg-config --cflags --libs libvpccheck) -o reach
 *	./reach snapshot.json i-0123456789abcdef0 10.2.1.10 icmp
 */
#include <vpccheck/vpccheck.h>

#include <stdio.h>

static int fail(const struct vck_error *err)
{
	char text[2048];
	fprintf(stderr, "%s\n", vck_error_string(err, text, sizeof text));
	return 2;
}

static void print_report(const struct vck_report *report)
{
	for (size_t i = 0; i < report->n_flows; i++)
		printf("%s\n", vck_verdict_name(report->flows[i].verdict));
	for (size_t i = 0; i < report->n_findings; i++) {
		const struct vck_finding *f = &report->findings[i];
		printf("%s: %s\n", vck_code_info(f->code)->code, f->message);
		if (f->fix.proposal.summary)
			printf("\tfix: %s\n", f->fix.proposal.summary);
	}
}

int main(int argc, char **argv)
{
	struct vck_net *net = NULL;
	struct vck_report *report = NULL;
	struct vck_error err;
	if (argc != 5) {
		fprintf(stderr, "usage: reach SNAPSHOT SOURCE DESTINATION PROTOCOL\n");
		return 2;
	}
	const char *paths[] = {argv[1]};
	struct vck_question question = {
		.source = argv[2], .destination = argv[3], .protocol = argv[4]};
	if (vck_net_load(paths, 1, &net, &err))
		return fail(&err);
	if (vck_path(net, &question, 1, NULL, &report, &err)) {
		vck_net_free(net);
		return fail(&err);
	}
	print_report(report);
	int status = report->flow_counts.reachable == report->n_flows ? 0 : 1;
	vck_report_free(report);
	vck_net_free(net);
	return status;
}
