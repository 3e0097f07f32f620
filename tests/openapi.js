// SPDX-License-Identifier: MIT
// openapi.js SOURCE WORK SERVE: the description and the service tell the same. Keeps true: every answer seen is
// described (status, headers, type, every key of the body), and every answer described is seen.
'use strict';
const fs = require('fs');
const http = require('http');
const net = require('net');
const path = require('path');
const { spawn } = require('child_process');

const [source, work, serve] = process.argv.slice(2);
const modules = path.join(work, 'node_modules');
const file = path.join(source, 'classifier/serve/openapi.json');
const text = fs.readFileSync(file, 'utf8');
const api = JSON.parse(text);
const TOKEN = 'a-token-of-some-length';
// What HTTP itself, or every answer of the service, has; docs/serve.md tells of the latter.
const STANDING = ['date', 'content-length', 'content-type', 'connection', 'cache-control', 'cross-origin-resource-policy', 'referrer-policy',
    'x-content-type-options', 'content-security-policy'];
const METHODS = ['get', 'head', 'post', 'put', 'delete', 'options', 'patch'];

let failed = 0;
const seen = new Set();

function check(what, good, ...shown) {
    if (!good) {
        failed++;
        console.log('FAILED:', what, ...shown.map((x) => '\n    ' + String(x).slice(0, 600)));
    }
}

// ---- the description ----

function resolve(x) {
    return x && x.$ref ? resolve(x.$ref.slice(2).split('/').reduce((at, key) => at[key], api)) : x;
}

// Objects that list their keys have no others, here: a key that nobody described would pass unseen.
function closed(x) {
    if (Array.isArray(x)) return x.map(closed);
    if (x === null || typeof x !== 'object') return x;
    const copy = Object.fromEntries(Object.entries(x).map(([k, v]) => [k, k === 'const' || k === 'enum' ? v : closed(v)]));
    if (copy.type === 'object' && copy.properties && copy.additionalProperties === undefined) copy.additionalProperties = false;
    return copy;
}

function schemas() {
    const Ajv = require(path.join(modules, 'ajv/dist/2020.js')).default;
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'api', components: { schemas: closed(api.components.schemas) } });
    const made = new Map();
    return function valid(schema, value) {
        const key = JSON.stringify(schema);
        const whole = JSON.parse(key.replaceAll('"#/components', '"api#/components'));
        if (!made.has(key)) made.set(key, ajv.compile(closed(whole)));
        const good = made.get(key)(value);
        return good ? '' : JSON.stringify(made.get(key).errors.slice(0, 4));
    };
}
const valid = schemas();

function operations() {
    return Object.entries(api.paths).flatMap(([at, item]) => METHODS.filter((m) => item[m])
        .map((method) => ({ at, method, op: item[method], name: `${method.toUpperCase()} ${at}` })));
}

const parameters = (op) => (op.parameters ?? []).map(resolve);

// ---- the service ----

const running = [];

async function freePort() {
    const server = net.createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    await new Promise((done) => server.close(done));
    return port;
}

async function start(...options) {
    const port = await freePort();
    const child = spawn(serve, ['--no-config', '--quiet', '--log', 'none', '--listen', `127.0.0.1:${port}`, ...options],
        { stdio: ['ignore', 'ignore', 'inherit'] });
    running.push(child);
    for (let i = 0; i < 200; i++) {
        const there = await new Promise((done) => {
            const s = net.connect(port, '127.0.0.1', () => { s.destroy(); done(true); }).on('error', () => done(false));
        });
        if (there) return { port, child };
        await wait(50);
    }
    throw new Error('the service does not listen');
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// Several headers of one name are a list.
function ask(server, method, at, { query = '', headers = {}, body = '' } = {}) {
    return new Promise((done, fail) => {
        const options = { port: server.port, host: '127.0.0.1', method: method.toUpperCase(), path: at + query, headers, agent: false };
        if (body.length !== 0) options.headers = { ...headers, 'Content-Length': Buffer.byteLength(body) };
        const request = http.request(options, (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part));
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
        });
        request.setTimeout(60000, () => request.destroy(new Error('no answer')));
        request.on('error', fail);
        request.end(body);
    });
}

