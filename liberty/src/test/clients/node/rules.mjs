// What the providers refuse. aimock accepts nearly anything, so a gateway that writes a wrong request would not be
// noticed; each function returns the refusal's text, or undefined for a request the provider would take.

const MESSAGES_FIELDS = new Set(
  ('model messages system max_tokens metadata stop_sequences stream temperature top_p top_k tools tool_choice thinking ' +
    'output_config cache_control service_tier speed inference_geo container diagnostics context_management').split(' '),
);
const CHAT_FIELDS = new Set(
  ('model messages max_tokens max_completion_tokens temperature top_p presence_penalty frequency_penalty logit_bias seed n ' +
    'stop logprobs top_logprobs user safety_identifier prompt_cache_key metadata store service_tier verbosity modalities ' +
    'reasoning_effort response_format tools tool_choice parallel_tool_calls stream stream_options').split(' '),
);
const RESPONSES_FIELDS = new Set(
  ('model input instructions tools tool_choice parallel_tool_calls max_tool_calls max_output_tokens temperature top_p ' +
    'top_logprobs reasoning text truncation include store stream stream_options metadata user safety_identifier ' +
    'prompt_cache_key service_tier background previous_response_id conversation prompt').split(' '),
);
const OLLAMA_FIELDS = new Set('model messages tools format think stream keep_alive options truncate shift'.split(' '));
const PNG = 'iVBORw0KGgo';

export function refuseMessages(body) {
  const unknown = Object.keys(body).find((field) => !MESSAGES_FIELDS.has(field));
  if (unknown) return `${unknown}: Extra inputs are not permitted`;
  if (!Number.isInteger(body.max_tokens)) return 'max_tokens: Field required';
  if (body.messages?.[0]?.role !== 'user') return 'messages.0: the first message must be from the user';
  let open = [];
  for (const [at, message] of body.messages.entries()) {
    const blocks = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    if (!Array.isArray(blocks)) return `messages.${at}.content: Input should be a valid list`;
    const answered = [];
    for (const [index, block] of blocks.entries()) {
      const where = `messages.${at}.content.${index}`;
      if (block.type === 'text') {
        if (!block.text) return `${where}: text content blocks must be non-empty`;
      } else if (block.type === 'image') {
        const source = block.source ?? {};
        if (source.type === 'base64' && !(source.media_type === 'image/png' && source.data.startsWith(PNG))) {
          return `${where}.image.source: not a PNG`;
        }
      } else if (block.type === 'tool_result') {
        if (answered.length !== index) return `${where}: tool_result blocks come first`;
        answered.push(block.tool_use_id);
      } else if (block.type === 'tool_use') {
        if (typeof block.input !== 'object') return `${where}.tool_use.input: Input should be an object`;
      } else if (!['thinking', 'redacted_thinking', 'document'].includes(block.type)) {
        return `${where}: unknown type ${block.type}`;
      }
    }
    if (message.role === 'user' && String(answered) !== String(open)) {
      return `messages.${at}: tool_use ids ${open} were answered by ${answered}`;
    }
    if (message.role === 'user') open = [];
    if (message.role === 'assistant') open = blocks.filter((b) => b.type === 'tool_use').map((b) => b.id);
  }
  for (const tool of body.tools ?? []) {
    if (tool.input_schema?.type !== 'object') return `tools: ${tool.name} has no input_schema of type object`;
  }
  return undefined;
}

