/* render_gitlab.c - GitLab's code quality report: the findings that nobody silenced. */
#include "render/render.h"

#include "base/banned.h"

static const char *gitlab_severity(enum vck_severity severity)
{
	static const char *const names[] = {
		[VCK_SEVERITY_NONE] = "info",
		[VCK_SEVERITY_INFO] = "info",
		[VCK_SEVERITY_WARNING] = "minor",
		[VCK_SEVERITY_ERROR] = "critical",
	};
	return names[severity];
}

static void put_issue(struct jsonw *w, struct view *v, const struct vck_finding *f)
{
	jw_object(w, NULL);
	jw_string(w, "description",
		  arena_printf(&v->arena, "%s: %s", code_name(f->code), f->message));
	jw_string(w, "check_name", code_name(f->code));
	jw_string(w, "fingerprint", f->fingerprint);
	jw_string(w, "severity", gitlab_severity(f->severity));
	jw_flat_object(w, "location");
	jw_string(w, "path", view_path(v, f->resource.file));
	jw_flat_object(w, "lines");
	jw_number(w, "begin", line_or_one(f->resource.line));
	jw_end(w);
	jw_end(w);
	jw_end(w);
}

void render_gitlab(struct out *out, struct view *v)
{
	struct jsonw w = {.out = out};

	jw_array(&w, NULL);
	for (size_t i = 0; i < v->report->n_findings; i++)
		if (!v->report->findings[i].suppressed)
			put_issue(&w, v, &v->report->findings[i]);
	jw_end(&w);
	jw_newline(&w);
}
