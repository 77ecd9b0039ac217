import type { ErrorCode } from '../wire/assay-error.ts';
import { walkAnnotations } from './annotations.ts';
import type { Visit } from './annotations.ts';
import type { Declared } from './components.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import { edgesOf } from './graph.ts';
import { LINT_RULES } from './lint.data.ts';
import type { Pipeline, Reference } from './pipelines.ts';
import { SECRET_KEY } from './secrets.data.ts';
import { quote } from './suggest.ts';
import { nodeAt } from './tree.ts';
import type { MapNode, Path } from './tree.ts';
import { usedComponents } from './usage.ts';

/** What the rules look at. Only valid components are judged by their settings. */
export interface LintInput {
  readonly root: MapNode;
  readonly pipelines: readonly Pipeline[];
  readonly extensions: readonly Declared[];
}

interface Case {
  readonly path: Path;
  readonly message: string;
}

/** Runs every rule of `lint.data.ts` and reports the cases as warnings. */
export function lint(input: LintInput, findings: Findings): void {
  for (const { code, hint } of LINT_RULES) {
    for (const { path, message } of FINDERS[code]?.(input) ?? []) {
      findings.add(diagnosticIn(input.root, path, 'value', { code, severity: 'warning', message, hint }));
    }
  }
}

const FINDERS: Readonly<Record<ErrorCode, (input: LintInput) => Iterable<Case>>> = {
  ASSAY_CONFIG_ADMISSION_ORDER: lateAdmission,
  ASSAY_CONFIG_UNREDACTED: unredacted,
  ASSAY_CONFIG_EXPOSED: exposed,
  ASSAY_CONFIG_LITERAL_SECRET: literalSecrets,
};

function* lateAdmission({ pipelines }: LintInput): Generator<Case> {
  for (const { id, processors } of pipelines) {
    for (const { id: processor, path, target } of processors.slice(1)) {
      if (target?.descriptor?.traits?.admission === true)
        yield { path, message: `${quote(processor)} refuses data under pressure, but is not first in ${id}` };
    }
  }
}

/** Content that is stored or shown unredacted, where other pipelines of a signal that can be redacted are. */
function* unredacted({ pipelines }: LintInput): Generator<Case> {
  const redactors = pipelines.flatMap(({ processors }) => processors.filter(redacts));
  const redactable = new Set(
    pipelines
      .map(({ signal }) => signal)
      .filter((signal) => redactors.some(({ target }) => target?.descriptor?.stability[signal] !== undefined)),
  );
  const arrivesClean = cleanArrivals(pipelines);
  for (const pipeline of pipelines) {
    if (!redactable.has(pipeline.signal) || arrivesClean.has(pipeline)) continue;
    const first = pipeline.processors.findIndex(redacts);
    const before = first < 0 ? [...pipeline.processors, ...pipeline.exporters] : pipeline.processors.slice(0, first);
    for (const { id, path, target } of before) {
      if (!persists(target)) continue;
      const message =
        first < 0
          ? `${quote(id)} keeps or shows content, and nothing in ${pipeline.id} redacts it`
          : `${quote(id)} keeps or shows content before it is redacted`;
      yield { path, message };
    }
  }
}

/** Pipelines fed only by connectors whose pipelines let nothing unredacted out. */
function cleanArrivals(pipelines: readonly Pipeline[]): Set<Pipeline> {
  const clean = new Set(
    pipelines.filter(({ receivers }) => receivers.length > 0 && receivers.every(({ target }) => target?.kind === 'connector')),
  );
  const edges = edgesOf(pipelines);
  // Start from all that might be clean and take away until nothing changes: circles count as clean unless fed from outside.
  for (let before = -1; before !== clean.size; ) {
    before = clean.size;
    for (const { from, to } of edges) if (!clean.has(from) && !from.processors.some(redacts)) clean.delete(to);
  }
  return clean;
}

function redacts({ target }: Reference): boolean {
  return target?.descriptor?.traits?.redacts === true;
}

function persists(target: Declared | undefined): boolean {
  if (target?.valid !== true) return false;
  return target.descriptor?.traits?.persists?.(target.config as never) === true;
}

/** Addresses open to the network on objects that could ask for credentials and do not. */
function* exposed(input: LintInput): Generator<Case> {
  for (const component of judged(input)) {
    const cases: Case[] = [];
    visitSettings(component, ({ schema, value, path, parent }) => {
      const isAddress =
        schema['x-listen'] === true || (component.kind === 'receiver' && path.at(-1) === 'endpoint' && schema['type'] === 'string');
      if (!isAddress || typeof value !== 'string' || isLoopback(value) || parent === undefined) return;
      const properties = parent.schema['properties'] as Record<string, unknown> | undefined;
      const siblings = parent.value as { auth?: unknown; tls?: { client_ca_file?: unknown } };
      if (properties?.['auth'] === undefined || siblings.auth !== undefined || siblings.tls?.client_ca_file !== undefined) return;
      cases.push({
        path: [...component.path, ...path],
        message: `${quote(component.id)} listens beyond this machine without asking who sends`,
      });
    });
    yield* cases;
  }
}

/** Secrets written into the config itself. Free keys of maps (headers) count only when their name says so. */
function* literalSecrets(input: LintInput): Generator<Case> {
  for (const component of judged(input)) {
    const cases: Case[] = [];
    visitSettings(component, ({ schema, value, path, isNamed }) => {
      if (schema['x-secret'] !== true || typeof value !== 'string' || value === '') return;
      const key = String(path.at(-1));
      const node = nodeAt(component.node, path);
      if (node === undefined || (node.substituted?.from ?? 'yaml') !== 'yaml' || (!isNamed && !SECRET_KEY.test(key))) return;
      cases.push({ path: [...component.path, ...path], message: `the secret ${quote(key)} is written into the config` });
    });
    yield* cases;
  }
}

function visitSettings(component: Declared, visit: (at: Visit) => void): void {
  if (component.valid && component.descriptor !== undefined) walkAnnotations(component.descriptor.config, component.config, visit);
}

function judged({ pipelines, extensions }: LintInput): Declared[] {
  return [...new Set([...usedComponents(pipelines), ...extensions])];
}

/** 127.0.0.0/8, ::1 and localhost; an empty host is every interface. */
function isLoopback(hostPort: string): boolean {
  const host = hostPort.replace(/:\d*$/, '').replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host) || /^::ffff:127\./i.test(host);
}