export function refuseChat(body) {
  const unknown = Object.keys(body).find((field) => !CHAT_FIELDS.has(field));
  if (unknown) return `Unrecognized request argument supplied: ${unknown}`;
  if (body.stream_options && body.stream !== true) return 'stream_options is only allowed when stream is true';
  let open = [];
  for (const [at, message] of (body.messages ?? []).entries()) {
    const where = `messages[${at}]`;
    if (!['developer', 'system', 'user', 'assistant', 'tool'].includes(message.role)) {
      return `Invalid value for ${where}.role: ${message.role}`;
    }
    if (message.role === 'tool') {
      if (message.tool_call_id !== open.shift()) return `${where}.tool_call_id answers no open tool call`;
      const parts = typeof message.content === 'string' ? [] : message.content;
      if (!Array.isArray(parts) || parts.some((part) => part.type !== 'text')) return `${where}.content: text only`;
      continue;
    }
    if (open.length > 0) return "An assistant message with 'tool_calls' must be followed by tool messages";
    if (Array.isArray(message.content)) {
      for (const part of message.content) {
        if (part.type === 'text') continue;
        if (part.type !== 'image_url') return `${where}.content: unknown part ${part.type}`;
        const url = part.image_url?.url ?? '';
        if (url.startsWith('data:') && !url.startsWith(`data:image/png;base64,${PNG}`)) return `${where}: not a PNG`;
      }
    } else if (typeof message.content !== 'string' && !(message.role === 'assistant' && message.tool_calls)) {
      return `${where}.content: expected a string or an array`;
    }
    for (const call of message.tool_calls ?? []) {
      if (typeof call.function?.arguments !== 'string') return `${where}.tool_calls: arguments must be a string`;
      open.push(call.id);
    }
  }
  for (const tool of body.tools ?? []) {
    if (tool.type !== 'function' || !tool.function?.name) return 'tools: expected functions with names';
    if (tool.function.parameters?.$schema) return `tools: ${tool.function.name} has a $schema`;
  }
  return undefined;
}

export function refuseResponses(body) {
  const unknown = Object.keys(body).find((field) => !RESPONSES_FIELDS.has(field));
  if (unknown) return `Unknown parameter: '${unknown}'.`;
  if (typeof body.input !== 'string' && !Array.isArray(body.input)) return "Invalid type for 'input'";
  const items = typeof body.input === 'string' ? [] : body.input;
  const calls = items.filter((item) => item.type === 'function_call').map((item) => item.call_id);
  const results = items.filter((item) => item.type === 'function_call_output').map((item) => item.call_id);
  if (String(calls) !== String(results)) return `No tool output found for function call ${calls}.`;
  for (const tool of body.tools ?? []) {
    if (tool.type !== 'function' || !tool.name) return 'tools: expected functions with names';
  }
  return undefined;
}

export function refuseOllama(body) {
  const unknown = Object.keys(body).find((field) => !OLLAMA_FIELDS.has(field));
  if (unknown) return `unknown field ${unknown}`;
  for (const [at, message] of (body.messages ?? []).entries()) {
    if (!['system', 'user', 'assistant', 'tool'].includes(message.role)) return `messages ${at}: role ${message.role}`;
    if (typeof message.content !== 'string') return `messages ${at}: content is not a string`;
    for (const image of message.images ?? []) {
      if (!image.startsWith(PNG)) return `messages ${at}: illegal base64 data`;
    }
    for (const call of message.tool_calls ?? []) {
      if (typeof call.function?.arguments !== 'object') return `messages ${at}: arguments are not an object`;
    }
  }
  for (const tool of body.tools ?? []) {
    if (tool.type !== 'function' || !tool.function?.name) return 'tools: expected functions with names';
  }
  return undefined;
}

export function refuseEmbeddings(body) {
  const fields = ['model', 'input', 'encoding_format', 'dimensions', 'user'];
  const unknown = Object.keys(body).find((field) => !fields.includes(field));
  if (unknown) return `Unrecognized request argument supplied: ${unknown}`;
  if (!['float', 'base64', undefined].includes(body.encoding_format)) return 'encoding_format: float or base64';
  return typeof body.input === 'string' || Array.isArray(body.input) ? undefined : 'input: expected a string or an array';
}

export function refuseEmbed(body) {
  const fields = ['model', 'input', 'truncate', 'dimensions', 'keep_alive', 'options'];
  const unknown = Object.keys(body).find((field) => !fields.includes(field));
  if (unknown) return `unknown field ${unknown}`;
  return [].concat(body.input).every((text) => typeof text === 'string') ? undefined : 'invalid input type';
}
