// The SDK's types, with each exception that the gateway's own answers need.
import type Anthropic from '@anthropic-ai/sdk';

type Absent<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type With<T, M> = Omit<T, keyof M> & M;

// What only Anthropic's own service has: citations, callers of tools other than the model, containers, tiers, regions.
// The SDK declares these as always there, but the vendor's documented streams lack them as the gateway's answers do.
type TextBlock = Absent<Anthropic.TextBlock, 'citations'>;
type ToolUseBlock = Absent<Anthropic.ToolUseBlock, 'caller'>;
type ContentBlock = TextBlock | ToolUseBlock | Anthropic.ThinkingBlock | Anthropic.RedactedThinkingBlock;
type Usage = Absent<
  Anthropic.Usage,
  'cache_creation' | 'inference_geo' | 'output_tokens_details' | 'server_tool_use' | 'service_tier' | 'speed'
>;
type Message = With<
  Absent<Anthropic.Message, 'container' | 'diagnostics' | 'stop_details'>,
  { content: ContentBlock[]; usage: Usage }
>;

type MessageStart = With<Anthropic.RawMessageStartEvent, { message: Message }>;
type MessageDelta = With<
  Anthropic.RawMessageDeltaEvent,
  {
    delta: Absent<Anthropic.RawMessageDeltaEvent['delta'], 'container' | 'stop_details'>;
    usage: Absent<Anthropic.MessageDeltaUsage, 'output_tokens_details' | 'server_tool_use'>;
  }
>;
type BlockStart = With<Anthropic.RawContentBlockStartEvent, { content_block: ContentBlock }>;
type StreamEvent =
  | MessageStart
  | BlockStart
  | Anthropic.RawContentBlockDeltaEvent
  | Anthropic.RawContentBlockStopEvent
  | MessageDelta
  | Anthropic.RawMessageStopEvent
  // Documented, and skipped by the SDK before its types.
  | { type: 'ping' };

// The documented envelope has a machine-readable code for each kind of error, and a kind for 413; the SDK declares them for
// some errors only.
type ErrorObject = (Anthropic.ErrorObject | { type: 'request_too_large'; message: string }) & {
  details?: { error_code: string };
};
type ErrorResponse = With<Anthropic.ErrorResponse, { error: ErrorObject }>;

type ModelInfo = Anthropic.ModelInfo;
type MessageTokensCount = Anthropic.MessageTokensCount;
type MessageBatch = Anthropic.Messages.MessageBatch;
type DeletedMessageBatch = Anthropic.Messages.DeletedMessageBatch;
type BatchResult = With<
  Anthropic.Messages.MessageBatchIndividualResponse,
  {
    result:
      | With<Anthropic.Messages.MessageBatchSucceededResult, { message: Message }>
      | With<Anthropic.Messages.MessageBatchErroredResult, { error: ErrorResponse }>
      | Anthropic.Messages.MessageBatchCanceledResult
      | Anthropic.Messages.MessageBatchExpiredResult;
  }
>;
