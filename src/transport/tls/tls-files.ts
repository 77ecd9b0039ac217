import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Clock } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';

/** Where PEM text comes from: a file, or the config itself (`*_pem`, for secrets from the environment). */
export interface PemSource {
  /** YAML key named in messages, for example `tls.cert_file`. */
  readonly key: string;
  readonly file?: string;
  readonly pem?: string;
}

/** The PEM texts of one side of TLS; what is not configured is absent. */
export interface TlsSources {
  readonly cert?: PemSource;
  readonly key?: PemSource;
  readonly ca?: PemSource;
}

/** Contents of `TlsSources`. */
export interface TlsMaterial {
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly ca?: Buffer;
}

const ROLES = ['cert', 'key', 'ca'] as const;

/** Reads all sources; throws ASSAY_TRANSPORT_TLS_MATERIAL naming key and file, never contents. */
export function loadTlsMaterial(sources: TlsSources): TlsMaterial {
  const material: { -readonly [role in keyof TlsMaterial]: TlsMaterial[role] } = {};
  for (const role of ROLES) {
    const source = sources[role];
    if (source?.pem !== undefined) material[role] = Buffer.from(source.pem, 'utf8');
    else if (source?.file !== undefined) {
      try {
        material[role] = readFileSync(source.file);
      } catch (cause) {
        throw new AssayError('ASSAY_TRANSPORT_TLS_MATERIAL', `${source.key}: cannot read ${source.file} (${codeOf(cause)})`, { cause });
      }
    }
  }
  return material;
}

/** The context of `options`, made from `sources`; throws ASSAY_TRANSPORT_TLS_MATERIAL naming the files when they are unfit. */
export function makeSecureContext(options: SecureContextOptions, material: TlsMaterial, sources: TlsSources): SecureContext {
  try {
    // OpenSSL passes over a CA file without certificates, and would then trust nobody.
    if (material.ca !== undefined) void new X509Certificate(material.ca);
    return createSecureContext(options);
  } catch (cause) {
    const named = ROLES.map((role) => sources[role]?.file ?? sources[role]?.key).filter((name) => name !== undefined);
    throw new AssayError('ASSAY_TRANSPORT_TLS_MATERIAL', `no PEM, or certificate and key do not belong together: ${named.join(', ')}`, {
      cause,
    });
  }
}

/** Told of new material, or of why it could not be used; the old stays in force then. */
export interface TlsWatch {
  onChange(material: TlsMaterial): void;
  onError(error: unknown): void;
}

/**
 * Reads the files again every `intervalMs` and reports a change of their content: contents, not modification times, because
 * Kubernetes swaps a symlink and some tools keep the time. 0 never looks. Returns a function that ends it.
 */
export function watchTlsMaterial(sources: TlsSources, first: TlsMaterial, intervalMs: number, clock: Clock, watch: TlsWatch): () => void {
  const files = ROLES.some((role) => sources[role]?.file !== undefined);
  if (!files || intervalMs <= 0) return () => {};
  let known = fingerprint(first);
  let busy = false;
  let ended = false;
  const look = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      const material = await readAll(sources);
      const found = fingerprint(material);
      if (ended || found === known) return;
      watch.onChange(material);
      known = found;
    } catch (error) {
      if (!ended) watch.onError(error);
    } finally {
      busy = false;
    }
  };
  const cancel = clock.every(intervalMs, () => void look());
  return () => {
    ended = true;
    cancel();
  };
}

async function readAll(sources: TlsSources): Promise<TlsMaterial> {
  const material: { -readonly [role in keyof TlsMaterial]: TlsMaterial[role] } = {};
  for (const role of ROLES) {
    const source = sources[role];
    if (source?.pem !== undefined) material[role] = Buffer.from(source.pem, 'utf8');
    else if (source?.file !== undefined) material[role] = await readFile(source.file);
  }
  return material;
}

function fingerprint(material: TlsMaterial): string {
  const hash = createHash('sha256');
  for (const role of ROLES) hash.update(`${role}:${material[role]?.length ?? -1}:`).update(material[role] ?? '');
  return hash.digest('hex');
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'unreadable';
}
