import { describe, expect, it } from 'vitest';
import { defineProcessor } from '../../src/kernel/component.ts';
import { makeRegistry } from '../../src/kernel/registry.ts';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { printConfig } from '../../src/config/print-config.ts';
import { object, text } from '../../src/config/schema-kit.ts';
import { compileSchema } from '../../src/config/validator.ts';
import { COMPONENTS } from './support/components.ts';
import { GOOD, load, places } from './support/load.ts';

/** `GOOD` with one more exporter body to be judged. */
function exporter(body: string, env: Record<string, string> = {}) {
  return load(GOOD.replace('  show:\n', `  show:\n  outbox_http: ${body}\n`).replace('[show]', '[show, outbox_http]'), { env });
}

/** The only finding of a load: place, message, expectation, hint. */
async function only(body: string, env: Record<string, string> = {}) {
  const loaded = await exporter(body, env);
  expect(loaded.diagnostics).toHaveLength(1);
  const { line, col, code, message, expected, hint } = loaded.diagnostics[0]!;
  return { place: `${line}:${col}`, code: code.replace('ASSAY_CONFIG_', ''), message, expected, hint };
}

describe('component settings', () => {
  it.each([
    [
      '{endpoint: "http://h", timeout: 5}',
      'DURATION',
      '"timeout"|the number 5 has no unit',
      'write 5s for seconds or 5ms for milliseconds',
    ],
    ['{endpoint: "http://h", timeout: "5"}', 'DURATION', 'the text "5" is not a duration', 'write 5s for seconds or 5ms for milliseconds'],
    ['{endpoint: "http://h", timeout: 2d}', 'DURATION', 'the text "2d" is not a duration', 'the largest unit is h: 48h'],
    ['{endpoint: "http://h", timeout: -1s}', 'DURATION', 'the text "-1s" is not a duration', undefined],
    ['{endpoint: "http://h", retries: "3"}', 'WRONG_TYPE', '"retries" is the text "3"', 'remove the quotes'],
    ['{endpoint: "http://h", retries: -1}', 'BAD_VALUE', 'the number -1 is out of range', undefined],
    ['{endpoint: "http://h", retries: 1.5}', 'WRONG_TYPE', '"retries" is the number 1.5', undefined],
    ['{endpoint: "http://h", encoding: JSON}', 'BAD_VALUE', 'the text "JSON" is not allowed here', 'did you mean "json"?'],
    ['{endpoint: "http://h", public_key: 5}', 'WRONG_TYPE', '"public_key" is the number 5', 'put it in quotes: "5"'],
    ['{endpoint: "http://h", headers: [a]}', 'WRONG_TYPE', '"headers" is a list', 'write `key: value` pairs instead of a list'],
    [
      '{endpoint: backend.example:4318}',
      'BAD_VALUE',
      'the text "backend.example:4318" is not a URL',
      'add the scheme: https://backend.example:4318',
    ],
    ['{endpoint: "http://h", enconding: json}', 'UNKNOWN_KEY', 'unknown key "enconding"', 'did you mean "encoding"?'],
    ['{endpoint: "http://h", port: 1}', 'UNKNOWN_KEY', 'unknown key "port"', undefined],
    ['{}', 'MISSING_KEY', 'the key "endpoint" is missing', 'add `endpoint:` (Where to send)'],
    ['{endpoint: }', 'MISSING_KEY', '"endpoint" has no value', 'Where to send'],
  ])('%s is told as %s', async (body, code, message, hint) => {
    const found = await only(body);
    expect(found.code).toBe(code);
    expect(found.message).toBe(message.split('|').at(-1));
    expect(found.hint).toBe(hint);
    if (code !== 'UNKNOWN_KEY' && code !== 'MISSING_KEY') expect(found.expected).toBeDefined();
  });

  it('points at a key for what is unknown or missing and at the value for what is wrong', async () => {
    expect((await only('{endpoint: "http://h", enconding: json}')).place).toBe('5:39');
    expect((await only('{endpoint: "http://h", encoding: jason}')).place).toBe('5:49');
    expect((await only('{encoding: json}')).place).toBe('5:3');
  });

  it('tells a forgotten space after a colon without repeating what follows', async () => {
    const found = await only('{endpoint: "http://h", api_key:hunter2}');
    expect(found).toMatchObject({
      code: 'UNKNOWN_KEY',
      message: 'unknown key "api_key:[REDACTED]"',
      hint: 'write a space after the colon',
    });
    const loaded = await exporter('{endpoint: "http://h", api_key:hunter2}');
    expect(formatDiagnostics(loaded.diagnostics, loaded) + printConfig(loaded)).not.toContain('hunter2');
  });

  it('tells a misspelt key once, not also as missing', async () => {
    expect(await only('{enpoint: "http://h"}')).toMatchObject({ code: 'UNKNOWN_KEY', hint: 'did you mean "endpoint"?' });
  });

  it('names the place of a key that stands at the wrong level', async () => {
    const loaded = await load(GOOD.replace('{ protocols: { grpc: } }', '{ protocols: { grpc: }, endpoint: "localhost:1" }'));
    expect(loaded.diagnostics.map((d) => d.hint)).toEqual(['"endpoint" is a key of protocols.grpc and of protocols.http']);
  });

  it('says which key an empty map needs', async () => {
    const loaded = await load(GOOD.replace('{ grpc: }', '{}'));
    expect(loaded.diagnostics.map((d) => [d.code, d.expected, d.col])).toEqual([['ASSAY_CONFIG_MISSING_KEY', 'one of grpc, http', 12]]);
  });

  it('tells the errors of the alternative that was meant, and one finding when none was', async () => {
    expect(await only('{endpoint: "http://h", target: {host: h, prt: 1}}')).toMatchObject({
      code: 'UNKNOWN_KEY',
      hint: 'did you mean "port"?',
    });
    expect(await only('{endpoint: "http://h", target: 5}')).toMatchObject({
      code: 'WRONG_TYPE',
      message: '"target" is the number 5',
      expected: 'text, or a map',
    });
    expect((await exporter('{endpoint: "http://h", target: x}')).diagnostics).toEqual([]);
  });

  it('never repeats a value that came from the environment or that is a secret', async () => {
    const bad = { T: 'hunter2hunter2' };
    for (const body of [
      '{endpoint: "${env:T}"}',
      '{endpoint: "http://h", timeout: "${env:T}"}',
      '{endpoint: "http://h", encoding: "x${env:T}"}',
      '{endpoint: "http://h", retries: "${env:T}"}',
      '{endpoint: "http://h", api_key: [hunter2hunter2]}',
      '{endpoint: "http://h", password: hunter2hunter2}',
    ]) {
      const { diagnostics } = await exporter(body, bad);
      expect(diagnostics.length, body).toBe(1);
      expect(JSON.stringify(diagnostics), body).not.toContain('hunter2');
    }
    expect((await only('{endpoint: "http://h", timeout: "${env:T}"}', { T: '5' })).message).toBe(
      'a number (from ${env:T}) is not a duration',
    );
  });

  it('says nothing more about a value that could not be substituted', async () => {
    expect(places(await exporter('{endpoint: "${file:absent}"}'))).toEqual(['5:27 SUBSTITUTION']);
  });

  it('takes what a component itself finds wrong, at its place', async () => {
    const loaded = await load(
      `${GOOD.replace('exporters: [show]', 'processors: [gather], exporters: [show]')}processors:\n  gather:\n    send_batch_size: 13\n`,
    );
    expect(loaded.diagnostics).toMatchObject([
      { code: 'ASSAY_TEST_LUCK', line: 10, col: 22, message: 'thirteen is bad luck', hint: 'write 12', severity: 'error' },
    ]);
  });

  it('turns a component that fails while checking into a diagnostic without what it threw', async () => {
    const faulty = defineProcessor({
      type: 'faulty',
      aliases: [],
      stability: { traces: 'beta' },
      config: object({}),
      telemetry: [],
      check: () => {
        throw new Error('hunter2');
      },
      create: () => {
        throw new Error('unused');
      },
    });
    const text = `${GOOD.replace('exporters: [show]', 'processors: [faulty], exporters: [show]')}processors: {faulty: }\n`;
    const loaded = await load(text, { registry: makeRegistry([...COMPONENTS, faulty]) });
    expect(places(loaded)).toEqual(['8:14 CHECK_FAILED']);
    expect(JSON.stringify(loaded.diagnostics)).not.toContain('hunter2');
  });

  it('accepts old spellings with one warning for each component, however often it is used', async () => {
    const loaded = await load(`receivers: { inbox: { protocols: { grpc: } } }
exporters: { outboxhttp/a: { endpoint: 'http://h' } }
service:
  pipelines:
    traces: { receivers: [inbox], exporters: [outboxhttp/a] }
    logs: { receivers: [inbox], exporters: [outboxhttp/a] }
`);
    expect(places(loaded)).toEqual(['2:14 DEPRECATED_NAME']);
    expect(loaded.diagnostics[0]).toMatchObject({ severity: 'warning', hint: 'write "outbox_http/a" here and in the pipelines' });
    expect(loaded.config?.exporters.get('outboxhttp/a')).toMatchObject({ type: 'outbox_http', name: 'a' });
  });

  it.each(['1abc', 'in box', 'inbox/', 'inbox/a b', 'inbox/a$', '', 'in-box', `${'a'.repeat(64)}`])(
    'refuses the component id %j',
    async (id) => {
      const loaded = await load(GOOD.replace('receivers:\n', `receivers:\n  ${JSON.stringify(id)}: {}\n`));
      expect(places(loaded)).toEqual(['2:3 COMPONENT_ID']);
    },
  );

  it('lists the components of the kind for an unknown one, and says where a component of another kind belongs', async () => {
    const loaded = await load(GOOD.replace('receivers:\n', 'receivers:\n  zzz:\n  show:\n'));
    expect(loaded.diagnostics.map((d) => [d.message, d.expected, d.hint])).toEqual([
      ['there is no receiver called "zzz"', 'one of inbox, scrape', undefined],
      ['there is no receiver called "show"', 'one of inbox, scrape', '"show" is an exporter: declare it under exporters'],
    ]);
  });

  it('refuses a section that is no map, and keys at the top that no config has', async () => {
    expect(places(await load(`${GOOD}processors: [gather]\nprocesors: {}\n`))).toEqual(['8:13 WRONG_TYPE', '9:1 UNKNOWN_KEY']);
  });
});

