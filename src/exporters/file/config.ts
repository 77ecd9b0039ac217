import { integer, object, oneOf, optionalObject } from '../../config/schema-kit.ts';
import type { JsonSchema } from '../../kernel/component.ts';

/** When the file is put aside for a new one. */
export interface RotationConfig {
  readonly max_megabytes: number;
  /** 0 keeps backups whatever their age. */
  readonly max_days: number;
  /** 0 keeps any number of backups. */
  readonly max_backups: number;
}

/** The user's config after defaults. */
export interface FileConfig {
  readonly path: string;
  readonly format: 'json' | 'proto';
  readonly rotation?: RotationConfig;
}

export const FILE_SCHEMA: JsonSchema = object(
  {
    path: {
      type: 'string',
      minLength: 1,
      description: 'The file, appended to. Its folder must exist; nothing of the telemetry goes into the name.',
    },
    format: oneOf(
      ['json', 'proto'],
      'json',
      'json: one OTLP/JSON request a line. proto: each request as protobuf after its length in four bytes, big-endian.',
    ),
    rotation: optionalObject(
      {
        max_megabytes: integer({ min: 1 }, 100, 'Size (in 1,048,576 bytes) from which the file is put aside.'),
        max_days: integer({ min: 0 }, 0, 'Days after which a backup is deleted; 0 is never.'),
        max_backups: integer({ min: 0 }, 100, 'Backups kept; 0 is any number.'),
      },
      { description: 'Absent: the file grows without end.' },
    ),
  },
  { required: ['path'] },
);
