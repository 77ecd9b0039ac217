import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallReader } from '../../../src/genai/call-reader.ts';
import { GenAiCall } from '../../../src/genai/call.ts';
import { compileCondition } from '../../../src/genai/conditions/condition.ts';
import type { Condition, ConditionError } from '../../../src/genai/conditions/condition.ts';
import { internKey } from '../../../src/otlp/keys.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { type AttributeValue, type SpanSpec, traceBatch } from './trace-request.ts';

type Calls = Pick<CallReader, 'read'>;

const NO_CALLS: Calls = { read: () => undefined };

function calls(fill: (call: GenAiCall) => void): Calls {
  const call = new GenAiCall();
  fill(call);
  return { read: () => call };
}

function compiled(text: string): Condition {
  const condition = compileCondition(text);
  if (!condition.ok) throw new Error(`${condition.message}\n${condition.frame}`);
  return condition;
}

/** The condition's answer for each span. */
function answers(
  text: string,
  spans: readonly SpanSpec[],
  reader: Calls = NO_CALLS,
  resource: Readonly<Record<string, AttributeValue>> = {},
): boolean[] {
  const condition = compiled(text);
  const results: boolean[] = [];
  new SpanWalk().run(traceBatch(spans, resource), {
    item: (span) => {
      results.push(condition.test(span, { calls: reader }));
      return true;
    },
  });
  return results;
}

function answer(
  text: string,
  span: SpanSpec = {},
  reader: Calls = NO_CALLS,
  resource: Readonly<Record<string, AttributeValue>> = {},
): boolean {
  return answers(text, [span], reader, resource)[0] ?? false;
}

function problem(text: string): ConditionError {
  const result = compileCondition(text);
  if (result.ok) throw new Error(`no error in ${text}`);
  return result;
}

const SPAN: SpanSpec = {
  name: 'chat gpt-4o',
  kind: 3,
  statusCode: 2,
  statusMessage: 'rate limited',
  attributes: {
    model: 'gpt-4o',
    n: 42,
    big: 9_007_199_254_740_991,
    neg: -7,
    d: { double: 0.25 },
    whole: { double: 42 },
    yes: true,
    no: false,
    list: { array: ['a'] },
    empty: '',
    none: null,
  },
};
const RESOURCE = { 'service.name': 'shop', replicas: 3 };

test.each([
  ['name == "chat gpt-4o"', true],
  ['name == "chat gpt-4"', false],
  ['name != "other"', true],
  ['span.name == "chat gpt-4o"', true],
  ['kind == SPAN_KIND_CLIENT', true],
  ['kind == 3', true],
  ['kind == SPAN_KIND_SERVER', false],
  ['status.code == STATUS_CODE_ERROR', true],
  ['status.message == "rate limited"', true],
  ['scope.name == "test.scope"', true],
  ['attributes["model"] == "gpt-4o"', true],
  ['"gpt-4o" == attributes["model"]', true],
  ['attributes["model"] != "gpt-4o"', false],
  ['span.attributes["model"] == "gpt-4o"', true],
  ['resource.attributes["service.name"] == "shop"', true],
  ['resource.attributes["service.name"] == "shops"', false],
  ['resource.attributes["replicas"] >= 3', true],
  ['attributes["n"] == 42', true],
  ['attributes["n"] == 42.0', true],
  ['attributes["whole"] == 42', true],
  ['attributes["n"] > 41.9', true],
  ['attributes["n"] < 42', false],
  ['attributes["n"] <= 42', true],
  ['attributes["neg"] < 0', true],
  ['attributes["neg"] == -7', true],
  ['attributes["big"] == 9007199254740991', true],
  ['attributes["d"] == .25', true],
  ['attributes["d"] == 2.5e-1', true],
  ['attributes["yes"] == true', true],
  ['attributes["no"] == false', true],
  ['attributes["no"] != true', true],
  ['attributes["model"] > "gpt-4"', true],
  ['attributes["model"] < "gpt-5"', true],
  ['attributes["empty"] == ""', true],
  ['attributes["empty"] != nil', true],
  ['attributes["missing"] == nil', true],
  ['attributes["missing"] != nil', false],
  ['nil == attributes["missing"]', true],
  ['attributes["none"] == nil', true],
  ['attributes["list"] != nil', true],
  ['attributes["list"] == "a"', false],
  ['attributes["model"] == attributes["model"]', true],
  ['attributes["model"] == resource.attributes["service.name"]', false],
  ['attributes["n"] == attributes["whole"]', true],
  ['1 < 2', true],
  ['true', true],
  ['not true', false],
])('%s is %s', (text, expected) => {
  expect(answer(text, SPAN, NO_CALLS, RESOURCE)).toBe(expected);
});

