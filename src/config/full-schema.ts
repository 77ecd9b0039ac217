import type { AnyDescriptor, JsonSchema } from '../kernel/component.ts';
import type { Registry } from '../kernel/registry.ts';
import { editorForm } from './editor-schema.ts';
import { SECTIONS } from './sections.data.ts';
import { SERVICE_SCHEMA } from './service.data.ts';
import type { Section } from './types.ts';

/** What a section is for, as editors show it. */
const SECTION_WORDS: Readonly<Record<Section, string>> = {
  receivers: 'Where data comes in. Keys are ids: type or type/name.',
  processors: 'What is done to data on its way, in the order of the pipelines.',
  connectors: 'What ends one pipeline and starts another.',
  exporters: 'Where data goes.',
  extensions: 'What runs beside the pipelines: health, storage, authentication.',
};

/**
 * One JSON Schema (2020-12) for a whole config file, for completion and hints in editors. Built from the same component schemas
 * that validate; beyond them it takes `${...}` wherever a value may be substituted, and empty values where they mean defaults.
 */
export function fullSchema(registry: Registry): JsonSchema {
  const defs: Record<string, unknown> = {
    substitution: { type: 'string', pattern: '\\$\\{[^}]', description: 'A value from ${env:NAME}, ${env:NAME:-default} or ${file:path}.' },
  };
  const properties: Record<string, JsonSchema> = {};
  for (const { section, kind } of SECTIONS) {
    const patterns: Record<string, JsonSchema> = {};
    for (const descriptor of registry.all()) {
      if (descriptor.kind !== kind) continue;
      const name = `${kind}.${descriptor.type}`;
      defs[name] = componentSchema(descriptor, name);
      patterns[idPattern(descriptor.type)] = { anyOf: [{ $ref: `#/$defs/${name}` }, { type: 'null' }], description: titleOf(descriptor) };
      for (const alias of descriptor.aliases) {
        patterns[idPattern(alias)] = {
          anyOf: [{ $ref: `#/$defs/${name}` }, { type: 'null' }],
          deprecated: true,
          description: `Now called ${descriptor.type}.`,
        };
      }
    }
    properties[section] = {
      type: ['object', 'null'],
      description: SECTION_WORDS[section],
      patternProperties: patterns,
      additionalProperties: false,
    };
  }
  properties['service'] = serviceSchema();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Assay configuration',
    description: 'Receivers, processors, connectors, exporters and extensions by id, and the pipelines they form.',
    type: 'object',
    properties,
    required: ['service'],
    additionalProperties: false,
    $defs: defs,
  };
}

function idPattern(type: string): string {
  return `^${type}(/[^\\s]+)?$`;
}

function componentSchema(descriptor: AnyDescriptor, name: string): JsonSchema {
  const { default: _whole, ...root } = descriptor.config;
  const moved = moveRefs(root, `#/$defs/${name}`) as JsonSchema;
  return { title: `${descriptor.type} ${descriptor.kind}`, description: titleOf(descriptor), ...editorForm(moved) };
}

function titleOf(descriptor: AnyDescriptor): string {
  const own =
    typeof descriptor.config['description'] === 'string' ? descriptor.config['description'] : `The ${descriptor.kind} ${descriptor.type}.`;
  const stability = Object.entries(descriptor.stability).map(([signal, level]) => `${signal} ${level}`);
  return stability.length === 0 ? own : `${own} Stability: ${stability.join(', ')}.`;
}

/** A component's own `#/...` references point into its place in the whole. */
function moveRefs(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moveRefs(item, base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === '$ref' && typeof child === 'string' && child.startsWith('#') ? `${base}${child.slice(1)}` : moveRefs(child, base),
    ]),
  );
}

/** At run time `pipelines.ts` says more about empty and missing lists than a schema can; an editor gets the plain rule. */
function serviceSchema(): JsonSchema {
  const properties = SERVICE_SCHEMA['properties'] as Record<string, JsonSchema>;
  const pipelines = properties['pipelines']!;
  const pipeline = pipelines['additionalProperties'] as JsonSchema;
  const lists = pipeline['properties'] as Record<string, JsonSchema>;
  const strict: JsonSchema = {
    ...pipeline,
    required: ['receivers', 'exporters'],
    properties: { ...lists, receivers: { ...lists['receivers'], minItems: 1 }, exporters: { ...lists['exporters'], minItems: 1 } },
  };
  const { additionalProperties: _any, ...rest } = pipelines;
  const byId: JsonSchema = {
    ...rest,
    minProperties: 1,
    patternProperties: { '^(traces|metrics|logs)(/[^\\s]+)?$': strict },
    additionalProperties: false,
  };
  const { default: _whole, ...service } = SERVICE_SCHEMA;
  return editorForm({
    ...service,
    description: 'What runs: extensions, pipelines, own telemetry.',
    required: ['pipelines'],
    properties: { ...properties, pipelines: byId },
  });
}
