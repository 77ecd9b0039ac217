import { describe, expect, it } from 'vitest';
import { load, places } from './support/load.ts';

const DECLARED = `receivers: { inbox: { protocols: { grpc: } }, scrape: }
processors: { gather: , veil: }
connectors: { count: , pass: , pass/b: }
exporters: { show: }
extensions: { disk: }
`;

/** Findings about pipelines only: everything is declared, and unused declarations are not the point. */
async function graph(service: string) {
  const loaded = await load(`${DECLARED}service:\n${service}`);
  return loaded.diagnostics.filter((d) => d.code !== 'ASSAY_CONFIG_UNUSED_COMPONENT');
}

async function graphPlaces(service: string) {
  return (await graph(service)).map((d) => `${d.line}:${d.col} ${d.code.replace('ASSAY_CONFIG_', '')}`);
}

describe('pipelines', () => {
  it('may share components, and may lead into each other through connectors', async () => {
    expect(
      await graph(`  extensions: [disk]
  pipelines:
    traces/in: { receivers: [inbox], processors: [gather], exporters: [pass, count] }
    traces/out: { receivers: [pass, inbox], processors: [gather, veil], exporters: [show] }
    metrics: { receivers: [count, scrape], exporters: [show] }
`),
    ).toEqual([]);
  });

  it('need receivers and exporters', async () => {
    expect(
      await graphPlaces('  pipelines:\n    traces: { receivers: [], exporters: }\n    logs:\n    metrics: {exporters: [show]}\n'),
    ).toEqual(['8:15 EMPTY_PIPELINE', '8:30 EMPTY_PIPELINE', '9:5 EMPTY_PIPELINE', '9:5 EMPTY_PIPELINE', '10:5 EMPTY_PIPELINE']);
  });

  it.each(['  extensions: []\n', '  pipelines: {}\n', '  pipelines:\n'])('must exist (%j)', async (service) => {
    expect((await graph(service)).map((d) => d.code)).toEqual(['ASSAY_CONFIG_EMPTY_PIPELINE']);
  });

  it('must exist even where there is no service at all', async () => {
    expect((await load('receivers: { inbox: { protocols: { grpc: } } }')).diagnostics.map((d) => d.code)).toContain(
      'ASSAY_CONFIG_EMPTY_PIPELINE',
    );
  });

  it.each([
    ['trace', 'did you mean "traces"?'],
    ['profiles', undefined],
    ['traces/', undefined],
    ['Traces', 'did you mean "traces"?'],
  ])('cannot be called %s', async (id, hint) => {
    const found = await graph(`  pipelines:\n    ${id}: { receivers: [inbox], exporters: [show] }\n`);
    expect(found.map((d) => d.code)).toEqual(['ASSAY_CONFIG_PIPELINE_ID']);
    if (id !== 'traces/') expect(found[0]!.hint).toBe(hint);
  });

  it('cannot name what is not declared, and say what to do about it', async () => {
    const found = await graph(
      '  pipelines:\n    traces: { receivers: [inbx, gather], processors: [count, show/x], exporters: [disk, show] }\n',
    );
    expect(found.map((d) => [d.code.replace('ASSAY_CONFIG_', ''), d.col, d.hint])).toEqual([
      ['UNDEFINED_COMPONENT', 27, 'did you mean "inbox"?'],
      ['UNDEFINED_COMPONENT', 33, 'it is declared under processors, so it cannot stand under receivers'],
      ['UNDEFINED_COMPONENT', 55, 'it is declared under connectors, so it cannot stand under processors'],
      ['UNDEFINED_COMPONENT', 62, 'there is no component of type "show"'],
      ['UNDEFINED_COMPONENT', 83, 'it is declared under extensions, so it cannot stand under exporters'],
    ]);
  });

  it('say where to declare what is known but not declared', async () => {
    const found = await graph(
      '  pipelines:\n    traces: { receivers: [pass/second], processors: [guard/x], exporters: [outbox_http/y, outbx] }\n',
    );
    expect(found.map((d) => d.hint)).toEqual([
      'declare it: `pass/second:` under `connectors:`',
      'declare it: `guard/x:` under `processors:`',
      'declare it: `outbox_http/y:` under `exporters:`',
      'there is no component of type "outbx"',
    ]);
  });

  it('take an id near a refused declaration for it, since both are one mistake', async () => {
    const loaded = await load(`receivers: { inbox: { protocols: { grpc: } } }
processors: { gaurd: }
exporters: { show: }
service: { pipelines: { traces: { receivers: [inbox], processors: [guard], exporters: [show] } } }`);
    expect(places(loaded)).toEqual(['2:15 UNKNOWN_COMPONENT']);
  });

  it('name each component once in a list', async () => {
    const found = await graph(
      '  extensions: [disk, disk]\n  pipelines:\n    traces: { receivers: [inbox, inbox], processors: [gather, veil, gather], exporters: [show, show] }\n',
    );
    expect(found.map((d) => `${d.code.replace('ASSAY_CONFIG_', '')} ${d.path}`)).toEqual([
      'DUPLICATE_REFERENCE service.extensions[1]',
      'DUPLICATE_REFERENCE service.pipelines.traces.receivers[1]',
      'DUPLICATE_REFERENCE service.pipelines.traces.processors[2]',
      'DUPLICATE_REFERENCE service.pipelines.traces.exporters[1]',
    ]);
    expect(found[2]!.message).toContain('would run twice');
  });

  it('take only components that carry their signal', async () => {
    const found = await graph(
      '  pipelines:\n    metrics: { receivers: [inbox], processors: [veil], exporters: [show] }\n    traces: { receivers: [scrape], exporters: [show] }\n',
    );
    expect(found.map((d) => [d.code, d.line, d.col, d.hint])).toEqual([
      ['ASSAY_CONFIG_SIGNAL', 8, 49, 'it carries traces and logs: use it in such a pipeline'],
      ['ASSAY_CONFIG_SIGNAL', 9, 27, 'it carries metrics: use it in such a pipeline'],
    ]);
  });

  it('report lists and entries of the wrong type once', async () => {
    expect(await graphPlaces('  pipelines:\n    traces: { receivers: inbox, processors: [5], exporters: [show] }\n')).toEqual([
      '8:26 WRONG_TYPE',
      '8:46 WRONG_TYPE',
    ]);
  });
});

