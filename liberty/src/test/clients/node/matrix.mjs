// Runs a client's cases over a plan's routes and prints one JSON line for each. A client is {name, connect(plan), cases},
// a case is async (sdk, route, plan, ask) => detail; ask(text) makes the text that tells this client, case and route from
// all others, in the journal and in the cache.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The text is the one the plan knows, or any where the plan knows none. */
export function textOf(route, name, actual) {
  if (route.texts?.[name] === undefined) {
    assert.ok(actual?.trim(), `text is empty: ${actual}`);
    return;
  }
  assert.equal(actual, route.texts[name]);
}

/** Input and output tokens are those the plan knows, or more than none. */
export function usageOf(route, name, counted) {
  if (route.usage?.[name] === undefined) {
    assert.ok(counted.every((n) => Number.isInteger(n) && n > 0), `no tokens counted: ${counted}`);
    return;
  }
  assert.deepEqual(counted, route.usage[name]);
}

export function retryAfterOf(route, headers) {
  const actual = headers.get('retry-after');
  if (route.retryAfter === undefined) {
    assert.match(actual ?? '', /^\d+$/, `retry-after: ${actual}`);
    return;
  }
  assert.equal(actual, route.retryAfter);
}

export async function refused(errorClass, call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    assert.ok(error instanceof errorClass, `expected ${errorClass.name}, was ${error.constructor.name}: ${error.message}`);
    return error;
  }
  throw new Error(`expected ${errorClass.name}, was ${JSON.stringify(answer)}`);
}

async function outcome(client, sdk, route, name, plan) {
  const row = { client: client.name, case: name, route: route.name };
  if (!client.cases[name]) return { ...row, outcome: 'failed', detail: 'the client has no such case' };
  const ask = (text) => `${text} [${name}] (${client.name}, ${route.name})`;
  try {
    const detail = await client.cases[name](sdk, route, plan, ask);
    return { ...row, outcome: 'passed', detail: detail ?? '' };
  } catch (error) {
    const where = error.stack?.split('\n').find((line) => line.includes('_client.mjs'))?.trim() ?? '';
    return { ...row, outcome: 'failed', detail: `${error.name}: ${error.message} ${where}`.slice(0, 1500) };
  }
}

export async function run(client) {
  const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const sdk = client.connect(plan);
  for (const route of plan.routes) {
    for (const name of plan.cases) {
      console.log(JSON.stringify(await outcome(client, sdk, route, name, plan)));
    }
  }
}
