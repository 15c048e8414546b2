/* policy.c - what a cause is worth for the flow that met it (cli.md, What check checks). */
#include "check/finding.h"

bool problem_is_filter(enum vck_code code)
{
	switch ((int)code) {
	case VCK_SG_INGRESS_DENIED:
	case VCK_SG_EGRESS_DENIED:
	case VCK_NACL_INGRESS_DENIED:
	case VCK_NACL_EGRESS_DENIED:
	case VCK_NACL_EPHEMERAL_PARTIAL:
	case VCK_EIC_SOURCE_NOT_ALLOWED:
		return true;
	default:
		return false;
	}
}

enum vck_severity policy_severity(const struct ask *ask, enum vck_code code)
{
	enum vck_severity most =
		problem_is_filter(code) ? ask->filter_severity : ask->state_severity;
	enum vck_severity usual = vck_code_info(code)->severity;
	return usual < most ? usual : most;
}
