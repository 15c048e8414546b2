/* codes.c - the names of codes, severities, verdicts and outcomes: one list, many expansions. */
#include "base/str.h"
#include "base/vec.h"

#include <vpccheck/finding.h>

#define SEVERITY(name) VCK_SEVERITY_##name
static const struct vck_code_info infos[VCK_CODE_COUNT] = {
#define VCK_CODE(symbol, code_, severity_, lint_, type_, aws_, line_)                              \
	[VCK_##symbol] = {                                                                         \
		.code = code_,                                                                     \
		.resource_type = type_,                                                            \
		.aws_code = aws_,                                                                  \
		.summary = line_,                                                                  \
		.severity = SEVERITY(severity_),                                                   \
		.lint = SEVERITY(lint_),                                                           \
	},
#include <vpccheck/codes.def>
#undef VCK_CODE
};

const struct vck_code_info *vck_code_info(enum vck_code code)
{
	return code > VCK_NO_CODE && code < VCK_CODE_COUNT ? &infos[code] : NULL;
}

enum vck_code vck_code_of(const char *name)
{
	for (int i = VCK_NO_CODE + 1; i < VCK_CODE_COUNT; i++)
		if (str_eq(infos[i].code, name))
			return (enum vck_code)i;
	return VCK_NO_CODE;
}

static const char *const severities[] = {
	[VCK_SEVERITY_NONE] = "none",
	[VCK_SEVERITY_INFO] = "info",
	[VCK_SEVERITY_WARNING] = "warning",
	[VCK_SEVERITY_ERROR] = "error",
};
static const char *const verdicts[] = {
	[VCK_REACHABLE] = "reachable",
	[VCK_PARTIAL] = "partial",
	[VCK_BLOCKED] = "blocked",
	[VCK_UNKNOWN] = "unknown",
};
static const char *const outcomes[] = {
	[VCK_PASS] = "pass",
	[VCK_PASS_PARTLY] = "partial",
	[VCK_STOP] = "block",
	[VCK_NOT_KNOWN] = "unknown",
};

static const char *name_in(const char *const *names, size_t count, unsigned i)
{
	return i < count ? names[i] : "?";
}

const char *vck_severity_name(enum vck_severity s)
{
	return name_in(severities, COUNT_OF(severities), s);
}

const char *vck_verdict_name(enum vck_verdict v)
{
	return name_in(verdicts, COUNT_OF(verdicts), v);
}

const char *vck_outcome_name(enum vck_outcome o)
{
	return name_in(outcomes, COUNT_OF(outcomes), o);
}
