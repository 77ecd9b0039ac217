import type { GenAiCall } from '../../genai/call.ts';
import { STOP_MAY_CALL_TOOLS } from '../../genai/finish/classes.data.ts';
import { type FinishClassifier, worse } from '../../genai/finish/classify.ts';
import type { Message } from '../../genai/messages/message.ts';
import { TextSlice } from '../../wire/text-slice.ts';

/** As many as the reader keeps. */
const MOST_CHOICES = 16;

/**
 * Puts into the call what only a converted answer said: tools asked for, and reasons. A reader would find the same in the
 * messages that are written.
 */
export function learnFromAnswer(call: GenAiCall, answer: readonly Message[], classifier: FinishClassifier): void {
  let states = true;
  if (call.finishCount === 0) {
    for (const { finish_reason: reason } of answer) {
      if (reason === undefined || reason === '' || call.finishCount >= MOST_CHOICES) continue;
      const verdict = classifier.ofText(reason);
      if (verdict.class === '') continue;
      states &&= verdict.state;
      call.finishClass = worse(call.finishClass, verdict.class);
      const slice = (call.finishReasons[call.finishCount++] ??= new TextSlice());
      const bytes = Buffer.from(reason, 'utf8');
      slice.set(bytes, 0, bytes.length);
    }
  } else states = call.finishReasons.slice(0, call.finishCount).every((reason) => classifier.ofText(reason.toString()).state);
  if (call.toolCalls === -1) call.toolCalls = answer.reduce((sum, message) => sum + toolCallsOf(message), 0);
  if (
    call.toolCalls > 0 &&
    (call.finishClass === '' || (call.finishClass === 'stop' && (states || STOP_MAY_CALL_TOOLS.includes(call.provider))))
  )
    call.finishClass = 'tool_call';
}

/** Tools that one message asks for. */
export function toolCallsOf(message: Message): number {
  return message.parts.filter((part) => part.type === 'tool_call').length;
}
