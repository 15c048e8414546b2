static void plan_transits(struct world *w)
{
	(void)w;
}
static void nat_gateways(struct world *w, unsigned n)
{
	(void)w;
	(void)n;
}
static void endpoints(struct world *w, unsigned n)
{
	(void)w;
	(void)n;
}
static void balancers(struct world *w, unsigned n)
{
	(void)w;
	(void)n;
}
static void transits(struct world *w)
{
	(void)w;
}
static void exclusions(struct world *w)
{
	(void)w;
}
static void block_public_access(struct world *w, unsigned s, struct buf *b)
{
	(void)w;
	(void)s;
	(void)b;
}
