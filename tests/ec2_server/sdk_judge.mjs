// sdk_judge.mjs NODE_MODULES URL FOLDER - AWS's own JavaScript SDK as judge: does it read the same in the server's
// answers as what `vpccheck fetch` wrote into FOLDER (one file per call)? Its models are of this year, where the aws
// command of a distribution knows neither the newest calls nor the newest members. EC2 and ELBv2 call by call; STS and
// Organizations must name the account that the folder stands for.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const [modules, endpoint, folder] = process.argv.slice(2);
const require = createRequire(join(modules, "judge.js"));
const options = {
	endpoint, region: "eu-west-1", maxAttempts: 1,
	credentials: { accessKeyId: "AKIDSERVER", secretAccessKey: "the-servers-secret" },
};
const sdk = (name, client) => {
	const module = require(`@aws-sdk/${name}`);
	return { module, client: new module[client](options), version: require(`@aws-sdk/${name}/package.json`).version };
};
const services = [sdk("client-ec2", "EC2Client"),
	sdk("client-elastic-load-balancing-v2", "ElasticLoadBalancingV2Client")];
const secrets = new Set(["CustomerGatewayConfiguration", "PreSharedKey"]);

// Times are Date objects there and text here; secrets are redacted here alone.
function normal(value, key) {
	if (secrets.has(key) && value !== undefined) return "REDACTED";
	if (value instanceof Date) return `time ${value.getTime()}`;
	if (typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value))
		return `time ${Date.parse(value)}`;
	if (Array.isArray(value)) return value.map((v) => normal(v));
	if (value === null || typeof value !== "object") return value;
	return Object.fromEntries(Object.keys(value).sort().filter((k) => value[k] !== undefined)
		.map((k) => [k, normal(value[k], k)]));
}

const text = (elements) => elements.map((e) => JSON.stringify(normal(e))).sort();

async function ask(service, operation, input, key) {
	const all = [];
	for (let token = {}; ;) {
		const answer = await service.client.send(new service.module[`${operation}Command`]({ ...input, ...token }));
		const list = answer[key];
		if (!Array.isArray(list)) return list ?? [];
		all.push(...list);
		if (answer.NextToken) token = { NextToken: answer.NextToken };
		else if (answer.NextMarker) token = { Marker: answer.NextMarker };
		else return all;
	}
}

// The parameter that a call per resource is asked by, which is the first member of what it brought.
const resources = new Set(["PrefixListId", "TransitGatewayRouteTableId", "LoadBalancerArn", "ListenerArn",
	"TargetGroupArn"]);

// What a file holds, asked again: a list, an object, or a list per resource.
async function theirs(service, operation, key, mine) {
	const [id, inner, ...more] = Array.isArray(mine) && mine.length ? Object.keys(mine[0]) : [];
	const perResource = resources.has(id) && !more.length && Array.isArray(mine[0][inner]);
	if (!perResource) return /^(Get|Search)/.test(operation) ? [] : ask(service, operation, {}, key);
	const out = [];
	for (const element of mine) {
		const input = { [id]: element[id] };
		if (operation.startsWith("Search")) input.Filters = [{ Name: "state", Values: ["active", "blackhole"] }];
		out.push({ [id]: element[id], [inner]: await ask(service, operation, input, inner) });
	}
	return out;
}

// Calls that can't be asked at all without a resource.
const perResourceOnly = new Set(["DescribeListeners", "DescribeRules", "DescribeLoadBalancerAttributes",
	"DescribeTargetGroupAttributes", "DescribeTargetHealth"]);

const per = new Map();
let equal = 0, wrong = 0, unknown = 0;
for (const file of readdirSync(folder).filter((f) => f.endsWith(".json")).sort()) {
	const operation = basename(file, ".json").split("-").map((w) => w[0].toUpperCase() + w.slice(1)).join("");
	const service = services.find((s) => s.module[`${operation}Command`]);
	if (!service) {
		unknown++;
		continue;
	}
	const [[key, mine]] = Object.entries(JSON.parse(readFileSync(join(folder, file), "utf8")));
	const other = Array.isArray(mine) && !mine.length && perResourceOnly.has(operation) ? []
		: await theirs(service, operation, key, mine);
	per.set(service, (per.get(service) ?? 0) + 1);
	const a = text(Array.isArray(mine) ? mine : [mine]), b = text(Array.isArray(other) ? other : [other ?? {}]);
	if (JSON.stringify(a) === JSON.stringify(b)) {
		equal++;
		continue;
	}
	wrong++;
	const at = a.findIndex((line, i) => line !== b[i]);
	console.log(`${operation} differs:\n  ours   ${a[at] ?? a.length}\n  theirs ${b[at] ?? b.length}`);
}

// Who we are, and whose organization it is.
const sts = sdk("client-sts", "STSClient"), organizations = sdk("client-organizations", "OrganizationsClient");
const account = basename(join(folder, ".."));
const identity = await sts.client.send(new sts.module.GetCallerIdentityCommand({}));
const accounts = [];
for (let token; ;) {
	const page = await organizations.client.send(new organizations.module.ListAccountsCommand({ NextToken: token }));
	accounts.push(...page.Accounts.map((a) => a.Id));
	token = page.NextToken;
	if (!token) break;
}
if (identity.Account !== account || !accounts.includes(account)) {
	wrong++;
	console.log(`the account is ${identity.Account} of ${accounts}, not ${account}`);
}

console.log(`${equal} calls equal to what AWS's SDK reads (EC2 ${services[0].version}: ${per.get(services[0]) ?? 0}, ` +
	`ELBv2 ${services[1].version}: ${per.get(services[1]) ?? 0}), ${unknown} that it has not, ${wrong} differ`);
process.exit(wrong || unknown || equal < 50 ? 1 : 0);
