import { inputByShape, outputByShape, systemOf } from './by-shape.ts';
import { fromEventList } from './event-bodies.ts';
import { fromOpenInference, fromTraceloop } from './indexed.ts';
import { type Conversation, isList, isObject, type Json, type Message } from './message.ts';
import { fromVercelMessages, fromVercelResponse } from './vercel.ts';

/** Where the converted messages go. */
export type Place = 'input' | 'output' | 'system';

/** Shapes that a dialect row can name after `messages:`. A list of tools is no conversation, see `toolDefinitions`. */
export type MessageShape =
  | 'auto'
  | 'auto_output'
  | 'parts'
  | 'vercel_prompt'
  | 'traceloop_indexed'
  | 'openinference_indexed'
  | 'vercel_response'
  | 'otel_events'
  | 'tool_list';

/** The value of one source in the shape of the conventions; undefined: it cannot be mapped and stays where it is. */
export function convert(shape: MessageShape, place: Place, value: Json): Conversation | undefined {
  switch (shape) {
    case 'auto':
      return place === 'input' ? inputByShape(value) : place === 'output' ? outputByShape(value) : ofSystem(value);
    case 'auto_output':
      return outputByShape(value);
    case 'parts':
      return ofSystem(value);
    case 'vercel_prompt':
      return vercelPrompt(value);
    case 'traceloop_indexed':
      return isList(value) ? indexed(place, fromTraceloop(value)) : undefined;
    case 'openinference_indexed':
      return isList(value) ? indexed(place, fromOpenInference(value)) : undefined;
    case 'otel_events':
      return isList(value) ? fromEventList(value) : undefined;
    case 'vercel_response': {
      const message = isObject(value) ? fromVercelResponse(value) : undefined;
      return message === undefined ? undefined : { output: [message] };
    }
    default:
      return undefined;
  }
}

function ofSystem(value: Json): Conversation | undefined {
  const system = systemOf(value);
  return system === undefined ? undefined : { system };
}

function indexed(place: Place, messages: readonly Message[]): Conversation {
  return place === 'input' ? { input: messages } : { output: messages };
}

/** `ai.prompt.messages`, or `ai.prompt` with `{system, messages}` or `{system, prompt}`. */
function vercelPrompt(value: Json): Conversation | undefined {
  if (!isObject(value)) return isList(value) ? asInput(fromVercelMessages(value)) : undefined;
  const system = systemOf(value['system']);
  const messages = value['messages'] ?? value['prompt'];
  const conversation = isList(messages)
    ? asInput(fromVercelMessages(messages))
    : typeof messages === 'string'
      ? inputByShape(messages)
      : undefined;
  return conversation === undefined || system === undefined ? conversation : { ...conversation, system };
}

function asInput(input: readonly Message[] | undefined): Conversation | undefined {
  return input === undefined ? undefined : { input };
}

/**
 * Tool definitions of the Vercel AI SDK, each a JSON text: `inputSchema` (v5) or `parameters` (v4) is the schema that the
 * conventions call `parameters`.
 */
export function toolDefinitions(tools: readonly Json[]): readonly Json[] | undefined {
  const all: Json[] = [];
  for (const tool of tools) {
    if (!isObject(tool)) return undefined;
    const { inputSchema, ...rest } = tool;
    all.push(inputSchema === undefined ? tool : { ...rest, parameters: inputSchema });
  }
  return all;
}
