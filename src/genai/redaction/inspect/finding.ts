import { BY_ATTRIBUTE_KEY, BY_CONTEXT, BY_DECODING, BY_JSON_KEY, BY_POLICY, BY_SHAPE, BY_VALIDATOR } from '../hits.ts';

/** One thing that redaction would remove, and why; never the thing itself unless it was asked for. */
export interface Finding {
  readonly signal: 'traces' | 'metrics' | 'logs';
  /** Hexadecimal, '' where there is none. */
  readonly traceId: string;
  readonly spanId: string;
  /** `attributes["gen_ai.input.messages"]`, `events[0].attributes["x"][2]`, `name`, `body.user`; keys with findings show placeholders. */
  readonly place: string;
  /** Path inside a JSON value, `$[0].parts[1].content`; `->` steps into JSON inside a string. '' when the value is no JSON. */
  readonly jsonPath: string;
  /** Bytes of the value's UTF-8. */
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  /** 0 to 1. */
  readonly score: number;
  readonly recogniser: string;
  /** What decided, for example `form and checksum, JSON key`. */
  readonly rule: string;
  readonly action: string;
  /** Only with `show`. */
  readonly text?: string;
}

const RULES: readonly (readonly [number, string])[] = [
  [BY_POLICY, 'named by the policy'],
  [BY_SHAPE, 'form'],
  [BY_VALIDATOR, 'checksum'],
  [BY_CONTEXT, 'word near'],
  [BY_JSON_KEY, 'JSON key'],
  [BY_ATTRIBUTE_KEY, 'attribute key'],
  [BY_DECODING, 'behind escapes'],
];

/** Words for the reason bits of a hit. */
export function ruleText(reason: number): string {
  return RULES.filter(([bit]) => (reason & bit) !== 0)
    .map(([, text]) => text)
    .join(', ');
}
