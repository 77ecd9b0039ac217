import type { ContextWords } from '../context/context-index.ts';
import type { GateSettings } from '../gate/gate.ts';
import type { RecogniserRow } from '../recogniser.ts';
import type { KeyNames } from '../scan/key-names.ts';
import type { NumberEntry } from '../scan/number-scanner.ts';
import type { PhoneRecognisers } from '../scan/phone.ts';
import type { WordEntry } from '../scan/word-scanner.ts';
import type { AllowList } from './allow-list.ts';
import type { CustomRecogniser } from './custom.ts';
import type { Canonical, Hmac } from './hmac.ts';
import type { KeyClasses } from './key-classes.ts';

/** What is done with a finding. */
export type Action = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
export const REPLACE = 0;
export const MASK = 1;
export const REDACT = 2;
export const HMAC = 3;
export const DROP_VALUE = 4;
export const DROP_ATTRIBUTE = 5;
export const DROP_SPAN = 6;
export const COUNT_ONLY = 7;

/** Names of the actions in YAML and in metrics, by number. */
export const ACTION_NAMES: readonly string[] = [
  'replace',
  'mask',
  'redact',
  'hmac',
  'drop_value',
  'drop_attribute',
  'drop_span',
  'count_only',
];

/** What a policy says of one entity. */
export interface EntityPolicy {
  readonly id: string;
  readonly action: Action;
  readonly keepLast: number;
  /** `<ID>`, or the operator's own text. */
  readonly placeholder: Uint8Array;
  /** Score times 100 from which a finding counts. */
  readonly threshold: number;
  readonly priority: number;
  readonly canonical: Canonical;
  /** Topic of its context words, -1 for none. */
  readonly topic: number;
}

/** One recogniser that is on. */
export interface ActiveRecogniser {
  readonly id: string;
  /** Index into `entities`. */
  readonly entity: number;
  readonly row: RecogniserRow | undefined;
}

export type OnError = 'drop_value' | 'drop_span' | 'unsafe_pass';
export type BlobAction = 'skip' | 'drop';

/** Recogniser numbers of scanners, -1 for off. */
export interface ScannerNumbers {
  readonly email: number;
  readonly spokenEmail: number;
  readonly iban: number;
  readonly armour: number;
  readonly urlCredentials: number;
  readonly jwt: number;
  readonly azureSecret: number;
  readonly ipv4: number;
  readonly ipv6: number;
  readonly mac: number;
  readonly url: number;
  readonly crypto: number;
  readonly birthDate: number;
  readonly blob: number;
  readonly linked: number;
  readonly oversize: number;
  readonly phone: PhoneRecognisers;
}

/** A compiled, immutable set of rules. Shared by all redactors that use it. */
export interface Policy {
  /** Preset, and a short hash of everything that decides; written as `assay.redaction.policy`. */
  readonly name: string;
  readonly entities: readonly EntityPolicy[];
  readonly recognisers: readonly ActiveRecogniser[];
  readonly gate: GateSettings;
  readonly context: ContextWords;
  readonly scanners: ScannerNumbers;
  readonly numbers: readonly NumberEntry[];
  readonly words: readonly WordEntry[];
  readonly keys: KeyNames;
  readonly keyClasses: KeyClasses;
  readonly custom: readonly CustomRecogniser[];
  readonly allow: AllowList | undefined;
  readonly hmac: Hmac | undefined;
  readonly phoneRegions: readonly string[];
  /** Any grouping of digits counts: preset strict. */
  readonly loose: boolean;
  readonly maxValueBytes: number;
  readonly blobAction: BlobAction;
  readonly blobMinBytes: number;
  /** Base64 words are decoded and looked into. */
  readonly decodeBase64: boolean;
  readonly linkIdentities: boolean;
  readonly identityAction: 'hmac' | 'replace' | 'drop' | 'keep';
  readonly dropContent: boolean;
  readonly onError: OnError;
  /** Some action leaves nothing behind, so that what stood beside a finding may become one: `redact`, or an empty text. */
  readonly joinsText: boolean;
  readonly summary: 'off' | 'count' | 'types';
}
