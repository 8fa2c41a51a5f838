import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { refused, retryAfterOf, run, textOf, usageOf } from './matrix.mjs';

const WEATHER = {
  name: 'get_weather',
  description: 'The weather of a city',
  input_schema: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { type: 'string' } },
    required: ['city'],
  },
};

const user = (content) => ({ role: 'user', content });
const textIn = (message) => message.content.filter((b) => b.type === 'text').map((b) => b.text).join('');

function finished(message, route, name, stop = 'end_turn') {
  assert.equal(message.type, 'message');
  assert.equal(message.role, 'assistant');
  assert.equal(message.model, route.model);
  assert.match(message.id, /^msg/);
  assert.equal(message.stop_reason, stop);
  usageOf(route, name, [message.usage.input_tokens, message.usage.output_tokens]);
}

async function weatherRoundTrip(route, ask, call) {
  const question = user(ask('Please call get_weather for Paris.'));
  const first = await call({ tools: [WEATHER], messages: [question] });

  finished(first, route, 'tools', 'tool_use');
  const uses = first.content.filter((block) => block.type === 'tool_use');
  assert.equal(uses.length, 1);
  assert.equal(uses[0].name, 'get_weather');
  assert.ok(uses[0].id, 'no tool id');
  assert.equal(typeof uses[0].input, 'object');
  if (route.toolInput) {
    assert.deepEqual(uses[0].input, route.toolInput);
    assert.equal(textIn(first), 'Let me look.');
  }
  if (route.toolId) assert.equal(uses[0].id, route.toolId);

  const result = { type: 'tool_result', tool_use_id: uses[0].id, content: '18 degrees and sunny' };
  const answer = { role: 'assistant', content: first.content };
  const last = await call({ tools: [WEATHER], messages: [question, answer, user([result])] });

  finished(last, route, 'tool-result');
  textOf(route, 'tool-result', textIn(last));
  return uses[0].id;
}

await run({
  name: 'anthropic-typescript',
  connect: (plan) => new Anthropic({ baseURL: plan.baseUrl, apiKey: plan.apiKey, maxRetries: 0, timeout: 60_000 }),
  cases: {
    async create(sdk, route, plan, ask) {
      const message = await sdk.messages.create({
        model: route.model, max_tokens: 200, messages: [user(ask('Say hello.'))],
      });

      finished(message, route, 'create');
      textOf(route, 'create', textIn(message));
      assert.ok(message._request_id, 'no request id');
      return message._request_id;
    },

    async stream(sdk, route, plan, ask) {
      const kinds = [];
      const stream = sdk.messages.stream({
        model: route.model, max_tokens: 200, messages: [user(ask('Say hello.'))],
      });
      for await (const event of stream) kinds.push(event.type);
      const message = await stream.finalMessage();

      finished(message, route, 'stream');
      textOf(route, 'stream', textIn(message));
      assert.equal(kinds[0], 'message_start');
      assert.equal(kinds.at(-1), 'message_stop');
      const deltas = kinds.filter((kind) => kind === 'content_block_delta').length;
      assert.ok(deltas > 1, `${deltas} deltas`);
      return `${deltas} deltas`;
    },

    tools: (sdk, route, plan, ask) =>
      weatherRoundTrip(route, ask, (rest) => sdk.messages.create({ model: route.model, max_tokens: 200, ...rest })),

    'tools-stream': (sdk, route, plan, ask) =>
      weatherRoundTrip(route, ask, (rest) =>
        sdk.messages.stream({ model: route.model, max_tokens: 200, ...rest }).finalMessage()),

    async image(sdk, route, plan, ask) {
      const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: plan.image } };
      const message = await sdk.messages.create({
        model: route.model,
        max_tokens: 200,
        messages: [user([image, { type: 'text', text: ask('What is this?') }])],
      });

      finished(message, route, 'image');
      textOf(route, 'image', textIn(message));
    },

    async models(sdk, route) {
      const models = [];
      for await (const model of sdk.models.list({ limit: 1000 })) models.push(model);

      const ids = models.map((model) => model.id);
      assert.ok(ids.includes(route.model), `not listed: ${route.model} in ${ids.slice(0, 40)}`);
      for (const model of models) {
        assert.equal(model.type, 'model');
        assert.ok(model.display_name, JSON.stringify(model));
      }
      return `${models.length} models`;
    },

    async limited(sdk, route, plan, ask) {
      const error = await refused(Anthropic.RateLimitError, () =>
        sdk.messages.create({ model: route.limitedModel, max_tokens: 200, messages: [user(ask('Say hello.'))] }));

      assert.equal(error.status, 429);
      assert.equal(error.error.error.type, 'rate_limit_error');
      retryAfterOf(route, error.headers);
    },

    async unknown(sdk, route, plan, ask) {
      const error = await refused(Anthropic.NotFoundError, () =>
        sdk.messages.create({ model: route.unknownModel, max_tokens: 200, messages: [user(ask('Say hello.'))] }));

      assert.equal(error.status, 404);
      assert.equal(error.error.type, 'error');
      assert.equal(error.error.error.type, 'not_found_error');
      assert.ok(error.error.error.message, 'no message');
    },
  },
});