test.each([
  ['attributes["n"] == "42"', false],
  ['attributes["n"] != "42"', true],
  ['attributes["model"] > 1', false],
  ['attributes["model"] <= 1', false],
  ['attributes["yes"] == 1', false],
  ['attributes["missing"] == "x"', false],
  ['attributes["missing"] != "x"', true],
  ['attributes["missing"] < 1', false],
  ['attributes["missing"] >= 1', false],
])('kinds that differ are unequal and unordered: %s is %s', (text, expected) => {
  expect(answer(text, SPAN)).toBe(expected);
});

test('not a number equals nothing, not even itself, and has no order', () => {
  const span: SpanSpec = { attributes: { nan: { double: Number.NaN } } };
  expect(answer('attributes["nan"] == attributes["nan"]', span)).toBe(false);
  expect(answer('attributes["nan"] != attributes["nan"]', span)).toBe(true);
  expect(answer('attributes["nan"] < 1 or attributes["nan"] >= 1', span)).toBe(false);
  expect(answer('attributes["nan"] != nil', span)).toBe(true);
});

test('strings are ordered by their bytes, as in Go', () => {
  const span: SpanSpec = { attributes: { bmp: '\uffee', astral: '\u{1f600}' } };
  expect(answer('attributes["bmp"] < attributes["astral"]', span)).toBe(true);
});

test('and binds tighter than or, not tighter than and', () => {
  for (const a of [true, false]) {
    for (const b of [true, false]) {
      for (const c of [true, false]) {
        expect(answer(`${a} or ${b} and ${c}`)).toBe(a || (b && c));
        expect(answer(`(${a} or ${b}) and ${c}`)).toBe((a || b) && c);
        expect(answer(`not ${a} and ${b} or ${c}`)).toBe((!a && b) || c);
        expect(answer(`not (${a} and ${b}) or not not ${c}`)).toBe(!(a && b) || c);
      }
    }
  }
});

test('the condition is asked anew for each span', () => {
  const spans = ['a', 'b', 'a', 'longer', ''].map((name) => ({ name, attributes: name === 'b' ? { x: 'a' } : {} }));
  expect(answers('name == "a"', spans)).toEqual([true, false, true, false, false]);
  expect(answers('name == ""', spans)).toEqual([false, false, false, false, true]);
  expect(answers('attributes["x"] == "a"', spans)).toEqual([false, true, false, false, false]);
  expect(answers('attributes["x"] == nil', spans)).toEqual([true, false, true, true, true]);
});

test('IsMatch finds the pattern anywhere, takes numbers as text, and never matches nil', () => {
  expect(answer('IsMatch(name, "^chat .*4o$")', SPAN)).toBe(true);
  expect(answer('IsMatch(name, "4o")', SPAN)).toBe(true);
  expect(answer('IsMatch(name, "^4o")', SPAN)).toBe(false);
  expect(answer('IsMatch(attributes["n"], "^42$")', SPAN)).toBe(true);
  expect(answer('IsMatch(attributes["yes"], "true")', SPAN)).toBe(true);
  expect(answer('IsMatch(attributes["missing"], ".*")', SPAN)).toBe(false);
  expect(answer('IsMatch(attributes["list"], ".*")', SPAN)).toBe(false);
  expect(answer('not IsMatch(name, "\\\\d{5}") and IsMatch(name, "\\\\d")', SPAN)).toBe(true);
});

test('IsMatch gives the same answer for a value it remembers, a long value and an interned one', () => {
  const long = `${'x'.repeat(5000)}needle`;
  const spans = [{ name: 'a needle' }, { name: 'hay' }, { name: 'a needle' }, { name: long }, { name: long.slice(0, -1) }, { name: 'hay' }];
  expect(answers('IsMatch(name, "needle")', spans)).toEqual([true, false, true, true, false, false]);
  const reader = calls((call) => {
    call.provider = 'openai';
  });
  expect(answer('IsMatch(genai.provider, "^open")', {}, reader)).toBe(true);
  expect(answer('IsMatch(genai.provider, "^azure")', {}, reader)).toBe(false);
});

