/* policy.c - what a cause is worth for the flow that met it. */
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

enum vck_severity config_severity(const struct vck_config *config, enum vck_code code,
				  enum vck_severity usual)
{
	enum vck_severity said = config ? config->severity[code] : VCK_SEVERITY_NONE;
	return said ? said : usual;
}

/* A lint that is worth less than usual here (a deleted connection) is not raised by the
 * configuration. */
enum vck_severity policy_lint(const struct checker *c, enum vck_code code,
			      enum vck_severity severity)
{
	enum vck_severity said = config_severity(c->config, code, severity);
	return severity < vck_code_info(code)->lint && said > severity ? severity : said;
}

enum vck_severity policy_severity(const struct checker *c, const struct ask *ask,
				  enum vck_code code)
{
	enum vck_severity most =
		problem_is_filter(code) ? ask->filter_severity : ask->state_severity;
	enum vck_severity usual = config_severity(c->config, code, vck_code_info(code)->severity);
	return usual < most ? usual : most;
}
