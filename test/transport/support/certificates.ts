import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of one test authority: its CA, and certificates it signed. */
export interface Authority {
  readonly folder: string;
  readonly ca: string;
  /** Signs a certificate for `names` (DNS names or IP addresses) and gives the paths of certificate and key. */
  issue(name: string, names: readonly string[]): { readonly cert: string; readonly key: string };
  remove(): void;
}

/** Whether certificates can be made here; says so on stderr when not. */
export function canMakeCertificates(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: TLS tests need the openssl command, which is not here');
    return false;
  }
}

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

export function makeAuthority(commonName: string = 'test CA'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'assay-tls-'));
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(folder, 'req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', `/CN=${commonName}`);
  return {
    folder,
    ca: join(folder, 'ca.pem'),
    issue: (name, names) => {
      const san = names.map((n) => (/^[\d.]+$/.test(n) ? `IP:${n}` : `DNS:${n}`)).join(',');
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${san}\n`);
      openssl(folder, 'req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl(
        folder,
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      );
      return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
