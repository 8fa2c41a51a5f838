import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { refused, retryAfterOf, run, textOf, usageOf } from './matrix.mjs';

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string' } },
      required: ['city'],
    },
  },
};

const user = (content) => ({ role: 'user', content });

function finished(completion, route, name, finish = 'stop') {
  assert.equal(completion.object, 'chat.completion');
  assert.equal(completion.model, route.model);
  assert.ok(completion.id, 'no id');
  assert.ok(completion.created > 1_500_000_000, `created: ${completion.created}`);
  assert.equal(completion.choices.length, 1);
  assert.equal(completion.choices[0].message.role, 'assistant');
  assert.equal(completion.choices[0].finish_reason, finish);
  const usage = completion.usage;
  usageOf(route, name, [usage.prompt_tokens, usage.completion_tokens]);
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

function embedded(answer, route) {
  assert.equal(answer.object, 'list');
  assert.equal(answer.model, route.model);
  assert.deepEqual(answer.data.map((item) => [item.object, item.index]), [['embedding', 0], ['embedding', 1]]);
  for (const item of answer.data) {
    assert.ok(item.embedding.length > 3 && Array.from(item.embedding).every(Number.isFinite), String(item.embedding));
  }
  assert.ok(answer.usage.prompt_tokens > 0 && answer.usage.total_tokens === answer.usage.prompt_tokens);
}

/** The SDK's own accumulation, and how many pieces of content it was made of. */
async function streamed(sdk, request) {
  let deltas = 0;
  const stream = sdk.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
  stream.on('content', () => deltas++);
  return [await stream.finalChatCompletion(), deltas];
}

async function weatherRoundTrip(route, ask, call) {
  const question = user(ask('Please call get_weather for Paris.'));
  const first = await call({ tools: [WEATHER], messages: [question] });

  finished(first, route, 'tools', 'tool_calls');
  const message = first.choices[0].message;
  assert.equal(message.tool_calls.length, 1);
  const made = message.tool_calls[0];
  assert.equal(made.type, 'function');
  assert.equal(made.function.name, 'get_weather');
  assert.ok(made.id, 'no tool id');
  const input = JSON.parse(made.function.arguments);
  assert.equal(typeof input, 'object');
  if (route.toolInput) {
    assert.deepEqual(input, route.toolInput);
    assert.equal(message.content, 'Let me look.');
  }
  if (route.toolId) assert.equal(made.id, route.toolId);

  const answer = {
    role: 'assistant',
    content: message.content,
    tool_calls: [{ id: made.id, type: 'function', function: { name: made.function.name, arguments: made.function.arguments } }],
  };
  const result = { role: 'tool', tool_call_id: made.id, content: '18 degrees and sunny' };
  const last = await call({ tools: [WEATHER], messages: [question, answer, result] });

  finished(last, route, 'tool-result');
  textOf(route, 'tool-result', last.choices[0].message.content);
  return made.id;
}

function responded(response, route, name) {
  assert.equal(response.object, 'response');
  assert.equal(response.model, route.model);
  assert.equal(response.status, 'completed');
  assert.ok(response.id, 'no id');
  const usage = response.usage;
  usageOf(route, name, [usage.input_tokens, usage.output_tokens]);
  assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
}

await run({
  name: 'openai-typescript',
  connect: (plan) => new OpenAI({ baseURL: `${plan.baseUrl}/v1`, apiKey: plan.apiKey, maxRetries: 0, timeout: 60_000 }),
  cases: {
    async create(sdk, route, plan, ask) {
      const completion = await sdk.chat.completions.create({
        model: route.model, messages: [user(ask('Say hello.'))],
      });

      finished(completion, route, 'create');
      textOf(route, 'create', completion.choices[0].message.content);
      assert.ok(completion._request_id, 'no request id');
      return completion._request_id;
    },

    async stream(sdk, route, plan, ask) {
      const [completion, deltas] = await streamed(sdk, {
        model: route.model, messages: [user(ask('Say hello.'))],
      });

      finished(completion, route, 'stream');
      textOf(route, 'stream', completion.choices[0].message.content);
      assert.ok(deltas > 1, `${deltas} deltas`);
      return `${deltas} deltas`;
    },

    async 'stream-without-usage'(sdk, route, plan, ask) {
      const stream = await sdk.chat.completions.create({
        model: route.model, messages: [user(ask('Say hello [stream].'))], stream: true,
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);

      textOf(route, 'stream', chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join(''));
      assert.ok(chunks.every((chunk) => chunk.usage == null), 'nobody asked for usage');
      assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
    },

    tools: (sdk, route, plan, ask) =>
      weatherRoundTrip(route, ask, (rest) => sdk.chat.completions.create({ model: route.model, ...rest })),

    'tools-stream': (sdk, route, plan, ask) =>
      weatherRoundTrip(route, ask, async (rest) => (await streamed(sdk, { model: route.model, ...rest }))[0]),

    async image(sdk, route, plan, ask) {
      const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${plan.image}` } };
      const completion = await sdk.chat.completions.create({
        model: route.model, messages: [user([{ type: 'text', text: ask('What is this?') }, image])],
      });

      finished(completion, route, 'image');
      textOf(route, 'image', completion.choices[0].message.content);
    },

    async models(sdk, route) {
      const models = [];
      for await (const model of sdk.models.list()) models.push(model);

      const ids = models.map((model) => model.id);
      assert.ok(ids.includes(route.model), `not listed: ${route.model} in ${ids.slice(0, 40)}`);
      for (const model of models) {
        assert.equal(model.object, 'model');
        assert.ok(model.owned_by, JSON.stringify(model));
      }
      return `${models.length} models`;
    },

    async limited(sdk, route, plan, ask) {
      const error = await refused(OpenAI.RateLimitError, () =>
        sdk.chat.completions.create({ model: route.limitedModel, messages: [user(ask('Say hello.'))] }));

      assert.equal(error.status, 429);
      assert.match(`${error.type} ${error.code}`, /rate_limit/);
      retryAfterOf(route, error.headers);
    },

    async unknown(sdk, route, plan, ask) {
      const error = await refused(OpenAI.NotFoundError, () =>
        sdk.chat.completions.create({ model: route.unknownModel, messages: [user(ask('Say hello.'))] }));

      assert.equal(error.status, 404);
      assert.equal(error.code, 'model_not_found');
      assert.equal(error.type, 'invalid_request_error');
    },

    async responses(sdk, route, plan, ask) {
      const response = await sdk.responses.create({ model: route.model, input: ask('Say hello.') });

      responded(response, route, 'create');
      textOf(route, 'create', response.output_text);
      assert.ok(response._request_id, 'no request id');
      return response._request_id;
    },

    async 'responses-stream'(sdk, route, plan, ask) {
      const kinds = [];
      let text = '';
      const stream = sdk.responses.stream({ model: route.model, input: [user(ask('Say hello.'))] });
      for await (const event of stream) {
        kinds.push(event.type);
        if (event.type === 'response.output_text.delta') text += event.delta;
      }
      const response = await stream.finalResponse();

      assert.equal(kinds[0], 'response.created');
      assert.equal(kinds.at(-1), 'response.completed');
      responded(response, route, 'stream');
      textOf(route, 'stream', text);
      assert.equal(response.output[0].content[0].text, text);
      const deltas = kinds.filter((kind) => kind === 'response.output_text.delta').length;
      assert.ok(deltas > 1, `${deltas} deltas`);
      return `${deltas} deltas`;
    },

    async 'responses-tools'(sdk, route, plan, ask) {
      const tools = [{ type: 'function', strict: false, ...WEATHER.function }];
      const input = [user(ask('Please call get_weather for Paris.'))];
      const first = await sdk.responses.create({ model: route.model, input, tools, store: false });

      responded(first, route, 'tools');
      const calls = first.output.filter((item) => item.type === 'function_call');
      assert.equal(calls.length, 1);
      assert.equal(calls[0].name, 'get_weather');
      const given = JSON.parse(calls[0].arguments);
      assert.equal(typeof given, 'object');
      if (route.toolInput) {
        assert.deepEqual(given, route.toolInput);
        assert.equal(first.output_text, 'Let me look.');
      }
      if (route.toolId) assert.equal(calls[0].call_id, route.toolId);

      input.push(...first.output);
      input.push({ type: 'function_call_output', call_id: calls[0].call_id, output: '18 degrees and sunny' });
      const stream = sdk.responses.stream({ model: route.model, input, tools, store: false });
      const last = await stream.finalResponse();

      responded(last, route, 'tool-result');
      textOf(route, 'tool-result', last.output.at(-1).content[0].text);
      return calls[0].call_id;
    },

    // The SDK asks for base64 by itself and decodes it.
    async embeddings(sdk, route, plan, ask) {
      const input = [ask('Hello.'), ask('Hello again.')];
      const answer = await sdk.embeddings.create({ model: route.model, input });
      const numbers = await sdk.embeddings.create({ model: route.model, input, encoding_format: 'float' });

      embedded(answer, route);
      embedded(numbers, route);
      assert.deepEqual(answer.data.map((item) => Array.from(item.embedding, Math.fround)),
        numbers.data.map((item) => item.embedding.map(Math.fround)));
      return `${answer.data[0].embedding.length} dimensions`;
    },

    async 'embeddings-refused'(sdk, route, plan) {
      const none = await refused(OpenAI.BadRequestError, () =>
        sdk.embeddings.create({ model: route.unknownModel, input: 'Hello.' }));
      const empty = await refused(OpenAI.BadRequestError, () =>
        sdk.embeddings.create({ model: route.model, input: [] }));

      assert.equal(none.param, 'model');
      assert.match(none.message, new RegExp(route.unknownModel));
      assert.equal(empty.param, 'input');
    },
  },
});
