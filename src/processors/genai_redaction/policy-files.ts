import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { compileSchema } from '../../config/validator.ts';
import { compilePolicy } from '../../genai/redaction/policy/compile.ts';
import type { RedactionConfig } from '../../genai/redaction/policy/config.ts';
import type { Policy } from '../../genai/redaction/policy/policy.ts';
import type { PolicyProblem } from '../../genai/redaction/policy/problems.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { type GenaiRedactionConfig, POLICY_FILE_SCHEMA, policyConfig } from './config.ts';

const ID_LINE = /^id:\s*([A-Za-z0-9_-]{1,16})\s*$/;

/** A policy with what there is to say about it. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly warnings: readonly PolicyProblem[];
}

/**
 * The policy of a config and the files it names. `load` reads them; `changed` tells whether to read again. Keys that were
 * in force before stay known by their ids, so that their pseudonyms are left alone after a rotation.
 */
export class PolicyFiles {
  readonly #config: GenaiRedactionConfig;
  readonly #paths: readonly string[];
  /** Ids of keys that are or were in force, with a print of each: an id must never come to name another key. */
  readonly #keyPrints = new Map<string, string>();
  #look = '';

  constructor(config: GenaiRedactionConfig) {
    this.#config = config;
    this.#paths = [config.policy_file, config.hmac_key_file].filter((path) => path !== undefined).map((path) => resolve(path));
  }

  get isEmpty(): boolean {
    return this.#paths.length === 0;
  }

  /** Whether a file looks different from when it was read last. */
  changed(): boolean {
    return lookOf(this.#paths) !== this.#look;
  }

  /** Throws an AssayError without any of the files' content. */
  load(): LoadedPolicy {
    this.#look = lookOf(this.#paths);
    const merged = { ...policyConfig(this.#config), ...this.#policyFile(), ...this.#keyFile() };
    const oldIds = [...new Set([...(merged.hmac_old_key_ids ?? []), ...this.#keyPrints.keys()])].filter((id) => id !== merged.hmac_key_id);
    const { policy, problems } = compilePolicy({ ...merged, hmac_old_key_ids: oldIds });
    if (policy === undefined) {
      const [first] = problems.filter((problem) => problem.severity === 'error');
      throw new AssayError(
        first?.code ?? 'ASSAY_REDACTION_POLICY_FILE',
        `${first?.path.join('.') ?? ''}: ${first?.message ?? 'the policy does not compile'}`,
      );
    }
    const { hmac } = policy;
    if (hmac !== undefined) {
      const known = this.#keyPrints.get(hmac.id);
      const print = hmac.digest('', '');
      if (known !== undefined && known !== print)
        throw new AssayError(
          'ASSAY_REDACTION_HMAC_KEY',
          `the key changed but is still called ${hmac.id}; give the new key an id of its own`,
        );
      this.#keyPrints.set(hmac.id, print);
    }
    return { policy, warnings: problems };
  }

  #policyFile(): RedactionConfig {
    const path = this.#config.policy_file;
    if (path === undefined) return {};
    const content: unknown = readYaml(path);
    // An empty file is what a half-done write or a lost mount looks like; taking it would switch rules off.
    if (content === null || content === undefined)
      throw new AssayError('ASSAY_REDACTION_POLICY_FILE', `${path}: the file is empty; write {} where it should change nothing`);
    if (typeof content !== 'object' || Array.isArray(content))
      throw new AssayError('ASSAY_REDACTION_POLICY_FILE', `${path}: a policy is a mapping`);
    // A copy, because the check fills in defaults, which would win over the config.
    const check = compileSchema(POLICY_FILE_SCHEMA);
    if (!check(structuredClone(content))) {
      const [first] = check.errors ?? [];
      throw new AssayError('ASSAY_REDACTION_POLICY_FILE', `${path}: ${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`);
    }
    return policyConfig(content as GenaiRedactionConfig);
  }

  #keyFile(): RedactionConfig {
    const path = this.#config.hmac_key_file;
    if (path === undefined) return {};
    let lines: string[];
    try {
      lines = readFileSync(path, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '');
    } catch {
      throw new AssayError('ASSAY_REDACTION_HMAC_KEY', `${path}: the key file cannot be read`);
    }
    const id = ID_LINE.exec(lines[0] ?? '')?.[1];
    const key = lines[id === undefined ? 0 : 1]?.trim() ?? '';
    if (key === '') throw new AssayError('ASSAY_REDACTION_HMAC_KEY', `${path}: there is no key in the file`);
    return { hmac_key: key, ...(id === undefined ? {} : { hmac_key_id: id }) };
  }
}

/** Errors of the parser name the place; its words may quote the file. */
function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AssayError(
      'ASSAY_REDACTION_POLICY_FILE',
      `${path}: cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}`,
    );
  }
  try {
    return parse(text);
  } catch (error) {
    const at = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    throw new AssayError('ASSAY_REDACTION_POLICY_FILE', `${path}${at === undefined ? '' : `:${at.line}:${at.col}`}: is no YAML`);
  }
}

function lookOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      try {
        const stat = statSync(path);
        return `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
      } catch {
        return 'absent';
      }
    })
    .join('|');
}
