import { describe, expect, it } from 'vitest';
import { LINT_RULES } from '../../src/config/lint.data.ts';
import { load, places } from './support/load.ts';

const HEAD = `receivers: { inbox: { protocols: { grpc: } }, scrape: }
processors: { guard: , gather: , veil: }
connectors: { count: , pass: }
exporters: { show: { content: true }, show/quiet: { content: false } }
service:
  pipelines:
`;

/** Lint findings of pipelines over `HEAD`; unused components are not the point. */
async function lintPlaces(pipelines: string): Promise<string[]> {
  return places(await load(HEAD + pipelines)).filter((place) => !place.includes('UNUSED'));
}

describe('lint', () => {
  it('wants the processor that refuses under pressure first', async () => {
    expect(await lintPlaces('    traces: { receivers: [inbox], processors: [gather, guard], exporters: [show] }\n')).toEqual([
      '7:56 ADMISSION_ORDER',
    ]);
    expect(await lintPlaces('    traces: { receivers: [inbox], processors: [guard, gather], exporters: [show] }\n')).toEqual([]);
  });

  it('warns where content is kept in a pipeline that does not redact while another does', async () => {
    expect(
      await lintPlaces(`    traces/a: { receivers: [inbox], processors: [veil], exporters: [show] }
    traces/b: { receivers: [inbox], processors: [gather], exporters: [show, show/quiet] }
    logs: { receivers: [inbox], exporters: [show/quiet, show] }
`),
    ).toEqual(['8:71 UNREDACTED', '9:57 UNREDACTED']);
  });

  it('leaves configs alone that redact nowhere, and signals that nothing can redact', async () => {
    expect(await lintPlaces('    traces: { receivers: [inbox], exporters: [show] }\n')).toEqual([]);
    expect(
      await lintPlaces(`    traces: { receivers: [inbox], processors: [veil], exporters: [show] }
    metrics: { receivers: [scrape], exporters: [show] }
`),
    ).toEqual([]);
  });

  it('counts what comes redacted through a connector as redacted, and nothing else', async () => {
    expect(
      await lintPlaces(`    traces/a: { receivers: [inbox], processors: [veil], exporters: [pass] }
    traces/b: { receivers: [pass], exporters: [show] }
`),
    ).toEqual([]);
    expect(
      await lintPlaces(`    traces/a: { receivers: [inbox], processors: [veil], exporters: [pass] }
    traces/b: { receivers: [pass, inbox], exporters: [show] }
`),
    ).toEqual(['8:55 UNREDACTED']);
    expect(
      await lintPlaces(`    traces/a: { receivers: [inbox], exporters: [pass] }
    traces/b: { receivers: [pass], exporters: [show] }
    traces/c: { receivers: [inbox], processors: [veil], exporters: [show] }
`),
    ).toEqual(['8:48 UNREDACTED']);
  });

  it.each([
    ['{ endpoint: "0.0.0.0:4317" }', true],
    ['{ endpoint: ":4317" }', true],
    ['{ endpoint: "[::]:4317" }', true],
    ['{ endpoint: "${env:POD_IP}:4317" }', true],
    ['{ endpoint: "localhost:4317" }', false],
    ['{ endpoint: "127.0.0.2:4317" }', false],
    ['{ endpoint: "[::1]:4317" }', false],
    ['{ endpoint: "0.0.0.0:4317", auth: { authenticator: keyring } }', false],
    ['{ endpoint: "0.0.0.0:4317", tls: { client_ca_file: ca.pem } }', false],
    ['{ endpoint: "0.0.0.0:4317", tls: { cert_file: c.pem } }', true],
  ])('judges the listener %s: open to strangers is %s', async (grpc, open) => {
    const loaded = await load(
      `receivers: { inbox: { protocols: { grpc: ${grpc} } } }
exporters: { show: }
extensions: { keyring: }
service: { extensions: [keyring], pipelines: { traces: { receivers: [inbox], exporters: [show] } } }`,
      { env: { POD_IP: '10.0.0.1' } },
    );
    expect(places(loaded)).toEqual(open ? ['1:54 EXPOSED'] : []);
    expect(JSON.stringify(loaded.diagnostics)).not.toContain('10.0.0.1');
  });

  it('warns of secrets written into the config, not of those from elsewhere', async () => {
    const loaded = await load(
      `receivers: { inbox: { protocols: { grpc: } } }
exporters:
  outbox_http:
    endpoint: http://h
    api_key: hunter2
    headers: { Authorization: Bearer x, X-Tenant: acme, X-Api-Key: '\${env:K}' }
  outbox_http/b:
    endpoint: http://h
    api_key: \${env:K}
  outbox_http/c:
    endpoint: http://h
    api_key: \${env:NONE:-hunter3}
service: { pipelines: { traces: { receivers: [inbox], exporters: [outbox_http, outbox_http/b, outbox_http/c] } } }`,
      { env: { K: 'hunter2' } },
    );
    expect(places(loaded)).toEqual(['5:14 LITERAL_SECRET', '6:31 LITERAL_SECRET', '12:14 LITERAL_SECRET']);
    expect(JSON.stringify(loaded.diagnostics)).not.toContain('hunter');
  });

  it('only ever warns, and has a reason for each rule', async () => {
    for (const rule of LINT_RULES) expect(rule.why.length).toBeGreaterThan(20);
    const loaded = await load(`${HEAD}    traces: { receivers: [inbox], processors: [gather, guard], exporters: [show] }\n`);
    expect(loaded.config).toBeDefined();
    expect(loaded.diagnostics.every((d) => d.severity === 'warning')).toBe(true);
  });
});
