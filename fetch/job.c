#include "fetch/job.h"
#include "base/json.h"
#include "fetch/json_text.h"
#include "fetch/session.h"
#include "fetch/xml_json.h"

#include <stdlib.h>
#include <string.h>

struct job *job_new(struct region_run *at, const struct call *call, const char *resource)
{
	struct job *j = mem_zalloc(sizeof *j);
	j->at = at;
	j->call = call;
	j->resource = resource ? arena_strdup(&j->arena, resource) : NULL;
	return j;
}

void job_end(struct job *j)
{
	j->state = JOB_DONE;
	request_free(&j->request);
	vec_free(&j->pieces);
	map_free(&j->tokens);
	arena_free(&j->arena);
}

/* ---- asking ---- */

void job_write_request(struct job *j, const struct scope *scope)
{
	struct request *q = &j->request;
	const struct call *call = j->call;
	char page[16];
	q->endpoint = scope->endpoints[call->service];
	q->credentials = &scope->session->credentials;
	request_query(q, call->service, call->operation);
	if (j->resource)
		request_add(q, call->id_key, j->resource);
	buf_puts(&q->body, call->more);
	if (call->page) {
		struct buf number = BUF_INIT;
		buf_printf(&number, "%u", call->page);
		memcpy(page, buf_str(&number), number.len + 1);
		buf_free(&number);
		request_add(q, call->service == SERVICE_ELBV2 ? "PageSize" : "MaxResults", page);
	}
	if (j->token)
		request_add(q, call->service == SERVICE_ELBV2 ? "Marker" : "NextToken", j->token);
}

/* ---- an answer ---- */

enum vck_status job_parse_page(const struct job *j, cJSON **out, struct vck_error *err)
{
	const struct call *call = j->call;
	bool query = call->service == SERVICE_ELBV2;
	struct arena a = ARENA_INIT;
	enum vck_status st = xml_json(
		&(struct xml_body){
			.name = arena_printf(&a, "%s %s", call_service_name(call), call->operation),
			.bytes = buf_str(&j->request.exchange.answer),
			.len = j->request.exchange.answer.len,
			.root = arena_printf(&a, "%sResponse", call->operation),
			.wrapper = query ? arena_printf(&a, "%sResult", call->operation) : NULL,
			.shape = xml_shape_of(call_service_name(call), call->operation),
		},
		out, err);
	arena_free(&a);
	return st;
}

static void add_piece(struct job *j, const cJSON *element)
{
	struct buf text = BUF_INIT;
	const char *key = call_element_key(j->call), *id = key ? json_string(element, key) : NULL;
	json_text(&text, element, 0);
	struct piece piece = {arena_strdup(&j->arena, id ? id : ""),
			      arena_strndup(&j->arena, buf_str(&text), text.len)};
	vec_push(&j->pieces, piece);
	buf_free(&text);
}

void job_add_page(struct job *j, const cJSON *page)
{
	const cJSON *list = json_get(page, j->call->answer_key), *element;
	if (cJSON_IsObject(list))
		add_piece(j, list);
	else if (list)
		cJSON_ArrayForEach(element, list) add_piece(j, element);
}

bool job_next_token(struct job *j, const cJSON *page)
{
	const char *token = json_string(page, "NextToken");
	if (!token)
		token = json_string(page, "NextMarker");
	j->token = NULL;
	if (str_empty(token))
		return true;
	if (!j->tokens.arena)
		j->tokens = map_init(&j->arena);
	if (map_get_str(&j->tokens, token))
		return false;
	j->token = arena_strdup(&j->arena, token);
	map_put_str(&j->tokens, j->token, j);
	return true;
}

void job_forget_pages(struct job *j)
{
	char *resource = j->resource ? strdup(j->resource) : NULL;
	map_free(&j->tokens);
	memset(&j->tokens, 0, sizeof j->tokens);
	vec_free(&j->pieces);
	arena_reset(&j->arena);
	j->resource = resource ? arena_strdup(&j->arena, resource) : NULL;
	j->token = NULL;
	j->pages = 0;
	free(resource);
}

void job_wrap(const struct job *j, struct buf *out)
{
	buf_printf(out, "{\n    \"%s\": ", j->call->id_key);
	json_text_string(out, j->resource);
	buf_printf(out, ",\n    \"%s\": [", j->call->answer_key);
	for (size_t i = 0; i < j->pieces.len; i++) {
		buf_puts(out, i ? ",\n        " : "\n        ");
		json_text_shift(out, j->pieces.items[i].text, 8);
	}
	buf_puts(out, j->pieces.len ? "\n    ]\n}" : "]\n}");
}
