import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defineProcessor } from '../../src/kernel/component.ts';
import { makeRegistry } from '../../src/kernel/registry.ts';
import { fullSchema } from '../../src/config/full-schema.ts';
import { printConfig } from '../../src/config/print-config.ts';
import { COMPONENTS, registry } from './support/components.ts';
import { GOOD, load } from './support/load.ts';

/** As an editor sees it: no words of ours, no defaults, no formats. */
const editor = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true, useDefaults: false });

function accepts(text: string, schema: object = fullSchema(registry)): boolean {
  return editor.compile(schema)(parse(text, { schema: 'core' }));
}

describe('the schema of the whole file', () => {
  it('is a valid schema without words that only Assay knows', () => {
    const schema = fullSchema(registry);
    expect(editor.validateSchema(schema)).toBe(true);
    expect(JSON.stringify(schema)).not.toMatch(/"x-|go-duration|byte-size|host-port"/);
  });

  it.each([
    GOOD,
    GOOD.replace('show:\n', 'show: { content: "${env:SHOW:-false}" }\n'),
    `${GOOD}processors: { gather/a: { timeout: "\${env:T}", send_batch_size: "\${N}", labels: [a, "\${env:L}"] } }`,
    `${GOOD}processors: { gather: { timeout: 1h30m }, veil: }`,
    GOOD.replace('show:\n', 'show:\n  outboxhttp/x: { endpoint: "http://h", target: { port: 1 }, headers: { A: b } }\n'),
    `${GOOD}  telemetry: { metrics: { level: none, readers: [ { pull: { exporter: { prometheus: { port: 1 } } } } ] } }`,
  ])('accepts valid config %#', (text) => {
    expect(accepts(text)).toBe(true);
  });

  it.each([
    GOOD.replace('show:\n', 'show: { content: maybe }\n'),
    GOOD.replace('show:\n', 'show: { contnt: true }\n'),
    GOOD.replace('show:\n', 'nope:\n'),
    `${GOOD}processors: { gather: { timeout: 5 } }`,
    `${GOOD}processors: { gather: { timeout: 5d } }`,
    GOOD.replace('exporters: [show]', 'exporters: []'),
    GOOD.replace('traces:', 'trace:'),
    `${GOOD}extra: {}`,
  ])('refuses broken config %#', (text) => {
    expect(accepts(text)).toBe(false);
  });

  it('accepts what print-config prints', async () => {
    const loaded = await load(GOOD);
    expect(accepts(printConfig(loaded))).toBe(true);
  });

  it('describes every section, marks old spellings, and names stability', () => {
    const schema = fullSchema(registry) as {
      properties: Record<
        string,
        { description: string; patternProperties?: Record<string, { deprecated?: boolean; description: string }> }
      >;
    };
    for (const section of Object.values(schema.properties)) expect(section.description.length).toBeGreaterThan(10);
    const exporters = schema.properties['exporters']!.patternProperties!;
    expect(exporters['^outboxhttp(/[^\\s]+)?$']).toMatchObject({ deprecated: true, description: 'Now called outbox_http.' });
    expect(exporters['^outbox_http(/[^\\s]+)?$']!.description).toContain('traces beta');
  });

  it('keeps references inside a component working', () => {
    const tree = defineProcessor({
      type: 'tree',
      aliases: [],
      stability: { traces: 'beta' },
      config: {
        type: 'object',
        additionalProperties: false,
        properties: { root: { $ref: '#/$defs/node' } },
        $defs: {
          node: { type: 'object', additionalProperties: false, properties: { name: { type: 'integer' }, child: { $ref: '#/$defs/node' } } },
        },
      },
      telemetry: [],
      create: () => {
        throw new Error('unused');
      },
    });
    const schema = fullSchema(makeRegistry([...COMPONENTS, tree]));
    expect(accepts(`${GOOD}processors: { tree: { root: { child: { child: { name: 1 } } } } }`, schema)).toBe(true);
    expect(accepts(`${GOOD}processors: { tree: { root: { child: { child: { nome: 1 } } } } }`, schema)).toBe(false);
  });
});