describe('connectors', () => {
  it('must end one pipeline and start another', async () => {
    const found = await graph(
      '  pipelines:\n    traces: { receivers: [inbox], exporters: [show, count] }\n    logs: { receivers: [pass], exporters: [show] }\n',
    );
    expect(found.map((d) => [d.code.replace('ASSAY_CONFIG_', ''), d.line, d.message])).toEqual([
      ['CONNECTOR_ONE_SIDED', 3, 'the connector "count" ends a pipeline but starts none'],
      ['CONNECTOR_ONE_SIDED', 3, 'the connector "pass" starts a pipeline but ends none'],
    ]);
  });

  it('must take what comes and give what is wanted', async () => {
    const found = await graph(`  pipelines:
    logs: { receivers: [inbox], exporters: [count] }
    traces/a: { receivers: [inbox], exporters: [count, pass] }
    traces/b: { receivers: [pass], exporters: [show] }
    metrics: { receivers: [count, pass], exporters: [show] }
`);
    expect(found.map((d) => [d.line, d.col, d.message, d.hint])).toEqual([
      [8, 45, 'the connector "count" takes no logs', 'it turns traces to metrics'],
      [11, 35, 'the connector "pass" gives no metrics here', 'it turns traces to traces; metrics to metrics; logs to logs'],
    ]);
  });

  it('must find a pipeline of the signal they make', async () => {
    const found = await graph(
      '  pipelines:\n    traces: { receivers: [inbox], exporters: [count] }\n    logs: { receivers: [count], exporters: [show] }\n',
    );
    expect(found.map((d) => [d.line, d.message])).toEqual([
      [8, 'the connector "count" makes metrics of traces, and no such pipeline starts with it'],
    ]);
  });

  it('may not lead data in a circle, and the circle is named once', async () => {
    const found = await graph(`  pipelines:
    traces/a: { receivers: [inbox, pass/b], exporters: [pass] }
    traces/b: { receivers: [pass], exporters: [pass/b, show] }
`);
    expect(found.map((d) => [d.code, d.line, d.col, d.message])).toEqual([
      ['ASSAY_CONFIG_CYCLE', 9, 48, 'data would go in a circle: traces/a -> pass -> traces/b -> pass/b -> traces/a'],
    ]);
  });

  it('may not lead a pipeline into itself', async () => {
    const found = await graph('  pipelines:\n    traces: { receivers: [inbox, pass], exporters: [pass, show] }\n');
    expect(found.map((d) => d.message)).toEqual(['data would go in a circle: traces -> pass -> traces']);
  });

  it('make no circle where two ways meet again', async () => {
    expect(
      await graph(`  pipelines:
    traces/a: { receivers: [inbox], exporters: [pass, pass/b] }
    traces/b: { receivers: [pass], exporters: [count] }
    traces/c: { receivers: [pass/b], exporters: [count] }
    metrics: { receivers: [count], exporters: [show] }
`),
    ).toEqual([]);
  });

  it('may not share an id with a receiver or exporter', async () => {
    const loaded = await load(
      `${DECLARED.replace('exporters: { show: }', 'exporters: { show: , pass: }')}service: { pipelines: { traces: { receivers: [inbox], exporters: [show] } } }`,
    );
    expect(loaded.diagnostics.filter((d) => d.severity === 'error').map((d) => d.code)).toEqual([
      'ASSAY_CONFIG_AMBIGUOUS_ID',
      'ASSAY_CONFIG_UNKNOWN_COMPONENT',
    ]);
  });
});