test('fields of the call are read, and what is unknown is nil', () => {
  const reader = calls((call) => {
    call.operation = 'chat';
    call.provider = 'openai';
    const model = Buffer.from('..gpt-4o..');
    call.requestModel.set(model, 2, 8);
    call.usage.inputTotal = 1000;
    call.usage.outputTotal = 0;
    call.usage.cacheWrite1h = 5;
    call.billable = true;
    call.finishClass = 'stop';
    call.reportedCostUsd = 0.5;
  });
  const yes = [
    'genai.operation == "chat"',
    'genai.provider == "openai"',
    'genai.request_model == "gpt-4o"',
    'genai.request_model != genai.provider',
    'genai.response_model == nil',
    'genai.input_tokens > 999',
    'genai.output_tokens == 0',
    'genai.output_tokens != nil',
    'genai.total_tokens == 1000',
    'genai.cache_read_tokens == nil',
    'genai.cache_write_tokens == 5',
    'genai.billable',
    'genai.billable == true',
    'not genai.failed',
    'genai.streaming == nil',
    'not genai.streaming',
    'genai.finish_class == "stop"',
    'genai.cost == 0.5',
    'genai.time_to_first_chunk == nil',
  ];
  for (const text of yes) expect([text, answer(text, {}, reader)]).toEqual([text, true]);
});

test('a span that is no LLM call has no genai fields', () => {
  expect(answer('genai.provider == nil and genai.input_tokens == nil and genai.billable == nil')).toBe(true);
  expect(answer('genai.billable or genai.input_tokens >= 0 or genai.provider == ""')).toBe(false);
});

test('cost and finish class prefer what an earlier processor wrote on the span', () => {
  const reader = calls((call) => {
    call.finishClass = 'stop';
    call.reportedCostUsd = 0.5;
  });
  const span: SpanSpec = { attributes: { 'assay.cost.total': { double: 0.125 }, 'assay.finish.class': 'length' } };
  expect(answer('genai.cost == 0.125 and genai.finish_class == "length"', span, reader)).toBe(true);
  expect(answer('genai.reported_cost == 0.5', span, reader)).toBe(true);
});

test('edits of an earlier stage in the same walk are seen', () => {
  const condition = compiled('attributes["x"] == "after" and name == "renamed"');
  const seen: boolean[] = [];
  new SpanWalk().run(traceBatch([{ name: 'n', attributes: { x: 'before' } }]), {
    item: (span) => {
      span.attributes.setText(internKey('x'), 'after');
      span.setName('renamed');
      seen.push(condition.test(span, { calls: NO_CALLS }));
      return true;
    },
  });
  expect(seen).toEqual([true]);
});

