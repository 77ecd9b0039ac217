import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/config/code-frame.ts';
import { diagnosticsToJson, formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { printConfig } from '../../src/config/print-config.ts';
import { GOOD, load } from './support/load.ts';

const SECRETIVE = `receivers: { inbox: { protocols: { grpc: { endpoint: '\${env:HOST}:4317' } } } }
processors: { veil: { hmac_key: hunter2-key } }
exporters:
  outbox_http:
    endpoint: http://user:hunter2@\${env:HOST}/
    api_key: \${env:ANY}
    public_key: \${env:PUBLIC}
    headers: { X-Any: '\${env:ANY}', X-Lit: hunter2 }
    target: \${file:mounted}
extensions: { keyring: { token: '\${env:ANY}' } }
service: { extensions: [keyring], pipelines: { traces: { receivers: [inbox], processors: [veil], exporters: [outbox_http] } } }`;

const ENV = { HOST: '127.0.0.1', ANY: 'hunter2-any', PUBLIC: 'pk-1' };

describe('diagnostics for people', () => {
  it('show file:line:col, a frame with a caret, the path, what was expected, advice and the code', async () => {
    const loaded = await load(GOOD.replace('show:\n', 'show: { contnt: true }\n'));
    expect(formatDiagnostics(loaded.diagnostics, loaded)).toBe(`c.yaml:4:11: error: unknown key "contnt" [ASSAY_CONFIG_UNKNOWN_KEY]
 3 | exporters:
 4 |   show: { contnt: true }
   |           ^^^^^^
  at       exporters.show.contnt
  expected content
  help     did you mean "content"?

1 error
`);
  });

  it('are coloured only when asked, and empty when there is nothing to tell', async () => {
    const loaded = await load(GOOD.replace('show:\n', 'shw:\n'));
    expect(formatDiagnostics(loaded.diagnostics, loaded)).not.toContain('\u001b');
    expect(formatDiagnostics(loaded.diagnostics, loaded, { colour: true })).toContain('\u001b[1;31merror:');
    expect(formatDiagnostics([], loaded)).toBe('');
  });

  it('count errors and warnings', async () => {
    const loaded = await load(`${GOOD.replace('show:\n', 'shw:\n')}processors: {gather: , gathr: }\n`);
    expect(formatDiagnostics(loaded.diagnostics, loaded).trimEnd().split('\n').at(-1)).toBe('2 errors, 1 warning');
  });

  it('come as JSON for machines', async () => {
    const loaded = await load(GOOD.replace('show:\n', 'shw:\n'));
    const parsed = JSON.parse(diagnosticsToJson(loaded.diagnostics)) as { valid: boolean; errors: number; diagnostics: { line: number }[] };
    expect(parsed).toMatchObject({ valid: false, errors: 1, warnings: 0 });
    expect(parsed.diagnostics[0]).toMatchObject({
      code: 'ASSAY_CONFIG_UNKNOWN_COMPONENT',
      source: 'c.yaml',
      line: 4,
      col: 3,
      docs: 'docs/errors.md#assay_config_unknown_component',
    });
  });

  it('keep control signs of names and lines away from the terminal', async () => {
    const loaded = await load(GOOD.replace('show:\n', '"sh\\u001b[31mow": {"\\u001b]0;x\\u0007\\u009b": 1} # \u001b[32m\n'));
    expect(formatDiagnostics(loaded.diagnostics, loaded).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('code frames', () => {
  it('put the caret under the token also after a tab, on the first line and far to the right', () => {
    expect(codeFrame('a:\tb', 1, 4, [])).toEqual([' 1 | a: b', '   |    ^']);
    const [line, caret] = codeFrame(`${'x'.repeat(300)} word ${'y'.repeat(300)}`, 1, 302, [])!;
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('word');
    expect(line!.length).toBeLessThan(130);
  });

  it('mask what stands after a key that sounds like a secret, and move the caret along', () => {
    expect(codeFrame('{password: hunter2, x: 1}', 1, 2, [])).toEqual([' 1 | {password: [REDACTED]', '   |  ^^^^^^^^']);
    expect(codeFrame('api_key: "hunter2" # x', 1, 10, [])).toEqual([' 1 | api_key: [REDACTED]', '   |          ^^^^^^^^^^']);
    expect(codeFrame('exporters.x.secret_key=hunter2', 1, 24, [])).toEqual([
      ' 1 | exporters.x.secret_key=[REDACTED]',
      '   |                        ^^^^^^^^^^',
    ]);
    expect(codeFrame('a: {k: hunter2, z: 1}', 1, 17, ['hunter2'])).toEqual([' 1 | a: {k: [REDACTED], z: 1}', '   |                    ^']);
  });

  it('mask also after a secret key that is misspelt', () => {
    for (const key of ['api_kye', 'pasword', 'hmac_kee', 'X-Api-Kay', 'sceret_key', 'Authorisation']) {
      expect(codeFrame(`${key}: hunter2`, 1, 1, [])![0]).toBe(` 1 | ${key}: [REDACTED]`);
    }
  });

  it('leave references and counts readable', () => {
    expect(codeFrame('api_key: ${env:KEY}', 1, 10, [])![0]).toBe(' 1 | api_key: ${env:KEY}');
    for (const key of ['max_tokens', 'tokens', 'public_key', 'key_file', 'access_log', 'keys', 'endpoint', 'custom']) {
      expect(codeFrame(`${key}: 5`, 1, 1, [])![0]).toBe(` 1 | ${key}: 5`);
    }
  });

  it('mask secrets that go over several lines', () => {
    const text = 'a:\n  password: |\n    hunter2\n    hunter3\n  other: "x\n  token:\n    hunter4\n';
    for (let line = 1; line <= 7; line++) expect(codeFrame(text, line, 1, [])!.join('\n')).not.toContain('hunter');
    expect(codeFrame(text, 5, 3, [])!.join('\n')).toContain('other');
  });

  it('never fail, whatever the text and place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.nat(10),
        fc.nat(300),
        fc.array(fc.string({ minLength: 4 })),
        (text, line, col, secrets) => {
          const frame = codeFrame(text, line + 1, col + 1, secrets);
          if (frame !== undefined) expect(frame.at(-1)).toContain('^');
        },
      ),
    );
  });

  it('show no literal secret of a broken config anywhere', async () => {
    const broken = [
      SECRETIVE.replace('http://user', 'nonsense://user'),
      SECRETIVE.replace('public_key: ', 'public_kee: '),
      SECRETIVE.replace('hmac_key: hunter2-key', 'hmac_key: hunter2-key, x: 1'),
      SECRETIVE.replace('hmac_key: hunter2-key', 'hmac_key: "hunter2-key'),
      SECRETIVE.replace('service: {', 'service: { x: 1, '),
      SECRETIVE.replace('api_key: ', 'api_key: @hunter2'),
    ];
    for (const text of broken) {
      const loaded = await load(text, { env: ENV, files: { mounted: 'hunter2-file\n' } });
      expect(loaded.config).toBeUndefined();
      const shown = formatDiagnostics(loaded.diagnostics, loaded) + diagnosticsToJson(loaded.diagnostics) + printConfig(loaded);
      expect(shown.replaceAll('X-Lit: hunter2', '')).not.toMatch(/hunter2-|hunter2"|: hunter2/);
    }
  });
});

describe('print-config', () => {
  it('shows the effective config with every secret masked', async () => {
    const loaded = await load(SECRETIVE, { env: ENV, files: { mounted: 'hunter2-file\n' } });
    expect(loaded.diagnostics.map((d) => d.severity)).not.toContain('error');
    const printed = printConfig(loaded);
    expect(printed).not.toContain('hunter2');
    expect(loaded.effective['exporters']).toEqual({
      outbox_http: {
        endpoint: 'http://[REDACTED]@127.0.0.1/',
        api_key: '[REDACTED]',
        public_key: 'pk-1',
        headers: { 'X-Any': '[REDACTED]', 'X-Lit': '[REDACTED]' },
        target: '[REDACTED]',
        encoding: 'proto',
        timeout: '5s',
        retries: 3,
      },
    });
    expect(printed).toContain('endpoint: 127.0.0.1:4317');
  });

  it('can be loaded again and means the same', async () => {
    const text = `${GOOD.replace('exporters: [show]', 'processors: [gather/1], exporters: [show]')}processors: { gather/1: { labels: ['a$$b', '$\${env:X}', "1", 'true', 'x: y', '', 'ä\u2028'] } }\n`;
    const first = await load(text);
    const again = await load(printConfig(first));
    expect(again.diagnostics).toEqual([]);
    expect(first.config?.processors.get('gather/1')?.config).toMatchObject({
      labels: ['a$b', '${env:X}', '1', 'true', 'x: y', '', 'ä\u2028'],
    });
    const plain = (loaded: typeof first) => [loaded.effective, loaded.config?.service, loaded.config?.processors.get('gather/1')?.config];
    expect(plain(again)).toEqual(plain(first));
  });

  it('can be loaded again whatever text it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (labels) => {
        const written = JSON.stringify(labels).replaceAll('$', '$$$$');
        const text = `${GOOD.replace('exporters: [show]', 'processors: [gather], exporters: [show]')}processors: { gather: { labels: ${written} } }\n`;
        const again = await load(printConfig(await load(text)));
        expect(again.config?.processors.get('gather')?.config).toMatchObject({ labels });
      }),
    );
  });

  it('shows nothing of a config whose structure is in doubt', async () => {
    const loaded = await load(SECRETIVE.replace('{ veil:', '{ "veil:'));
    expect(loaded.diagnostics.map((d) => d.code)).toContain('ASSAY_CONFIG_SYNTAX');
    expect(printConfig(loaded)).toBe('{}\n');
  });

  it('shows a config with errors as far as it goes, everything substituted masked', async () => {
    const loaded = await load('exporters: { nope: { a: "${env:ANY}", b: 1, password: x } }\nextra: { c: "${env:ANY}" }', { env: ENV });
    expect(loaded.effective).toMatchObject({
      exporters: { nope: { a: '[REDACTED]', b: 1, password: '[REDACTED]' } },
      extra: { c: '[REDACTED]' },
    });
  });
});
