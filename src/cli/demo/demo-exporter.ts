import { type CallFields, readCallFields } from '../../exporters/debug/call-fields.ts';
import { type AnyDescriptor, defineExporter } from '../../kernel/component.ts';
import { ACCEPTED } from '../../kernel/outcome.ts';
import { internKey } from '../../otlp/keys.ts';
import { SpanWalk } from '../../otlp/walk.ts';

const SELECTED = internKey('assay.eval.selected');

/** One call as the demo counts it. */
export interface DemoCall extends CallFields {
  readonly selected: boolean;
}

/** An exporter at the end of the demo's pipeline that tells of each call; it exists in the demo's own registry only. */
export function demoExporter(onCall: (call: DemoCall) => void): AnyDescriptor {
  const walk = new SpanWalk();
  const descriptor = defineExporter<Record<string, never>>({
    type: 'demo',
    aliases: [],
    stability: { traces: 'stable' },
    config: { type: 'object', properties: {}, additionalProperties: false },
    telemetry: [],
    create: (_config, host) => ({
      consume(batch) {
        walk.run(batch, {
          item(span) {
            const call = readCallFields(span);
            if (call !== undefined) {
              const row = span.attributes.find(SELECTED);
              onCall({ ...call, selected: row !== -1 && span.attributes.bool(row) });
            }
            return true;
          },
        });
        host.ledger.delivered(batch.items, batch.signal);
        return ACCEPTED;
      },
    }),
  });
  return descriptor as AnyDescriptor;
}
