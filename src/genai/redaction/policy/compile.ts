import { createHash } from 'node:crypto';
import { ContextWords } from '../context/context-index.ts';
import { ENTITIES } from '../entities.data.ts';
import type { RecogniserRow, ScannerName } from '../recogniser.ts';
import { RECOGNISERS } from '../recognisers/index.ts';
import { type KeyName, KeyNames } from '../scan/key-names.ts';
import type { NumberEntry } from '../scan/number-scanner.ts';
import { isPhoneRegion, loadPhonePlans } from '../scan/phone-plan.ts';
import { secretPattern } from '../scan/secret-scanner.ts';
import { SecretIndex } from '../scan/secret-index.ts';
import type { WordEntry } from '../scan/word-scanner.ts';
import { DEFAULT_THRESHOLD, type EntitySetting, entityRow, familyOf, inPreset, readEntity } from './actions.ts';
import { checkReplacement, compileAllow, compileCustom, compileDeny } from './compile-custom.ts';
import {
  DEFAULT_BLOB_MIN_BYTES,
  DEFAULT_IDENTITY_KEYS,
  DEFAULT_MAX_VALUE_BYTES,
  type EntityConfig,
  type RedactionConfig,
} from './config.ts';
import type { CustomRecogniser } from './custom.ts';
import { runExamples } from './examples.ts';
import { gateSettings } from './gate-settings.ts';
import { FEWEST_KEY_BYTES, Hmac, KEY_ID, keyBytes } from './hmac.ts';
import { KeyClasses } from './key-classes.ts';
import {
  type ActiveRecogniser,
  type BlobAction,
  DROP_ATTRIBUTE,
  DROP_SPAN,
  DROP_VALUE,
  type EntityPolicy,
  HMAC,
  type Policy,
  REDACT,
  REPLACE,
  type ScannerNumbers,
} from './policy.ts';
import { type PolicyProblem, Problems } from './problems.ts';

/** A policy, or why there is none. Warnings come with a policy too. */
export interface Compiled {
  readonly policy: Policy | undefined;
  readonly problems: readonly PolicyProblem[];
}

const DEFAULT_KEY_ID = 'k1';
/** `${env:NAME}` as it stands in a config before it is read. */
const UNRESOLVED = /\$\{[^}]*\}/;
/** On whatever the preset: they stand for what could not be looked at. */
const ALWAYS_ON: readonly string[] = ['UNSCANNED_OVERSIZE', 'REDACTION_FAILED'];
const STAND_IN_ACTIONS: readonly number[] = [REPLACE, REDACT, DROP_VALUE, DROP_ATTRIBUTE, DROP_SPAN];

