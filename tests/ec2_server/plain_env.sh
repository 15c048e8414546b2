# shellcheck shell=sh
# plain_env.sh - to be sourced: what a developer has set for AWS's tools and for proxies is not the tests' affair.
for name in $(env | sed -nE 's/^(AWS_[A-Za-z0-9_]*|[a-z]+_proxy|[A-Z]+_PROXY)=.*/\1/p'); do
	unset "$name"
done
