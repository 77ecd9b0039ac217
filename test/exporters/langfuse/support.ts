import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Config } from '../../../src/exporters/langfuse/config.ts';
import { SCHEMA } from '../../../src/exporters/langfuse/config.ts';
import { PUBLIC_KEY, SECRET_KEY } from '../../support/langfuse-stand-in.ts';

/** The config a user gets with these keys written, defaults filled in as the config loader fills them. */
export function configOf(more: object = {}): Config {
  const config = { endpoint: 'http://127.0.0.1:1', public_key: PUBLIC_KEY, secret_key: SECRET_KEY, ...more };
  const ajv = new Ajv2020({ useDefaults: true, strict: false, allErrors: true });
  for (const format of ['go-duration', 'http-url', 'host-port', 'byte-size']) ajv.addFormat(format, true);
  const validate = ajv.compile(SCHEMA);
  if (!validate(config)) throw new Error(ajv.errorsText(validate.errors));
  return config as unknown as Config;
}