describe('what is declared but not used', () => {
  it('earns a warning at its place, each component once', async () => {
    const loaded = await load(`${DECLARED}service: { pipelines: { traces: { receivers: [inbox], exporters: [show] } } }`);
    expect(places(loaded)).toEqual(['1:47', '2:15', '2:25', '3:15', '3:24', '3:32', '5:15'].map((place) => `${place} UNUSED_COMPONENT`));
    expect(loaded.config).toBeDefined();
    expect(loaded.config?.processors.has('veil')).toBe(true);
  });

  it('is not what a pipeline with a wrong name uses, nor what a misspelt reference meant', async () => {
    const loaded = await load(`${DECLARED}service:
  extensions: [dsk]
  pipelines:
    trace: { receivers: [inbox, scrape, pass, pass/b], processors: [gathr, vei], exporters: [show, pass, count, pass/b] }
`);
    expect(loaded.diagnostics.filter((d) => d.severity === 'warning')).toEqual([]);
  });
});

describe('extensions', () => {
  const withStorage = (extensions: string, storage: string) => `receivers: { inbox: { protocols: { grpc: } } }
exporters: { outbox_http: { endpoint: 'http://h', storage: ${storage} } }
extensions: { disk/a: }
service: { extensions: ${extensions}, pipelines: { traces: { receivers: [inbox], exporters: [outbox_http] } } }`;

  it('that settings name must be declared and started', async () => {
    expect((await load(withStorage('[disk/a]', 'disk/a'))).diagnostics).toEqual([]);
    expect((await load(withStorage('[disk/a]', 'disk/b'))).diagnostics).toMatchObject([
      { code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT', line: 2, col: 60, hint: 'did you mean "disk/a"?' },
    ]);
    expect((await load(withStorage('[]', 'disk/a'))).diagnostics).toMatchObject([
      { code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT', line: 2, col: 60, hint: 'add "disk/a" to service.extensions' },
    ]);
  });
});
