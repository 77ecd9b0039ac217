import { defineReceiver, type Descriptor, type Receiver } from '../../kernel/component.ts';
import { checkOtlpReceiver, OTLP_RECEIVER_SCHEMA, type OtlpReceiverConfig } from './config.ts';
import { OTLP_RECEIVER_TELEMETRY } from './counters.ts';
import { OtlpReceiver } from './otlp-receiver.ts';

/** OTLP over gRPC and HTTP, protobuf and JSON. */
export const otlpReceiver: Descriptor<'receiver', OtlpReceiverConfig, Receiver> = defineReceiver({
  type: 'otlp',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  config: OTLP_RECEIVER_SCHEMA,
  check: checkOtlpReceiver,
  telemetry: OTLP_RECEIVER_TELEMETRY,
  create: (config, host) => new OtlpReceiver(config, host),
});
