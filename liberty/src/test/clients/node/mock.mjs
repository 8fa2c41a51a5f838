// Anthropic, OpenAI and Ollama on one port: aimock answers, and in front of it this server keeps a journal of the raw
// requests, refuses what the providers refuse, and speaks where aimock has another shape than the vendor.
//
//   node mock.mjs FIXTURES     prints {"url": …} when it listens, and ends when its standard input does
//   GET /journal               what came in, in order; DELETE forgets it
import http from 'node:http';
import { LLMock } from '@copilotkit/aimock';
import {
  refuseChat, refuseEmbed, refuseEmbeddings, refuseMessages, refuseOllama, refuseResponses,
} from './rules.mjs';

const UNKNOWN = 'no-such-model';
const MODELS = ['claude-sonnet-5', 'gpt-4.1'];
const anthropic = {
  refuse: refuseMessages,
  invalid: (text) => [400, { type: 'error', error: { type: 'invalid_request_error', message: text } }],
  missing: (model) => [404, { type: 'error', error: { type: 'not_found_error', message: `model: ${model}` } }],
  unauthorized: [401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }],
};
const openai = {
  refuse: refuseChat,
  invalid: (text) => [400, { error: { message: text, type: 'invalid_request_error', param: null, code: null } }],
  missing: (model) => [404, {
    error: {
      message: `The model '${model}' does not exist`, type: 'invalid_request_error', param: null, code: 'model_not_found',
    },
  }],
  unauthorized: [401, {
    error: { message: 'Incorrect API key provided', type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
  }],
};
const responses = { ...openai, refuse: refuseResponses };
const ollama = {
  refuse: refuseOllama,
  invalid: (text) => [400, { error: text }],
  missing: (model) => [404, { error: `model '${model}' not found` }],
};
const vectors = (input) => [].concat(input).map((text, at) => [0.5, -0.25, text.length / 64, at]);
const base64 = (vector) => Buffer.from(new Float32Array(vector).buffer).toString('base64');
const embeddings = {
  ...openai,
  refuse: refuseEmbeddings,
  // One of the models answers numbers whatever it is asked for, as some servers do.
  answer: (body) => {
    const form = body.encoding_format === 'base64' && !body.model.endsWith('-large') ? base64 : (vector) => vector;
    const data = vectors(body.input).map((vector, index) => ({ object: 'embedding', index, embedding: form(vector) }));
    return { object: 'list', data, model: body.model, usage: { prompt_tokens: 5, total_tokens: 5 } };
  },
};
const embed = {
  ...ollama,
  refuse: refuseEmbed,
  answer: (body) => ({ model: body.model, embeddings: vectors(body.input), prompt_eval_count: 5 }),
};
const PATHS = {
  '/v1/messages': anthropic,
  '/v1/chat/completions': openai,
  '/v1/responses': responses,
  '/v1/embeddings': embeddings,
  '/api/chat': ollama,
  '/api/embed': embed,
};

const aimock = new LLMock({ port: 0, journalMaxEntries: 10 });
aimock.loadFixtureDir(process.argv[2]);
const upstream = new URL(await aimock.start());
let journal = [];

function send(response, [status, body], headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_mock', ...headers });
  response.end(JSON.stringify(body));
}

function hasCredential(headers) {
  const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  return key?.startsWith('mock-') ?? false;
}

function parse(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function models(request) {
  if (!request.headers['anthropic-version']) {
    return { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', created: 1750000000, owned_by: 'mock' })) };
  }
  const data = MODELS.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }));
  return { data, has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) };
}

function forward(request, raw, response, provider) {
  const headers = { ...request.headers, host: upstream.host, 'content-length': raw.length };
  delete headers['transfer-encoding'];
  const options = { host: upstream.hostname, port: upstream.port, path: request.url, method: request.method, headers };
  const onward = http.request(options, (answer) => {
    if (provider === ollama && answer.statusCode >= 400) {
      answer.resume();
      const after = answer.headers['retry-after'];
      send(response, [answer.statusCode, { error: 'rejected by the mock' }], after ? { 'retry-after': after } : {});
      return;
    }
    response.writeHead(answer.statusCode, { ...answer.headers, 'request-id': 'req_mock', 'x-request-id': 'req_mock' });
    if (provider !== ollama) {
      answer.pipe(response);
      return;
    }
    // aimock counts no tokens for Ollama; a model that counted none would hide a gateway that reads none.
    answer.setEncoding('utf8');
    answer.on('data', (text) => response.write(
      text.replaceAll('"prompt_eval_count":0', '"prompt_eval_count":31').replaceAll('"eval_count":0', '"eval_count":11')));
    answer.on('end', () => response.end());
  });
  onward.on('error', () => response.destroy());
  onward.end(raw);
}

function answer(request, raw, response) {
  const path = request.url.split('?')[0];
  if (path === '/journal') {
    if (request.method === 'DELETE') journal = [];
    send(response, [200, journal]);
    return;
  }
  const text = raw.toString('utf8');
  journal.push({ method: request.method, path: request.url, headers: request.headers, body: text });
  if (path === '/v1/models') {
    send(response, [200, models(request)]);
    return;
  }
  if (path === '/api/tags') {
    const details = { format: 'gguf', family: 'llama', parameter_size: '3B', quantization_level: 'Q4_K_M' };
    send(response, [200, { models: [{ name: 'llama3.2:latest', model: 'llama3.2:latest', size: 1, digest: 'd', details }] }]);
    return;
  }
  const provider = PATHS[path];
  if (!provider) {
    send(response, [404, { error: { message: `no such path: ${path}`, type: 'not_found_error' } }]);
    return;
  }
  const body = parse(text);
  if (!body) {
    send(response, provider.invalid('the body is not JSON'));
    return;
  }
  if (provider.unauthorized && !hasCredential(request.headers)) {
    send(response, provider.unauthorized);
    return;
  }
  if (String(body.model).includes(UNKNOWN)) {
    send(response, provider.missing(body.model));
    return;
  }
  const refusal = provider.refuse(body);
  if (refusal) {
    send(response, provider.invalid(refusal));
    return;
  }
  if (provider.answer) {
    send(response, [200, provider.answer(body)]);
    return;
  }
  forward(request, raw, response, provider);
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, Buffer.concat(chunks), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }) + '\n');
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
