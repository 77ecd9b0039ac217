import { TextSlice } from '../wire/text-slice.ts';
import { emptyUsage, type Usage } from './usage.ts';

/** Operation names of the conventions plus the few that emitters really use; '' when unknown. */
export type Operation =
  | ''
  | 'chat'
  | 'generate_content'
  | 'text_completion'
  | 'embeddings'
  | 'rerank'
  | 'image_generation'
  | 'speech'
  | 'transcription'
  | 'retrieval'
  | 'fetch_response'
  | 'create_agent'
  | 'invoke_agent'
  | 'execute_tool'
  | 'invoke_workflow'
  | 'handle_conversation_turn'
  | 'plan'
  | 'memory';

/** Why a call ended, in one word (contract section 5); '' when nothing is known. */
export type FinishClass = '' | 'stop' | 'length' | 'content_filter' | 'tool_call' | 'error' | 'unknown';

/**
 * What is known of one LLM span or log record, whatever SDK made it. One instance per walk, refilled for each item:
 * valid until the reader is asked for another item. Texts are slices of the batch; counts are -1 and numbers NaN when
 * absent.
 */
export class GenAiCall {
  /** Id of the recognised dialect, for example `openinference`. */
  dialect = '';
  operation: Operation = '';
  /**
   * This item is one model call that is paid for and says what it used (contract section 5). False on roll-ups, on
   * duplicates of another span, on cached answers, and where no usage is known.
   */
  billable = false;
  /**
   * This item is one model call of its own, whether or not it succeeded and whether or not its usage is known: what
   * requests and errors are counted by. A call with `modelCall` and no usage is unpriced with `no_usage`.
   */
  modelCall = false;
  /** The answer came out of a gateway's cache. */
  cachedAnswer = false;
  /** Canonical provider (`openai`, `aws.bedrock` ...), '' when unknown. An interned string. */
  provider = '';
  readonly requestModel: TextSlice = new TextSlice();
  readonly responseModel: TextSlice = new TextSlice();
  readonly responseId: TextSlice = new TextSlice();
  readonly usage: Usage = emptyUsage();
  /** Which rule decided what the emitter's counts include, `assay.usage.rule`. */
  usageRule = '';
  /** False when the counts contradict each other or are no counts; such a call is not priced. */
  usageConsistent = true;
  /** Any count was there at all. */
  hasUsage = false;
  /** USD as the emitter or gateway reported it. */
  reportedCostUsd: number = Number.NaN;
  /** Raw finish reasons, one per choice. `finishCount` are valid. */
  readonly finishReasons: TextSlice[] = [];
  finishCount = 0;
  /** The worst class among the reported reasons; '' when none was reported. */
  finishClass: FinishClass = '';
  /** -1 unknown, 0 no, 1 yes. */
  streaming: -1 | 0 | 1 = -1;
  timeToFirstChunkS: number = Number.NaN;
  maxTokens = -1;
  failed = false;
  readonly errorType: TextSlice = new TextSlice();
  readonly conversationId: TextSlice = new TextSlice();
  readonly userId: TextSlice = new TextSlice();
  readonly agentName: TextSlice = new TextSlice();
  readonly promptName: TextSlice = new TextSlice();
  readonly promptVersion: TextSlice = new TextSlice();
  readonly toolName: TextSlice = new TextSlice();
  readonly toolCallId: TextSlice = new TextSlice();
  /** `batch`, `flex`, `priority`, ... as the provider spells it; '' when unknown. */
  serviceTier = '';
  /** Tool calls that the model asked for; -1 when unknown. */
  toolCalls = -1;
}
