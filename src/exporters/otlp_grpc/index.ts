import { parseDurationMs } from '../../config/units.ts';
import { createDelivery } from '../../delivery/delivery.ts';
import { deliverySettings } from '../../delivery/settings.ts';
import { DELIVERY_METRICS } from '../../delivery/telemetry.data.ts';
import { TransportSender } from '../../delivery/transport-sender.ts';
import { defineExporter, type Descriptor, type Exporter } from '../../kernel/component.ts';
import { connectOtlpGrpc } from './connect.ts';
import { checkOtlpGrpc, OTLP_GRPC_SCHEMA, type OtlpGrpcConfig } from './config.ts';

/** OTLP over gRPC to one backend. */
export const otlpGrpcExporter: Descriptor<'exporter', OtlpGrpcConfig, Exporter> = defineExporter({
  type: 'otlp_grpc',
  aliases: ['otlp'],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  config: OTLP_GRPC_SCHEMA,
  check: checkOtlpGrpc,
  telemetry: DELIVERY_METRICS,
  traits: { persists: (config: OtlpGrpcConfig) => config.sending_queue.storage !== undefined || config.dead_letter !== undefined },
  create: (config, host) => {
    const sender = new TransportSender({ connect: () => connectOtlpGrpc(config, host), timeoutMs: parseDurationMs(config.timeout) });
    return createDelivery({ sender, settings: deliverySettings(config), host });
  },
});
