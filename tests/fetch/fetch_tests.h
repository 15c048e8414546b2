/* What the files of this test program share. */
#ifndef TESTS_FETCH_TESTS_H
#define TESTS_FETCH_TESTS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"
#include "tests/checks.h"

TCase *sigv4_tests(void);
TCase *config_tests(void);
TCase *xml_tests(void);
TCase *creds_tests(void);
TCase *creds_cases_tests(void);
TCase *creds_role_tests(void);
TCase *creds_machine_tests(void);
TCase *creds_sso_tests(void);
TCase *redact_tests(void);
TCase *order_tests(void);
TCase *endpoint_tests(void);
TCase *run_tests(void);
TCase *trouble_tests(void);
TCase *network_tests(void);
TCase *secret_tests(void);
TCase *file_tests(void);
TCase *request_tests(void);
TCase *account_tests(void);
TCase *renewal_tests(void);

/* A file of testdata/, whole. */
char *testdata(struct arena *, const char *path);
cJSON *testdata_json(struct arena *, const char *path);

/* A file of AWS's conformance data, or NULL (said once) where it is not. */
char *shared_data(struct arena *, const char *path);
cJSON *shared_json(struct arena *, const char *path);

char *text_of(struct arena *, const char *path);

/* Call each(name) for the members of a folder, in order; their number. */
unsigned each_name(const char *folder, void (*each)(const char *folder, const char *name));
const char *shared_folder(void); /* NULL: not there */

#endif
