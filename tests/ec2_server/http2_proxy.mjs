// http2_proxy.mjs CERTIFICATE KEY PORT BACKEND LOG [--http1] [--streams=N] [--requests=N] - a host with a certificate
// before the test server, which speaks plain HTTP/1.1: it offers HTTP/2, and no more than that, or with --http1 what
// is older. --streams: so many at a time on a connection; --requests: after so many a connection gets a GOAWAY.
// PORT 0: any; the port is printed once somebody listens. What breaks off behind it, it breaks off. Of each answer LOG
// gets a line: the protocol, the port of the connection's other end, the status.
import { appendFileSync, readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { parseArgs } from "node:util";

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: { http1: { type: "boolean" }, streams: { type: "string" }, requests: { type: "string" } },
});
const [certificate, key, port, backend, log] = positionals;
const agent = new http.Agent({ keepAlive: true });
const identity = { cert: readFileSync(certificate), key: readFileSync(key) };

// Headers that belong to a connection of HTTP/1.1, or are pseudo-headers.
const isOfConnection = (name) => name.startsWith(":") || ["connection", "keep-alive", "transfer-encoding"].includes(name);

function passedOn(headers) {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOfConnection(name)));
}

function breakOff(response) {
	if (response.stream) response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
	else response.socket.destroy();
}

function forward(request, response) {
	const host = request.authority ?? request.headers.host;
	const protocol = request.httpVersionMajor === 2 ? "h2" : "http/1.1";
	const from = request.socket.remotePort;
	const asked = http.request({ agent, port: backend, host: "127.0.0.1", method: request.method, path: request.url,
		headers: { ...passedOn(request.headers), host } });
	asked.on("error", () => breakOff(response));
	asked.on("response", (answer) => {
		response.writeHead(answer.statusCode, passedOn(answer.headers));
		answer.on("data", (bytes) => response.write(bytes));
		answer.on("error", () => breakOff(response));
		answer.on("end", () => {
			appendFileSync(log, `${protocol} ${from} ${answer.statusCode}\n`);
			response.end();
		});
	});
	request.pipe(asked);
}

const server = options.http1 ? https.createServer(identity) : http2.createSecureServer({ ...identity,
	settings: options.streams ? { maxConcurrentStreams: Number(options.streams) } : {} });
server.on("request", forward);
if (options.requests)
	server.on("session", (session) => {
		let left = Number(options.requests);
		session.on("stream", () => { if (--left === 0) session.close(); }); // what is in the air is answered yet
	});
server.listen(Number(port), "127.0.0.1", () => console.log(server.address().port));
