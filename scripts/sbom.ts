import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/*
 * Prints a CycloneDX list of what the product brings. `npm sbom --omit=dev` (npm 11) leaves out packages that a development dependency needs
 * too, such as gRPC; so the whole list is made, and what the lock file marks as for development is taken out.
 */

interface Component {
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
}

interface Bom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  components: Component[];
  dependencies: { readonly ref: string; dependsOn?: string[] }[];
}

const root = new URL('../', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
  packages: Record<string, { version?: string; dev?: boolean; devOptional?: boolean }>;
};
const shipped = new Set<string>();
for (const [path, { version, dev, devOptional }] of Object.entries(lock.packages)) {
  if (path !== '' && dev !== true && devOptional !== true)
    shipped.add(`${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`);
}

const text = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const bom = JSON.parse(text) as Bom;
bom.components = bom.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
const kept = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((component) => component['bom-ref'])]);
bom.dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map((entry) => ({ ...entry, ...(entry.dependsOn === undefined ? {} : { dependsOn: entry.dependsOn.filter((ref) => kept.has(ref)) }) }));
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
