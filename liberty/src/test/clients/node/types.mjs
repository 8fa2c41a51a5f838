// Type-checks what the gateway composes in the Messages protocol against the types of Anthropic's SDK: each body becomes
// a literal of a TypeScript file, and the compiler says which of them the SDK's types do not allow.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import ts from 'typescript';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const PRELUDE = readFileSync(new URL('vendor_types.ts', import.meta.url), 'utf8');
const BATCH_PATIENCE_MS = 60_000;

const claims = [];
const claim = (about, type, value) => claims.push({ about, type, value });

async function call(method, path, body) {
  return fetch(plan.baseUrl + path, {
    method,
    headers: { 'anthropic-version': '2023-06-01', 'content-type': 'application/json', 'x-api-key': 'test' },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
  });
}

async function ok(method, path, body) {
  const response = await call(method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

const json = async (...request) => (await ok(...request)).json();
const lines = (text) => text.split('\n').filter((line) => line !== '');

async function events(request) {
  const stream = await (await ok('POST', '/v1/messages', { ...request, stream: true })).text();
  const data = lines(stream).filter((line) => line.startsWith('data: '));
  if (data.length < 3) throw new Error(`not a stream: ${stream}`);
  return data.map((line) => JSON.parse(line.slice('data: '.length)));
}

async function askMessages(name, request) {
  claim(name, 'Message', await json('POST', '/v1/messages', request));
  (await events(request)).forEach((event) => claim(name, 'StreamEvent', event));
}

async function askBrokenStream(request) {
  const all = await events(request);
  claim('broken stream', 'ErrorResponse', all.pop());
  all.forEach((event) => claim('broken stream', 'StreamEvent', event));
}

async function askCounts(request) {
  const { max_tokens: _, ...counted } = request;
  claim(`count_tokens ${request.model}`, 'MessageTokensCount', await json('POST', '/v1/messages/count_tokens', counted));
}

async function askModels() {
  const page = await json('GET', '/v1/models?limit=1000');
  if (page.data.length === 0) throw new Error('no models');
  page.data.forEach((model) => claim(`model ${model.id}`, 'ModelInfo', model));
  claim('model retrieved', 'ModelInfo', await json('GET', '/v1/models/sim%2Fsmall'));
}

async function askBatches(good) {
  const one = (model) => ({ custom_id: model.replace('sim/', ''), params: { ...good, model } });
  const requests = [one('sim/small'), one('sim/no-such-model')];
  const path = '/v1/messages/batches';
  const created = await json('POST', path, { requests });
  claim('batch', 'MessageBatch', created);
  const own = `${path}/${created.id}`;
  const deadline = Date.now() + BATCH_PATIENCE_MS;
  let batch = await json('GET', own);
  while (batch.processing_status !== 'ended') {
    if (Date.now() > deadline) throw new Error(`not ended: ${JSON.stringify(batch)}`);
    await pause(100);
    batch = await json('GET', own);
  }
  claim('batch', 'MessageBatch', batch);
  (await json('GET', path)).data.forEach((each) => claim('batch', 'MessageBatch', each));
  lines(await (await ok('GET', `${own}/results`)).text()).forEach((line) => {
    const result = JSON.parse(line);
    claim(`batch result ${result.custom_id}`, 'BatchResult', result);
  });
  const canceled = await json('POST', path, { requests: [one('sim/silent-5s')] });
  claim('batch', 'MessageBatch', await json('POST', `${path}/${canceled.id}/cancel`));
  claim('batch', 'DeletedMessageBatch', await json('DELETE', own));
}

async function askErrors(good) {
  const of = async (name, ...request) => {
    const response = await call(...request);
    if (response.ok) throw new Error(`${name}: ${response.status} is no error`);
    claim(`error ${name}`, 'ErrorResponse', await response.json());
  };
  await of('no JSON', 'POST', '/v1/messages', '{');
  await of('no messages', 'POST', '/v1/messages', { model: 'sim/small', max_tokens: 9 });
  await of('no provider', 'POST', '/v1/messages', { ...good, model: 'no-such-model' });
  await of('upstream refuses', 'POST', '/v1/messages', { ...good, model: 'gpt-4.1' });
  await of('upstream refuses a stream', 'POST', '/v1/messages', { ...good, model: 'gpt-4.1', stream: true });
  await of('no model', 'GET', '/v1/models/no-such-model');
  await of('no batch', 'GET', '/v1/messages/batches/msgbatch_none');
  for (const status of [400, 401, 402, 403, 404, 413, 429, 500, 503, 504, 529]) {
    await of(`simulated ${status}`, 'POST', '/v1/messages', { ...good, model: `sim/error-${status}` });
  }
}

// JSON on one line also for TypeScript, which ends lines at more characters than JSON does.
const literal = (value) => JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

// What the compiler says about each of the literals.
function check(all) {
  const head = PRELUDE.split('\n').length;
  const file = new URL('types/answers.ts', import.meta.url).pathname;
  mkdirSync(new URL('types/', import.meta.url), { recursive: true });
  const literals = all.map(({ type, value }, at) => `export const a${at} = ${literal(value)} satisfies ${type};`);
  writeFileSync(file, `${PRELUDE}\n${literals.join('\n')}\n`);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const refusals = all.map(() => []);
  for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start).line ?? -1;
    if (diagnostic.file?.fileName !== file || line < head) {
      throw new Error(`${diagnostic.file?.fileName ?? 'the compiler'} ${line + 1}: ${text}`);
    }
    refusals[line - head].push(text);
  }
  return refusals;
}