// Sends a head up to its last line, and the rest when `rest` is done; without it, never.
function askSlowly(server, method, at, rest) {
    return new Promise((done, fail) => {
        const socket = net.connect(server.port, '127.0.0.1');
        let got = '';
        socket.on('data', (part) => { got += part; });
        socket.on('error', fail);
        socket.on('close', () => done(parsed(got)));
        socket.write(`${method.toUpperCase()} ${at} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`);
        if (rest) rest.then(() => socket.write('\r\n'));
    });
}

function parsed(got) {
    const [head, ...body] = got.split('\r\n\r\n');
    const [first, ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(lines.map((l) => [l.split(':')[0].toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
    return { status: Number(first.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
}

// ---- is it described? ----

function judgeHeaders(what, described, answer) {
    const told = Object.entries(described.headers ?? {}).map(([name, h]) => [name.toLowerCase(), resolve(h)]);
    for (const name of Object.keys(answer.headers)) {
        check(`${what}: the header ${name} is described`, STANDING.includes(name) || told.some(([known]) => known === name));
    }
    for (const [name, h] of told) {
        const value = answer.headers[name];
        if (value === undefined) continue;
        seen.add(`header ${name}`);
        const wrong = valid(h.schema, h.schema.type === 'integer' ? Number(value) : value);
        check(`${what}: the header ${name}: ${value}`, !wrong, wrong);
    }
}

function judgeBody(what, type, media, body) {
    if (type.endsWith('json') && type !== 'application/x-ndjson') {
        const wrong = valid(media.schema, JSON.parse(body));
        return check(`${what}: the body`, !wrong, wrong, body);
    }
    for (const line of media['x-line-schema'] ? body.split('\n').filter((l) => l) : []) {
        const wrong = valid(media['x-line-schema'], JSON.parse(line));
        check(`${what}: a line`, !wrong, wrong, line);
    }
}

function judgeAs(what, described, answer, bare) {
    judgeHeaders(what, described, answer);
    const type = (answer.headers['content-type'] ?? '').split(';')[0];
    const media = (described.content ?? {})[type];
    if (bare || !described.content) return check(`${what}: has no body`, answer.body === '', answer.body);
    check(`${what}: the type '${type}' is described`, media);
    seen.add(`${what} ${type}`);
    if (media) judgeBody(`${what} ${type}`, type, media, answer.body);
}

function judge(method, at, answer) {
    const op = (api.paths[at] ?? {})[method];
    const described = resolve((op ?? Object.values(api.paths[at])[0]).responses[answer.status]);
    const what = `${method.toUpperCase()} ${at} ${answer.status}`;
    seen.add(what);
    check(`${what} is described`, described, answer.body);
    // what is too slow is ended before anybody looked at its method
    if (described) judgeAs(what, described, answer, method === 'head' && answer.status !== 408);
    return answer;
}

async function expect(status, server, method, at, more) {
    const answer = judge(method, at, await ask(server, method, at, more));
    check(`${method.toUpperCase()} ${at}${(more ?? {}).query ?? ''}: ${answer.status}, not ${status}`, answer.status === status, answer.body);
    return answer;
}

// ---- what is asked ----

const JSON_PLAN = () => JSON.stringify(api.paths['/v1/check'].post.requestBody.content['application/json'].examples.plan.value);
const json = (body) => ({ headers: { 'Content-Type': 'application/json' }, body });
// No two alike, since an action that comes again takes no time.
const manyActions = (count) => 'plan_id,action\n' + Array.from({ length: count }, (_, i) => `P1,Dad to ring number ${i} each morning\n`).join('');

const bodyOf = (op) => (op.requestBody ? json(JSON_PLAN()) : {});

// For each status, a request that gets it, whatever the path.
const tries = {
    200: (s, o) => expect(200, s.plain, o.method, o.at, bodyOf(o.op)),
    204: (s, o) => expect(204, s.plain, o.method, o.at),
    400: (s, o) => expect(400, s.plain, o.method, o.at, { ...bodyOf(o.op), headers: { Origin: ['http://a', 'http://b'] } }),
    401: (s, o) => expect(401, s.token, o.method, o.at, bodyOf(o.op)),
    403: (s, o) => expect(403, s.plain, o.method, o.at, { ...bodyOf(o.op), headers: { Origin: 'http://elsewhere.example' } }),
    405: (s, o) => expect(405, s.plain, 'put', o.at),
    408: async (s, o) => {
        const answer = judge(o.method, o.at, await askSlowly(s.small, o.method, o.at));
        check(`${o.name}: ${answer.status}, not 408`, answer.status === 408);
    },
    413: (s, o) => expect(413, s.small, o.method, o.at, json(JSON.stringify({ actions: [], x: 'x'.repeat(3000) }))),
    414: (s, o) => expect(414, s.plain, o.method, o.at, { ...bodyOf(o.op), query: '?' + 'x'.repeat(4096) }),
    415: (s, o) => expect(415, s.plain, o.method, o.at, { headers: { 'Content-Type': 'image/png' }, body: 'x' }),
    421: (s, o) => expect(421, s.plain, o.method, o.at, { ...bodyOf(o.op), headers: { Host: 'elsewhere.example' } }),
    422: (s, o) => expect(422, s.plain, o.method, o.at, json('{"plan_id":')),
    431: (s, o) => expect(431, s.plain, o.method, o.at, { ...bodyOf(o.op), headers: { 'X-Long': 'x'.repeat(17000) } }),
};

async function tryStatuses(servers) {
    for (const o of operations()) {
        // 405 is told of all methods that a path does not have
        const statuses = Object.keys(o.op.responses).filter((status) => status !== '503' && status !== '408');
        for (const status of statuses) {
            check(`${o.name}: there is a way to get ${status}`, tries[status]);
            if (tries[status]) await tries[status](servers, o);
        }
    }
    await Promise.all(operations().filter((o) => o.op.responses[408]).map((o) => tries[408](servers, o)));
}

async function tryNowhere(servers) {
    const answer = await ask(servers.plain, 'get', '/nothing/of/the/kind');
    check('404', answer.status === 404);
    judgeAs('404', resolve({ $ref: '#/components/responses/NotFound' }), answer);
}

async function untilMetric(server, line) {
    for (let i = 0; i < 2000 && !(await ask(server, 'get', '/metrics')).body.includes(`\n${line}\n`); i++) await wait(10);
}

// One worker, and room for one more: of several slow requests some are turned away, whatever else is asked.
async function tryBusy() {
    const busy = await start('--workers', '1', '--max-queue', '1', '--max-body', '8M', '--max-actions', '100000');
    const slow = { headers: { 'Content-Type': 'text/csv' }, body: manyActions(100000) };
    // One by one: two that come together would both wait, and there is room for one.
    const held = [ask(busy, 'post', '/v1/report', slow)];
    await untilMetric(busy, 'planmark_requests_running 1');
    held.push(ask(busy, 'post', '/v1/report', slow));
    await untilMetric(busy, 'planmark_requests_waiting 1');
    await Promise.all(operations().filter((x) => x.op.responses[503] && x.at !== '/v1/health').map(async (o) => {
        const answer = await expect(503, busy, o.method, o.at, bodyOf(o.op));
        check(`${o.name}: tells when to come again`, answer.headers['retry-after'], JSON.stringify(answer.headers));
    }));
    for (const answer of await Promise.all(held)) check('those that were taken are answered', answer.status === 200, answer.body);
}

// Those whose first line had come are answered while it stops.
async function tryStopping() {
    const stopping = await start();
    let go;
    const rest = new Promise((done) => { go = done; });
    const asked = ['get', 'head'].map((method) => askSlowly(stopping, method, '/v1/health', rest).then((answer) => judge(method, '/v1/health', answer)));
    await wait(200);
    stopping.child.kill('SIGTERM');
    await wait(200);
    go();
    for (const answer of await Promise.all(asked)) check('stopping: 503', answer.status === 503, answer.status);
}

// ---- queries ----

const VALUES = { require: 'owner,timeframe', 'min-score': '3.5', 'min-high-quality': '50%', level: 'owner=warning', today: '2030-01-01',
    columns: 'action=action', name: 'plan.json', by: 'authority' };
const ALONG = { 'excel-safe': '&format=csv' };

async function tryQueries(servers) {
    for (const o of operations().filter((x) => x.op.requestBody)) {
        for (const p of parameters(o.op)) {
            const values = p.schema.enum ?? [VALUES[p.name]];
            for (const value of values) {
                const along = value === 'no' ? '' : ALONG[p.name] ?? '';
                const answer = await expect(200, servers.plain, o.method, o.at,
                    { ...json(JSON_PLAN()), query: `?${p.name}=${encodeURIComponent(value)}${along}` });
                if (p.name === 'name') check(`${o.name}: name`, answer.body.includes('plan.json') || o.at === '/v1/report', answer.body);
            }
            if (p.schema.enum && !p.schema.enum.includes('')) {
                await expect(400, servers.plain, o.method, o.at, { ...json(JSON_PLAN()), query: `?${p.name}=nonsense` });
            }
        }
        await tryKeys(servers, o);
    }
}

// Who gives a key that is none is told all that there are.
async function tryKeys(servers, o) {
    const { detail } = JSON.parse((await expect(400, servers.plain, o.method, o.at, { ...json(JSON_PLAN()), query: '?nonsense=1' })).body);
    const told = detail.replace(/^.* takes /, '').replace(/\.$/, '').split(', ').sort().join();
    check(`${o.name}: the keys of the query`, told === parameters(o.op).map((p) => p.name).sort().join(), told);
}

// ---- bodies ----

const BODIES = [
    ['application/json', JSON.stringify([{ plan_id: 'P', actions: [] }, { plan_id: 'Q', actions: [{ action: 'Mum to ring', x: 'y' }] }])],
    ['application/x-ndjson', '{"plan_id":"P1","action":"Housing"}\n{"plan_id":"P1","action":"x'],
    ['text/csv', 'plan_id,action,actionable\nP1,Mum to be happy,1\nP2,,\n'],
    ['text/plain', 'Dad to ring the school each morning\nMum to be happy\n'],
    ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nplan_id,action\nP1,Dad to ring\n\r\n--b--\r\n'],
    ['application/octet-stream', '<html><table><tr><th>Action</th><th>Who</th></tr><tr><td>Mum to ring</td><td>Mum</td></tr></table>'],
];
const QUERIES = { '/v1/score': ['', '?evidence=all&text=none', '?text=evidence', '?summary=yes'], '/v1/check': ['', '?text=none', '?format=jsonl', '?per=all&min-score=5'],
    '/v1/extract': ['', '?text=none'], '/v1/report': ['?format=json'] };

async function tryBodies(servers) {
    for (const o of operations().filter((x) => x.op.requestBody)) {
        for (const [type, body] of BODIES) {
            check(`${o.name} takes ${type}`, o.op.requestBody.content[type.split(';')[0]]);
            for (const query of QUERIES[o.at]) {
                await expect(200, servers.plain, o.method, o.at, { headers: { 'Content-Type': type }, body, query });
            }
        }
    }
    const answer = await expect(413, servers.small, 'post', '/v1/score', { headers: { 'Content-Type': 'text/csv' }, body: manyActions(4) });
    check('413 of actions', answer.body.includes('actions'), answer.body);
}

// ---- examples ----

// What changes with rules and versions is no matter of the description.
function lasting(x) {
    if (Array.isArray(x)) return x.map(lasting);
    if (x === null || typeof x !== 'object') return x;
    const fleeting = ['pack', 'engine', 'confidence', 'unsure', 'rule', 'evidence', 'near', 'hint', 'message', 'words', 'fingerprint'];
    return Object.fromEntries(Object.entries(x).filter(([k]) => !fleeting.includes(k)).map(([k, v]) => [k, lasting(v)]));
}

const linesOf = (body) => body.split('\n').filter((l) => l).map((l) => JSON.parse(l));

function judgeExample(what, media, example) {
    const line = media['x-line-schema'];
    const wrong = line ? linesOf(example).map((l) => valid(line, l)).join('') : valid(media.schema, example);
    check(`${what}: the example fits its schema`, !wrong, wrong);
}

function walkExamples(x, what) {
    if (x === null || typeof x !== 'object') return;
    if (x.schema && x.example !== undefined) judgeExample(what, x, x.example);
    for (const [name, e] of Object.entries(x.schema && x.examples ? x.examples : {})) judgeExample(`${what} ${name}`, x, e.value);
    for (const [k, v] of Object.entries(x)) walkExamples(v, `${what}/${k}`);
}

// The example of a request gets the example of the answer.
async function tryExamples(servers) {
    for (const o of operations().filter((x) => x.op.requestBody)) {
        for (const [type, media] of Object.entries(o.op.responses[200].content)) {
            if (!(media.examples ?? {}).plan) continue;
            const answer = await expect(200, servers.plain, o.method, o.at, json(JSON_PLAN()));
            const all = (body) => JSON.stringify(lasting(type === 'application/x-ndjson' ? linesOf(body) : JSON.parse(body)));
            const example = media.examples.plan.value;
            check(`${o.name}: the answer of the example`, all(answer.body) === all(typeof example === 'string' ? example : JSON.stringify(example)), all(answer.body));
        }
    }
}

// ---- all of it ----

async function tryDescription(servers) {
    const { Validator } = await import(path.join(modules, '@seriousme/openapi-schema-validator/index.js'));
    const result = await new Validator().validate(JSON.parse(text));
    check('the description is OpenAPI', result.valid, JSON.stringify(result.errors));
    check('the service gives it as it is', (await ask(servers.plain, 'get', '/v1/openapi.json')).body === text);
    const paths = [...(await ask(servers.plain, 'get', '/metrics')).body.matchAll(/request_seconds_count\{path="([^"]*)"/g)].map((m) => m[1]);
    const own = (at) => at === 'other' || at.startsWith('/page.');
    check('every path is described', paths.filter((at) => !own(at)).sort().join() === Object.keys(api.paths).sort().join(), paths);
    const ids = operations().map((o) => o.op.operationId);
    check('ids are there, each once', new Set(ids).size === ids.length && !ids.includes(undefined));
}

function everythingSeen() {
    for (const o of operations()) {
        for (const [status, response] of Object.entries(o.op.responses)) {
            const method = status === '405' ? 'PUT' : o.method.toUpperCase();
            check(`${o.name} ${status} was seen`, seen.has(`${method} ${o.at} ${status}`));
            for (const type of o.method === 'head' ? [] : Object.keys(resolve(response).content ?? {})) {
                check(`${o.name} ${status} ${type} was seen`, seen.has(`${method} ${o.at} ${status} ${type}`));
            }
        }
    }
    for (const name of Object.values(api.components.responses).flatMap((r) => Object.keys(r.headers ?? {}))) {
        check(`the header ${name} was seen`, seen.has(`header ${name.toLowerCase()}`));
    }
}

async function main() {
    const token = path.join(work, 'token');
    fs.writeFileSync(token, TOKEN + '\n', { mode: 0o600 });
    const servers = {
        plain: await start(),
        token: await start('--token-file', token),
        small: await start('--max-body', '2K', '--max-document', '2K', '--max-actions', '3', '--timeout', '1'),
    };
    walkExamples(api, '');
    await tryDescription(servers);
    await tryStatuses(servers);
    await tryNowhere(servers);
    await tryQueries(servers);
    await tryBodies(servers);
    await tryExamples(servers);
    await tryBusy();
    await tryStopping();
    const asked = await ask(servers.token, 'get', '/v1/rules', { headers: { Authorization: `Bearer ${TOKEN}` } });
    check('the token is taken', judge('get', '/v1/rules', asked).status === 200);
    everythingSeen();
    console.log(`${seen.size} kinds of answers seen, ${failed} faults`);
}

main().catch((error) => { failed++; console.log(error); }).finally(() => {
    running.forEach((child) => child.kill('SIGTERM'));
    process.exitCode = failed ? 1 : 0;
});
