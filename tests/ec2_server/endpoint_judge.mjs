// endpoint_judge.mjs NODE_MODULES <ROWS >ANSWERS - where AWS's own JavaScript SDK, whose endpoint settings are of this
// year, would send a request of each service: ROWS is a list of {env, endpoint}, ANSWERS one of {service: place or
// error}. Nothing is sent.
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

const require = createRequire(join(process.argv[2], "judge.js"));
const services = Object.entries({
	sts: ["client-sts", "STSClient", "GetCallerIdentityCommand"],
	ec2: ["client-ec2", "EC2Client", "DescribeVpcsCommand"],
	elasticloadbalancing: ["client-elastic-load-balancing-v2", "ElasticLoadBalancingV2Client",
		"DescribeLoadBalancersCommand"],
}).map(([name, [module, client, command]]) => ({ name, client: require(`@aws-sdk/${module}`)[client],
	command: require(`@aws-sdk/${module}`)[command] }));

function placeOf(request) {
	const region = /Credential=[^/]*\/\d*\/([^/]*)\//.exec(request.headers.authorization)[1];
	const port = request.port ? `:${request.port}` : "";
	return `${request.hostname}${port}${request.path} for ${region}`;
}

async function place({ client, command }, endpoint) {
	const asked = new client({ maxAttempts: 1, ...(endpoint ? { endpoint } : {}) });
	let found;
	asked.middlewareStack.add(() => ({ request }) => { // the last of all: the request is signed
		found = placeOf(request);
		throw new Error("not sent");
	}, { step: "finalizeRequest", priority: "low", name: "place" });
	try {
		await asked.send(new command({}));
	} catch (error) {
		found ??= `error: ${error.message}`;
	}
	return found;
}

const answers = [];
for (const { env, endpoint } of JSON.parse(readFileSync(0, "utf8"))) {
	for (const name of Object.keys(process.env)) delete process.env[name];
	Object.assign(process.env, env);
	const answer = {};
	for (const service of services) answer[service.name] = await place(service, endpoint);
	answers.push(answer);
}
process.stdout.write(JSON.stringify(answers));