const good = { model: 'sim/small', max_tokens: 200, messages: [{ role: 'user', content: 'hello' }] };
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ name: 'get_weather', description: 'The weather', input_schema: schema }];
for (const { name, model } of plan.cases) {
  await askMessages(name, { model, max_tokens: 200, messages: [{ role: 'user', content: name }] });
}
await askMessages('simulator text', good);
await askMessages('simulator length', { ...good, max_tokens: 1 });
await askMessages('simulator tool', { ...good, tools, tool_choice: { type: 'any' } });
await askMessages('simulator thinking', { ...good, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 } });
for (const model of ['sim/small', 'gpt-4.1', 'ollama/llama3.2']) await askCounts({ ...good, model });
await askBrokenStream({ ...good, model: 'sim/cut-3' });
await askModels();
await askBatches(good);
await askErrors(good);

// What must be refused, so that a check that sees nothing does not pass: an unknown member in each type and deep within, a
// member of another type, an unknown word, and a member that is not there.
const first = (type) => claims.find((each) => each.type === type).value;
const message = first('Message');
const { usage, ...unmeasured } = message;
const control = (type, ...values) => values.map((value) => ({ type, value }));
const controls = [
  ...[...new Set(claims.map(({ type }) => type))].flatMap((type) => control(type, { ...first(type), unknown: 1 }, {})),
  ...control(
    'Message',
    unmeasured,
    { ...message, usage: { ...usage, unknown: 1 } },
    { ...message, usage: { ...usage, input_tokens: '1' } },
    { ...message, content: [{ type: 'text', text: '', unknown: 1 }] },
    { ...message, stop_reason: 'stop' },
  ),
  ...control('ErrorResponse', { ...first('ErrorResponse'), error: { type: 'unknown_error', message: '' } }),
];
const refusals = check([...claims, ...controls]);
refusals.splice(claims.length).forEach((texts, at) => {
  if (texts.length === 0) throw new Error(`the check does not see ${JSON.stringify(controls[at])}`);
});
const rows = new Map();
claims.forEach(({ about, value }, at) => {
  const found = rows.get(about) ?? [];
  rows.set(about, refusals[at].length === 0 ? found : [...found, ...refusals[at], JSON.stringify(value)]);
});
rows.forEach((found, about) => console.log(JSON.stringify({ case: about, detail: found.join('\n') })));
