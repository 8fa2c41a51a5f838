// Asks for each case plain and streamed through both SDKs, and prints whether the two answers are the same.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const options = { apiKey: 'test', maxRetries: 0, timeout: 60_000 };
const messages = new Anthropic({ ...options, baseURL: plan.baseUrl });
const chat = new OpenAI({ ...options, baseURL: `${plan.baseUrl}/v1` });

// Members that are null say as much as members that are not there.
const told = (value) => JSON.parse(JSON.stringify(value, (_, each) => each ?? undefined));

// What a message says, without the id that is made for each answer.
const message = ({ type, role, model, content, stop_reason, stop_sequence, usage }) =>
  told({ type, role, model, content, stop_reason, stop_sequence, usage });

// What a completion says in the vendor's own words; the first choice is the only one.
const completion = ({ object, model, choices: [choice], usage }) =>
  told({
    object, model, usage,
    role: choice.message.role,
    // The SDK's accumulation knows no empty text.
    content: choice.message.content || null,
    refusal: choice.message.refusal,
    finish: choice.finish_reason,
    calls: (choice.message.tool_calls ?? []).map((call) => [
      call.id, call.type, call.function.name, call.function.arguments,
    ]),
  });

async function askAnthropic({ name, model }) {
  const request = { model, max_tokens: 200, messages: [{ role: 'user', content: name }] };
  const streamed = await messages.messages.stream(request).finalMessage();
  return [message(await messages.messages.create(request)), message(streamed)];
}

async function askOpenai({ name, model }) {
  const request = { model, messages: [{ role: 'user', content: name }] };
  const stream = chat.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
  const streamed = await stream.finalChatCompletion();
  return [completion(await chat.chat.completions.create(request)), completion(streamed)];
}

async function row(client, each, ask) {
  let same = false;
  let detail = '';
  try {
    const [plain, streamed] = await ask(each);
    same = isDeepStrictEqual(plain, streamed);
    detail = same ? '' : `plain ${JSON.stringify(plain)} but streamed ${JSON.stringify(streamed)}`;
  } catch (error) {
    detail = `${error.name}: ${error.message}`;
  }
  console.log(JSON.stringify({ client, case: each.name, same, detail }));
}

for (const each of plan.cases) {
  await row('anthropic-typescript', each, askAnthropic);
  await row('openai-typescript', each, askOpenai);
}
