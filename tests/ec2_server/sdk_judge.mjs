// sdk_judge.mjs NODE_MODULES URL FOLDER - AWS's own JavaScript SDK as judge: does it read the same in the server's
// answers as what `vpccheck fetch` wrote into FOLDER (one file per call)? Its model is of this month, where the aws
// command of a distribution knows neither the newest calls nor the newest members.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const [modules, endpoint, folder] = process.argv.slice(2);
const require = createRequire(join(modules, "judge.js"));
const ec2 = require("@aws-sdk/client-ec2");
const client = new ec2.EC2Client({
	endpoint, region: "eu-west-1", maxAttempts: 1,
	credentials: { accessKeyId: "AKIDSERVER", secretAccessKey: "the-servers-secret" },
});
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

async function ask(operation, input, key) {
	const all = [];
	for (let token; ;) {
		const answer = await client.send(new ec2[`${operation}Command`]({ ...input, NextToken: token }));
		const list = answer[key];
		if (!Array.isArray(list)) return list;
		all.push(...list);
		token = answer.NextToken;
		if (!token) return all;
	}
}

// What a file holds, asked again: a list, an object, or a list per resource.
async function theirs(operation, key, mine) {
	const first = Array.isArray(mine) ? mine[0] : undefined;
	const inner = first && Object.keys(first).length === 2 ? Object.keys(first)[1] : undefined;
	if (!operation.startsWith("Get") && !operation.startsWith("Search")) return ask(operation, {}, key);
	const out = [];
	for (const element of mine) {
		const id = Object.keys(first)[0];
		const input = { [id]: element[id] };
		if (operation.startsWith("Search")) input.Filters = [{ Name: "state", Values: ["active", "blackhole"] }];
		out.push({ [id]: element[id], [inner]: await ask(operation, input, inner) });
	}
	return out;
}

let equal = 0, wrong = 0, unknown = 0;
for (const file of readdirSync(folder).filter((f) => f.endsWith(".json")).sort()) {
	const operation = basename(file, ".json").split("-").map((w) => w[0].toUpperCase() + w.slice(1)).join("");
	if (!ec2[`${operation}Command`]) {
		unknown++; // of elbv2
		continue;
	}
	const [[key, mine]] = Object.entries(JSON.parse(readFileSync(join(folder, file), "utf8")));
	const other = await theirs(operation, key, mine);
	const a = text(Array.isArray(mine) ? mine : [mine]), b = text(Array.isArray(other) ? other : [other ?? {}]);
	if (JSON.stringify(a) === JSON.stringify(b)) {
		equal++;
		continue;
	}
	wrong++;
	const at = a.findIndex((line, i) => line !== b[i]);
	console.log(`${operation} differs:\n  ours   ${a[at] ?? a.length}\n  theirs ${b[at] ?? b.length}`);
}
console.log(`${equal} calls equal to what AWS's SDK ${require("@aws-sdk/client-ec2/package.json").version} reads, ` +
	`${unknown} that it has not, ${wrong} differ`);
process.exit(wrong || equal < 30 ? 1 : 0);