/** Compiles the processor's config. Reads nothing; keys come as text. Cold: some milliseconds, some tens with phones. */
export function compilePolicy(config: RedactionConfig): Compiled {
  const problems = new Problems();
  const preset = config.preset ?? 'balanced';
  const settings = entitySettings(config, problems);
  const wanted = (id: string): boolean => {
    if (ALWAYS_ON.includes(id)) return true;
    const setting = settings.get(id) ?? settings.get(familyOf(id));
    return setting === undefined ? inPreset(id, preset) : setting.on;
  };
  const drafts = [...compileCustom(config.custom ?? [], problems), ...compileDeny(config.deny ?? [], problems)];
  for (const name of settings.keys()) {
    if (entityRow(name) === undefined && !drafts.some((draft) => draft.entity === name)) {
      problems.error(['entities', name], 'ASSAY_REDACTION_UNKNOWN_ENTITY', `${name} is no entity`, closest(name));
    }
  }
  for (const name of ALWAYS_ON) checkStandIn(name, settings, problems);
  const loose = preset === 'strict';
  const regions = phoneRegions(config, problems);
  const rows = RECOGNISERS.filter((row) => wanted(row.entity) && isUsed(row, loose, regions, config.blobs?.action));
  const hmac = compileHmac(config, problems);
  const context = new ContextWords(
    drafts.filter((draft) => draft.context.length > 0).map((draft) => ({ entity: draft.entity, words: draft.context })),
  );
  const entities: EntityPolicy[] = [];
  const entityNumber = (id: string, own: EntityConfig | undefined): number => {
    const known = entities.findIndex((entity) => entity.id === id);
    if (known !== -1) return known;
    entities.push(
      entityPolicy(id, settings.get(id) ?? (own === undefined ? undefined : readEntity(own)) ?? settings.get(familyOf(id)), hmac, context),
    );
    return entities.length - 1;
  };
  for (const id of ALWAYS_ON) entityNumber(id, undefined);
  const recognisers: ActiveRecogniser[] = rows.map((row) => ({ id: row.id, entity: entityNumber(row.entity, undefined), row }));
  const custom: CustomRecogniser[] = drafts.map((draft) => {
    recognisers.push({ id: draft.id, entity: entityNumber(draft.entity, draft.config?.action), row: undefined });
    return { ...draft, recogniser: recognisers.length - 1 };
  });
  const asks = [...settings.values(), ...(config.custom ?? []).flatMap(({ action }) => (action === undefined ? [] : [readEntity(action)]))];
  const usesHmac =
    asks.some((setting) => setting?.on === true && setting.action === HMAC) || (config.identity?.action ?? 'hmac') === 'hmac';
  if (usesHmac && hmac === undefined) {
    problems.warn(['hmac_key'], 'ASSAY_REDACTION_NO_HMAC_KEY', 'no hmac_key: values that would be hashed are replaced');
  }
  if (config.on_error === 'unsafe_pass') problems.warn(['on_error'], 'ASSAY_REDACTION_UNSAFE', 'values whose scan fails pass unredacted');
  const scanners = scannerNumbers(recognisers);
  const names = keyNames(recognisers);
  const secrets = new SecretIndex(
    recognisers.flatMap(({ row }, index) => (row?.kind === 'secret' ? [secretPattern(row, index)] : [])),
    scanners.jwt !== -1,
    scanners.crypto !== -1,
  );
  const blobMinBytes = config.blobs?.min_bytes ?? DEFAULT_BLOB_MIN_BYTES;
  const decodeBase64 = config.decode_base64 ?? loose;
  const numbers: NumberEntry[] = recognisers.flatMap(({ row }, recogniser) => (row?.kind === 'number' ? [{ recogniser, row }] : []));
  const words: WordEntry[] = recognisers.flatMap(({ row }, recogniser) => (row?.kind === 'word' ? [{ recogniser, row }] : []));
  if (scanners.phone.national !== -1) loadPhonePlans();
  const policy: Policy = Object.freeze({
    name: `${preset}@${fingerprint(config)}`,
    entities,
    recognisers,
    gate: gateSettings({ scanners, numbers, words, names, secrets, loose, blobMinBytes, decodeBase64 }),
    context,
    scanners,
    numbers,
    words,
    keys: names,
    keyClasses: new KeyClasses(
      {
        identity: config.identity?.keys ?? DEFAULT_IDENTITY_KEYS,
        content: config.keys?.content ?? [],
        structural: config.keys?.structural ?? [],
      },
      names,
      context,
    ),
    custom,
    allow: compileAllow(config.allow ?? [], problems),
    hmac,
    phoneRegions: regions,
    loose,
    maxValueBytes: config.max_value_bytes ?? DEFAULT_MAX_VALUE_BYTES,
    blobAction: config.blobs?.action ?? 'drop',
    blobMinBytes,
    decodeBase64,
    linkIdentities: (config.identity?.link ?? true) && scanners.linked !== -1,
    identityAction: config.identity?.action ?? 'hmac',
    dropContent: config.content === 'drop',
    onError: config.on_error ?? 'drop_value',
    joinsText: entities.some(({ action }) => action === REDACT),
    summary: config.summary ?? 'types',
  });
  if (!problems.failed) runExamples(policy, drafts, problems);
  return { policy: problems.failed ? undefined : policy, problems: problems.list };
}

/** What could not be looked at may be replaced or dropped, in whatever words; to pass it on must be spelt `on_error: unsafe_pass`. */
function checkStandIn(name: string, settings: ReadonlyMap<string, EntitySetting>, problems: Problems): void {
  const setting = settings.get(name);
  if (setting === undefined || (setting.on && STAND_IN_ACTIONS.includes(setting.action))) return;
  problems.error(
    ['entities', name],
    'ASSAY_REDACTION_ACTION',
    `${name} stands for what could not be scanned: its actions are replace, redact, drop_value, drop_attribute and drop_span`,
  );
}

function isUsed(row: RecogniserRow, loose: boolean, regions: readonly string[], blobs: BlobAction | undefined): boolean {
  if (row.kind !== 'scanner') return true;
  if (row.scanner === 'blob') return blobs !== 'skip';
  if (row.scanner === 'spoken-email') return loose;
  return row.scanner !== 'phone-region' || regions.length > 0;
}

function entitySettings(config: RedactionConfig, problems: Problems): Map<string, EntitySetting> {
  const settings = new Map<string, EntitySetting>();
  for (const [name, given] of Object.entries(config.entities ?? {})) {
    const setting = readEntity(given);
    if (setting === undefined) problems.error(['entities', name], 'ASSAY_REDACTION_ACTION', `${name} has an unknown action`);
    else {
      checkReplacement(setting.replacement, ['entities', name, 'replacement'], problems);
      settings.set(name.endsWith('/*') ? name.slice(0, -2) : name, setting);
    }
  }
  return settings;
}