test.each([
  ['', 'ASSAY_CONDITION_SYNTAX', 0, 'empty'],
  ['name', 'ASSAY_CONDITION_SYNTAX', 3, 'expected a comparison'],
  ['name ==', 'ASSAY_CONDITION_SYNTAX', 7, 'expected a path or a literal'],
  ['name = "x"', 'ASSAY_CONDITION_SYNTAX', 5, 'write == instead of ='],
  ['name == "x" && true', 'ASSAY_CONDITION_SYNTAX', 12, 'write and instead of &&'],
  ["name == 'x'", 'ASSAY_CONDITION_SYNTAX', 8, 'double quotes'],
  ['name == "x', 'ASSAY_CONDITION_SYNTAX', 8, 'no closing quote'],
  ['name == "\\d"', 'ASSAY_CONDITION_SYNTAX', 9, 'written twice'],
  ['(name == "x"', 'ASSAY_CONDITION_SYNTAX', 12, 'expected )'],
  ['name == "x") ', 'ASSAY_CONDITION_SYNTAX', 11, 'expected and, or'],
  ['name == "x" name', 'ASSAY_CONDITION_SYNTAX', 12, 'expected and, or'],
  ['attributes == "x"', 'ASSAY_CONDITION_SYNTAX', 11, 'attributes["key"]'],
  ['attributes["a"]["b"] == 1', 'ASSAY_CONDITION_PATH', 15, 'maps'],
  ['attributes[""] == 1', 'ASSAY_CONDITION_PATH', 11, '1 to 127 bytes'],
  ['nmae == "x"', 'ASSAY_CONDITION_PATH', 0, 'did you mean name?'],
  ['genai.input_token > 1', 'ASSAY_CONDITION_PATH', 0, 'did you mean genai.input_tokens?'],
  ['kind == SPAN_KIND_SERVR', 'ASSAY_CONDITION_PATH', 8, 'did you mean SPAN_KIND_SERVER?'],
  ['name. == 1', 'ASSAY_CONDITION_SYNTAX', 6, 'after the dot'],
  ['IsMtch(name, "x")', 'ASSAY_CONDITION_PATH', 0, 'IsMatch'],
  ['IsMatch("x", "x")', 'ASSAY_CONDITION_SYNTAX', 8, 'path first'],
  ['IsMatch(name, name)', 'ASSAY_CONDITION_SYNTAX', 14, 'pattern'],
  ['IsMatch(name, "(")', 'ASSAY_CONDITION_PATTERN', 14, 'RE2'],
  ['IsMatch(name, "(?=x)")', 'ASSAY_CONDITION_PATTERN', 14, 'RE2'],
  ['kind == "server"', 'ASSAY_CONDITION_TYPE', 8, 'SPAN_KIND_CLIENT'],
  ['name == 1', 'ASSAY_CONDITION_TYPE', 8, 'an integer'],
  ['genai.billable == "true"', 'ASSAY_CONDITION_TYPE', 18, 'true or false'],
  ['genai.billable > true', 'ASSAY_CONDITION_TYPE', 0, 'no order'],
  ['attributes["x"] < nil', 'ASSAY_CONDITION_TYPE', 18, 'no order'],
  ['attributes["x"] == 9007199254740993', 'ASSAY_CONDITION_SYNTAX', 19, '2^53'],
  ['attributes["x"] == 1e999', 'ASSAY_CONDITION_SYNTAX', 19, 'too large'],
  [`${'('.repeat(40)}true${')'.repeat(40)}`, 'ASSAY_CONDITION_TOO_LARGE', 33, '32 levels'],
  [`${'not '.repeat(100)}true`, 'ASSAY_CONDITION_TOO_LARGE', 132, '32 levels'],
  [Array.from({ length: 257 }, () => 'true').join(' or '), 'ASSAY_CONDITION_TOO_LARGE', 2048, '256 comparisons'],
  [`name == "${'x'.repeat(5000)}"`, 'ASSAY_CONDITION_TOO_LARGE', 4096, '4096'],
])('%j is refused with %s at %i', (text, code, at, message) => {
  const error = problem(text);
  expect([error.code, error.at]).toEqual([code, at]);
  expect(error.message).toContain(message);
});

test('the frame points a caret at the wrong part', () => {
  expect(problem('name == "x" and kind == "server"').frame).toBe(`  name == "x" and kind == "server"\n  ${' '.repeat(24)}^^^^^^^^`);
  const long = problem(`${'name == "x" or '.repeat(20)}nmae == "x"`);
  const [line = '', carets = ''] = long.frame.split('\n');
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('nmae');
  expect(line.length).toBeLessThan(100);
});

test('any text is either a condition or an error whose place lies within it', () => {
  const piece = fc.constantFrom(
    'name',
    '==',
    '"x"',
    '(',
    ')',
    'and',
    'or',
    'not',
    'kind',
    '3',
    '.',
    '[',
    ']',
    'attributes["a"]',
    'genai.cost',
    'IsMatch(',
    ',',
    'nil',
    '<',
    '1.5',
    '-',
    '\\',
    "'",
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(' ')),
      ),
      (text) => {
        const result = compileCondition(text);
        if (result.ok) return;
        expect(result.at).toBeGreaterThanOrEqual(0);
        expect(result.at).toBeLessThanOrEqual(text.length);
        expect(result.length).toBeGreaterThan(0);
        expect(result.frame.split('\n')).toHaveLength(2);
      },
    ),
    { numRuns: 2000 },
  );
});

test('comparisons of bytes agree with comparisons of strings for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }), (value, literal) => {
      const quoted = `"${literal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      const order = Buffer.compare(Buffer.from(value), Buffer.from(literal));
      const span: SpanSpec = { attributes: { v: value } };
      expect(answer(`attributes["v"] == ${quoted}`, span)).toBe(value === literal);
      expect(answer(`attributes["v"] < ${quoted}`, span)).toBe(order < 0);
      expect(answer(`attributes["v"] >= ${quoted}`, span)).toBe(order >= 0);
    }),
    { numRuns: 200 },
  );
});
