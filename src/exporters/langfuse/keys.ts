import { internKey, type Key } from '../../otlp/keys.ts';

/** Attributes that Langfuse's ingestion reads before all others (langfuse.md section 2). */
export const LF: Readonly<
  Record<
    | 'type'
    | 'model'
    | 'usage'
    | 'cost'
    | 'level'
    | 'statusMessage'
    | 'completionStart'
    | 'promptName'
    | 'promptVersion'
    | 'environment'
    | 'operationName',
    Key
  >
> = {
  type: internKey('langfuse.observation.type'),
  model: internKey('langfuse.observation.model.name'),
  usage: internKey('langfuse.observation.usage_details'),
  cost: internKey('langfuse.observation.cost_details'),
  level: internKey('langfuse.observation.level'),
  statusMessage: internKey('langfuse.observation.status_message'),
  completionStart: internKey('langfuse.observation.completion_start_time'),
  promptName: internKey('langfuse.observation.prompt.name'),
  promptVersion: internKey('langfuse.observation.prompt.version'),
  environment: internKey('langfuse.environment'),
  operationName: internKey('langfuse.observation.metadata.operation_name'),
};

export const OPERATION_NAME: Key = internKey('gen_ai.operation.name');
export const OPENINFERENCE_KIND: Key = internKey('openinference.span.kind');

/** Where the environment of a span stands, in the order in which the ingestion asks. */
export const ENVIRONMENT_KEYS: readonly Key[] = [
  LF.environment,
  internKey('deployment.environment.name'),
  internKey('deployment.environment'),
];
