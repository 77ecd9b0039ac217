import type { Preset } from '../entities.data.ts';
import type { BlobAction, OnError } from './policy.ts';

export type ActionName = 'replace' | 'mask' | 'redact' | 'hmac' | 'drop_value' | 'drop_attribute' | 'drop_span' | 'count_only';

/** What is done with one entity: the name of an action, `off`, or an action with its options. */
export type EntityConfig =
  | ActionName
  | 'off'
  | {
      readonly action?: ActionName | 'off';
      /** Signs left at the end by `mask`; at most half of them. */
      readonly keep_last?: number;
      /** 0 to 1; findings below it are left alone. */
      readonly threshold?: number;
      /** Text in place of `<ENTITY>`. */
      readonly replacement?: string;
    };

/** A recogniser of the operator's own. */
export interface CustomConfig {
  readonly name: string;
  /** RE2, at most 1000 characters. */
  readonly pattern: string;
  /** Defaults to the name in capitals. */
  readonly entity?: string;
  readonly validator?: string;
  /** Words that raise the score when they are near. */
  readonly context?: readonly string[];
  /** 0 to 1, before context; 1 when absent. */
  readonly score?: number;
  readonly action?: EntityConfig;
  readonly examples?: readonly string[];
  readonly counter_examples?: readonly string[];
}

/** A value or pattern that is never touched. A plain string is an exact value of any entity. */
export type AllowConfig = string | { readonly value?: string; readonly pattern?: string; readonly entity?: string };

/** Values that are always removed, in any case of letters. */
export interface DenyConfig {
  readonly entity: string;
  readonly values: readonly string[];
}

/** The part of the processor's YAML that makes a policy (docs/redaction.md). Every field has a default. */
export interface RedactionConfig {
  readonly preset?: Preset;
  readonly entities?: Readonly<Record<string, EntityConfig>>;
  readonly custom?: readonly CustomConfig[];
  readonly allow?: readonly AllowConfig[];
  readonly deny?: readonly DenyConfig[];
  readonly content?: 'scan' | 'drop';
  readonly identity?: {
    readonly keys?: readonly string[];
    readonly action?: 'hmac' | 'replace' | 'drop' | 'keep';
    readonly link?: boolean;
  };
  readonly keys?: { readonly content?: readonly string[]; readonly structural?: readonly string[] };
  readonly hmac_key?: string;
  readonly hmac_key_id?: string;
  /** Keys that are no longer used, so that their placeholders stay as they are. */
  readonly hmac_old_key_ids?: readonly string[];
  readonly phone_regions?: readonly string[];
  readonly max_value_bytes?: number;
  readonly blobs?: { readonly action?: BlobAction; readonly min_bytes?: number };
  readonly decode_base64?: boolean;
  readonly on_error?: OnError;
  readonly summary?: 'off' | 'count' | 'types';
}

/** Keys that name a person or account by default. */
export const DEFAULT_IDENTITY_KEYS: readonly string[] = ['user.id', 'enduser.id', 'user.email', 'user.name'];
export const DEFAULT_MAX_VALUE_BYTES = 1_048_576;
export const DEFAULT_BLOB_MIN_BYTES = 4096;