function entityPolicy(id: string, setting: EntitySetting | undefined, hmac: Hmac | undefined, context: ContextWords): EntityPolicy {
  const row = entityRow(id);
  const action = setting?.action ?? REPLACE;
  return {
    id,
    action: action === HMAC && hmac === undefined ? REPLACE : action,
    keepLast: setting?.keepLast ?? 0,
    placeholder: Buffer.from(setting?.replacement ?? `<${id}>`, 'utf8'),
    threshold: setting === undefined || Number.isNaN(setting.threshold) ? DEFAULT_THRESHOLD : Math.round(setting.threshold * 100),
    priority: row?.priority ?? 65,
    canonical: row?.canonical ?? 'exact',
    topic: context.topic(id),
  };
}

function compileHmac(config: RedactionConfig, problems: Problems): Hmac | undefined {
  if (config.hmac_key === undefined || config.hmac_key === '') return undefined;
  if (UNRESOLVED.test(config.hmac_key)) {
    problems.error(
      ['hmac_key'],
      'ASSAY_REDACTION_HMAC_KEY',
      'the key is a reference that nothing has resolved; policy and key files hold the key itself',
    );
    return undefined;
  }
  const key = keyBytes(config.hmac_key);
  const id = config.hmac_key_id ?? DEFAULT_KEY_ID;
  if (key.length < FEWEST_KEY_BYTES) {
    problems.error(['hmac_key'], 'ASSAY_REDACTION_HMAC_KEY', `the key has ${key.length} bytes; at least ${FEWEST_KEY_BYTES} are needed`);
    return undefined;
  }
  for (const [index, name] of [id, ...(config.hmac_old_key_ids ?? [])].entries()) {
    if (KEY_ID.test(name)) continue;
    problems.error(
      index === 0 ? ['hmac_key_id'] : ['hmac_old_key_ids', index - 1],
      'ASSAY_REDACTION_HMAC_KEY',
      'a key id is 1 to 16 letters, digits, _ or -',
    );
    return undefined;
  }
  return new Hmac(id, key, config.hmac_old_key_ids ?? []);
}

function phoneRegions(config: RedactionConfig, problems: Problems): readonly string[] {
  const regions = config.phone_regions ?? [];
  for (const [index, region] of regions.entries()) {
    if (!isPhoneRegion(region))
      problems.error(['phone_regions', index], 'ASSAY_REDACTION_REGION', `${region} is no region of the numbering plans`);
  }
  if (regions.length > 2)
    problems.warn(['phone_regions'], 'ASSAY_REDACTION_REGION', 'more than two regions make most long numbers a phone somewhere');
  return regions;
}

function scannerNumbers(recognisers: readonly ActiveRecogniser[]): ScannerNumbers {
  const at = (scanner: ScannerName): number => recognisers.findIndex(({ row }) => row?.kind === 'scanner' && row.scanner === scanner);
  return {
    email: at('email'),
    spokenEmail: at('spoken-email'),
    iban: at('iban'),
    armour: at('armour'),
    urlCredentials: at('url-credentials'),
    jwt: at('jwt'),
    azureSecret: at('azure-secret'),
    ipv4: at('ipv4'),
    ipv6: at('ipv6'),
    mac: at('mac'),
    url: at('url'),
    crypto: at('crypto'),
    birthDate: at('birth-date'),
    blob: at('blob'),
    linked: at('linked'),
    oversize: at('oversize'),
    phone: { international: at('phone-international'), national: at('phone-national'), region: at('phone-region') },
  };
}

function keyNames(recognisers: readonly ActiveRecogniser[]): KeyNames {
  const names: KeyName[] = [];
  for (const [index, { row }] of recognisers.entries()) {
    if (row?.kind !== 'keyed') continue;
    for (const name of row.names) names.push({ name: name.replace(/^=/, ''), row: index, whole: name.startsWith('=') });
  }
  return new KeyNames(names);
}

/** Eight hexadecimal digits that change with anything that decides, keys left out. */
function fingerprint(config: RedactionConfig): string {
  const { hmac_key: _key, ...rest } = config;
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 8);
}

function closest(name: string): string {
  const upper = name.toUpperCase();
  const found = ENTITIES.find(({ id }) => id.includes(upper) || upper.includes(id) || id.split('_')[0] === upper.split('_')[0]);
  return found === undefined ? 'see the table in docs/redaction.md' : `did you mean ${found.id}?`;
}
