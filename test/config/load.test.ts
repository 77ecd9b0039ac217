import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import { printConfig } from '../../src/config/print-config.ts';
import { registry } from './support/components.ts';
import { GOOD, configOf, fakeFiles, load, places } from './support/load.ts';

describe('loading a config', () => {
  it('gives components with defaults, pipelines and service settings', async () => {
    const loaded = await load(`receivers:
  inbox:
    protocols:
      grpc:
processors:
  gather/slow: { timeout: 10s }
exporters:
  show:
service:
  shutdown_timeout: 1m
  pipelines:
    traces/main:
      receivers: [inbox]
      processors: [gather/slow]
      exporters: [show]
`);
    expect(loaded.diagnostics).toEqual([]);
    expect(configOf(loaded, 'receivers', 'inbox')).toEqual({ protocols: { grpc: { endpoint: 'localhost:4317', max_size_mib: 4 } } });
    expect(loaded.config?.processors.get('gather/slow')).toMatchObject({
      id: 'gather/slow',
      type: 'gather',
      name: 'slow',
      config: { timeout: '10s', send_batch_size: 8192, labels: [] },
    });
    expect(loaded.config?.service.pipelines).toEqual([
      { id: 'traces/main', signal: 'traces', receivers: ['inbox'], processors: ['gather/slow'], exporters: ['show'] },
    ]);
    expect(loaded.config?.service.shutdownTimeoutMs).toBe(60_000);
  });

  it('tells six different mistakes at once, each at its line and column, and nothing else', async () => {
    const loaded = await load(`receivers:
  inbox:
    protocols:
      grpc: { max_size_mb: 4 }
processors:
  gather:
    timeout: 30
  vail:
exporters:
  outbox_http:
    endpoint: https://backend
    encoding: jason
  show:
  show:
service:
  pipelines:
    traces:
      receivers: [inbox]
      processors: [vail, gathr]
      exporters: [outbox_http, show]
`);
    expect(loaded.config).toBeUndefined();
    expect(places(loaded)).toEqual([
      '4:15 UNKNOWN_KEY',
      '7:14 DURATION',
      '8:3 UNKNOWN_COMPONENT',
      '12:15 BAD_VALUE',
      '14:3 DUPLICATE_KEY',
      '19:26 UNDEFINED_COMPONENT',
    ]);
    expect(
      loaded.diagnostics.every(
        (d) => d.severity === 'error' && d.source === 'c.yaml' && d.docs === `docs/errors.md#${d.code.toLowerCase()}`,
      ),
    ).toBe(true);
    expect(loaded.diagnostics.map((d) => d.hint)).toEqual([
      'did you mean "max_size_mib"?',
      'write 30s for seconds or 30ms for milliseconds',
      'did you mean "veil"?',
      'did you mean "json"?',
      expect.stringContaining('join both'),
      'did you mean "gather"?',
    ]);
    expect(loaded.diagnostics.map((d) => d.path)).toEqual([
      'receivers.inbox.protocols.grpc.max_size_mb',
      'processors.gather.timeout',
      'processors.vail',
      'exporters.outbox_http.encoding',
      'exporters.show',
      'service.pipelines.traces.processors[1]',
    ]);
  });

  it('still checks the lines before a syntax error, and blames nothing on what cannot be seen after it', async () => {
    const loaded = await load(`receivers:
  inbx:
exporters:
  show: { content: 5 }
service:
  pipelines:
\ttraces:
      receivers: [inbox]
`);
    expect(places(loaded)).toEqual(['2:3 UNKNOWN_COMPONENT', '4:20 WRONG_TYPE', '7:1 SYNTAX']);
  });

  it('checks everything when a syntax error leaves the structure alone', async () => {
    const loaded = await load(GOOD.replace('show:\n', 'show: { content: "\\q" }\n  outbx:\n'));
    expect(places(loaded)).toEqual(['4:20 WRONG_TYPE', '4:21 SYNTAX', '5:3 UNKNOWN_COMPONENT']);
  });

  it('shows where each value came from when several sources are merged', async () => {
    const loaded = await loadConfig({
      uris: ['a.yaml', 'file:b.yaml', 'env:MORE', 'yaml:processors::gather::send_batch_size: 0'],
      sets: ['processors.gather.timeout=7', 'exporters.show.content=maybe'],
      env: { MORE: 'processors:\n  gather: {labels: 5}\n' },
      readFile: fakeFiles({
        'a.yaml': `${GOOD}processors:\n  gather: {labels: [x], timeout: 1s}\n`,
        'b.yaml': 'exporters:\n  show: {colour: red}\n',
      }),
      registry,
    });
    expect(loaded.diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.source}:${d.line}:${d.col} ${d.path}`)).toEqual([
      'b.yaml:2:10 exporters.show.colour',
      'env:MORE:2:20 processors.gather.labels',
      'yaml[4]:1:38 processors.gather.send_batch_size',
      '--set[1]:1:27 processors.gather.timeout',
      '--set[2]:1:24 exporters.show.content',
    ]);
    expect(loaded.files).toEqual(['a.yaml', 'b.yaml']);
  });

  it('merges maps key by key and replaces lists and scalars, later sources winning', async () => {
    const loaded = await load(`${GOOD}processors: {gather: {labels: [a, b], timeout: 1s}}\n`, {
      uris: ['c.yaml', 'd.yaml'],
      files: { 'd.yaml': 'processors: {gather: {labels: [c]}}\nservice: {pipelines: {traces: {processors: [gather]}}}' },
      sets: ['processors.gather.timeout=2s', 'processors::gather::send_batch_size=${env:N}'],
      env: { N: '5' },
    });
    expect(loaded.diagnostics).toEqual([]);
    expect(configOf(loaded, 'processors', 'gather')).toEqual({ labels: ['c'], timeout: '2s', send_batch_size: 5 });
  });

  it('puts a base beneath everything', async () => {
    const loaded = await loadConfig({
      uris: [],
      sets: ['exporters.show.content=true'],
      env: {},
      registry,
      base: { name: 'built-in', text: GOOD },
    });
    expect(configOf(loaded, 'exporters', 'show')).toEqual({ content: true });
  });

  it('reports sources that cannot be read and still checks the others', async () => {
    const loaded = await load('receivers: {inbx: }', { uris: ['absent.yaml', 'env:NOPE', 'http://x', 'c.yaml'] });
    expect(places(loaded)).toEqual(['-:- READ', '-:- READ', '-:- URI', '1:13 UNKNOWN_COMPONENT']);
  });

  it.each([
    ['', 'EMPTY'],
    ['# nothing', 'EMPTY'],
    ['just text', 'WRONG_TYPE'],
    ['- a', 'WRONG_TYPE'],
  ])('says what is wrong with %j as a whole', async (text, code) => {
    expect(places(await load(text))).toEqual([`1:1 ${code}`]);
  });

  it.each(['noequals', '=1', 'a..b=1', '.a=1', '__proto__.x=1', 'a.constructor.b=1'])('refuses --set %s', async (set) => {
    const loaded = await load(GOOD, { sets: [set] });
    expect(loaded.diagnostics.map((d) => [d.code, d.source])).toEqual([[expect.stringMatching(/_SET$|_FORBIDDEN_KEY$/), '--set[1]']]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('refuses forbidden keys between colons', async () => {
    const loaded = await load(GOOD, { uris: ['c.yaml', 'yaml:exporters::show::__proto__::polluted: 1'] });
    expect(loaded.diagnostics.map((d) => [d.code, d.source, d.col])).toEqual([['ASSAY_CONFIG_FORBIDDEN_KEY', 'yaml[2]', 1]]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses forbidden keys that come by substitution', async () => {
    const loaded = await load(GOOD.replace('show:\n', 'show: ${env:X}\n'), { env: { X: '{__proto__: {content: true}}' } });
    expect(loaded.config).toBeUndefined();
    expect(({} as { content?: unknown }).content).toBeUndefined();
  });

  it('takes an empty value as an empty map where a map is wanted, else as not written', async () => {
    const loaded = await load(
      `receivers: { inbox: { protocols: { grpc: { endpoint: , max_size_mib: '\${env:UNSET}' }, http: } } }
exporters: { outbox_http: { endpoint: 'http://h', headers: , encoding: } }
service: { telemetry: , extensions: , pipelines: { traces: { receivers: [inbox], processors: , exporters: [outbox_http] } } }`,
    );
    expect(places(loaded)).toEqual(['1:70 UNSET_VARIABLE']);
    expect(configOf(loaded, 'receivers', 'inbox')).toMatchObject({
      protocols: { grpc: { endpoint: 'localhost:4317', max_size_mib: 4 }, http: { endpoint: 'localhost:4318' } },
    });
    expect(configOf(loaded, 'exporters', 'outbox_http')).toMatchObject({ headers: {}, encoding: 'proto' });
  });

  it('takes 0 as a duration and refuses every other bare number', async () => {
    const zero = await load(
      GOOD.replace('service:', 'processors: { gather: { timeout: 0 } }\nservice:').replace(
        'exporters: [show]',
        'processors: [gather], exporters: [show]',
      ),
    );
    expect(configOf(zero, 'processors', 'gather')).toMatchObject({ timeout: '0s' });
  });

  it('fails on everything at once in little time for a config of five thousand components', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `gather/${i}`);
    const loaded = await load(`${GOOD}processors:\n${names.map((name) => `  ${name}: {timeout: ${name.length}}`).join('\n')}\n`);
    expect(loaded.diagnostics.filter((d) => d.code === 'ASSAY_CONFIG_DURATION')).toHaveLength(5000);
    expect(formatDiagnostics(loaded.diagnostics.slice(0, 3), loaded)).toContain('gather/0');
  });

  it('never throws and never stays silent, whatever is done to a valid text', async () => {
    const sign = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ' ',
      '\n',
      '\t',
      '"',
      "'",
      '$',
      '${env:A}',
      '*a',
      '&a ',
      '<<: ',
      '- ',
      '__proto__',
      '#',
      '!x ',
      '0',
      '|',
      '%',
      '\u0000',
    );
    const change = fc.record({ at: fc.nat(GOOD.length), remove: fc.nat(12), insert: sign });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let text = GOOD;
        for (const { at, remove, insert } of changes) text = text.slice(0, at) + insert + text.slice(at + remove);
        const loaded = await load(text, { env: { A: '[{x: ${env:A}}]' } });
        expect(loaded.config === undefined).toBe(loaded.diagnostics.some((d) => d.severity === 'error'));
        formatDiagnostics(loaded.diagnostics, loaded);
        printConfig(loaded);
      }),
      { numRuns: 500 },
    );
  });
});
