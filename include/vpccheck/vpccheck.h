/* vpccheck.h - the whole public interface. */
#ifndef VPCCHECK_VPCCHECK_H
#define VPCCHECK_VPCCHECK_H

#include <vpccheck/config.h>
#include <vpccheck/error.h>
#include <vpccheck/finding.h>
#include <vpccheck/flow.h>
#include <vpccheck/matrix.h>
#include <vpccheck/net.h>
#include <vpccheck/query.h>
#include <vpccheck/render.h>

#endif