describe('component schemas', () => {
  it('are held to strict mode: a misspelt word is a fault of the component', () => {
    expect(() => compileSchema({ type: 'object', propertis: {} })).toThrow(expect.objectContaining({ code: 'ASSAY_CONFIG_SCHEMA' }));
  });

  it('cannot hide a default where it would have no effect', () => {
    expect(() => compileSchema(object({ x: { anyOf: [{ type: 'string' }, object({ y: text('z') })] } }))).toThrow(
      expect.objectContaining({ code: 'ASSAY_CONFIG_SCHEMA' }),
    );
  });

  it('fill nested defaults into objects that were left out, fresh each time', () => {
    const validate = compileSchema(object({ a: object({ b: object({ c: text('x') }) }) }));
    const [first, second] = [{}, {}];
    expect([validate(first), validate(second)]).toEqual([true, true]);
    expect(first).toEqual({ a: { b: { c: 'x' } } });
    expect((first as { a: unknown }).a).not.toBe((second as { a: unknown }).a);
  });
});

describe('the registry', () => {
  it('finds components by kind and by every spelling', () => {
    const registry = makeRegistry(COMPONENTS);
    expect(registry.find('exporter', 'outbox_http')?.viaAlias).toBe(false);
    expect(registry.find('exporter', 'outboxhttp')?.viaAlias).toBe(true);
    expect(registry.find('receiver', 'outbox_http')).toBeUndefined();
    expect(registry.find('receiver', 'constructor')).toBeUndefined();
    expect(registry.all()).toEqual(COMPONENTS);
  });

  it('refuses two components of a kind with one spelling', () => {
    expect(() => makeRegistry([...COMPONENTS, COMPONENTS[0]!])).toThrow(TypeError);
  });
});
