/* limits.h - every limit of the program, with its reason. Passing one is an error, never a cut. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_JSON_DEPTH 64 /* the deepest Describe* answer nests 10 levels */
#define LIMIT_JSON_ELEMENT                                                                         \
	(64u << 20)                  /* bytes of one resource; AWS's largest are some hundred KB */
#define LIMIT_FOLDER_DEPTH   32      /* aws_configs/accounts/ACCOUNT/REGION/x.json needs 5 */
#define LIMIT_SNAPSHOT_FILES 1000000 /* 40 files x 30 Regions x 800 accounts */
#define LIMIT_ID             1024    /* bytes of a resource id; ARNs are the longest */
#define LIMIT_HOPS           64      /* hops of one walk, before it counts as a loop */
#define LIMIT_CONFIG         (16u << 20) /* bytes of vpccheck.yaml or of a flows file's line */

/* resources of a network whose fixes are tried: on a copy, so about half as much memory again.
 * Passing this one is no error; the fixes say that they were not tried */
#define LIMIT_TRIED_OBJECTS 500000

#endif
