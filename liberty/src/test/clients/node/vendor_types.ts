// The SDK's types, with each exception that the gateway's own answers need.
import type Anthropic from '@anthropic-ai/sdk';

type Absent<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type With<T, M> = Omit<T, keyof M> & M;

// The SDK declares citations as always there, but the vendor's documented streams lack them where there are none, as the
// gateway's answers do: the Vercel AI SDK refuses null.
type TextBlock = Absent<Anthropic.TextBlock, 'citations'>;
type ContentBlock = TextBlock | Anthropic.ToolUseBlock | Anthropic.ThinkingBlock | Anthropic.RedactedThinkingBlock;
type Message = With<Anthropic.Message, { content: ContentBlock[] }>;

type MessageStart = With<Anthropic.RawMessageStartEvent, { message: Message }>;
type BlockStart = With<Anthropic.RawContentBlockStartEvent, { content_block: ContentBlock }>;
type StreamEvent =
  | MessageStart
  | BlockStart
  | Anthropic.RawContentBlockDeltaEvent
  | Anthropic.RawContentBlockStopEvent
  | Anthropic.RawMessageDeltaEvent
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
