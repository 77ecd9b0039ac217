import { parseDurationMs } from '../../config/units.ts';
import { createDelivery } from '../../delivery/delivery.ts';
import { deliverySettings } from '../../delivery/settings.ts';
import { DELIVERY_METRICS } from '../../delivery/telemetry.data.ts';
import { TransportSender } from '../../delivery/transport-sender.ts';
import { defineExporter, type Descriptor, type Exporter } from '../../kernel/component.ts';
import { protoToJson } from '../../otlp/json/index.ts';
import { checkOtlpHttp, OTLP_HTTP_SCHEMA, type OtlpHttpConfig } from './config.ts';
import { connectOtlpHttp } from './connect.ts';

/** OTLP over HTTP to one backend, protobuf or JSON. */
export const otlpHttpExporter: Descriptor<'exporter', OtlpHttpConfig, Exporter> = defineExporter({
  type: 'otlp_http',
  aliases: ['otlphttp'],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  config: OTLP_HTTP_SCHEMA,
  check: checkOtlpHttp,
  telemetry: DELIVERY_METRICS,
  traits: { persists: (config: OtlpHttpConfig) => config.sending_queue.storage !== undefined || config.dead_letter !== undefined },
  create: (config, host) => {
    const sender = new TransportSender({
      connect: () => connectOtlpHttp(config, host),
      timeoutMs: parseDurationMs(config.timeout),
      ...(config.encoding === 'json' ? { encode: (batch) => protoToJson(batch.signal, batch.bytes) } : {}),
    });
    return createDelivery({ sender, settings: deliverySettings(config), host });
  },
});
