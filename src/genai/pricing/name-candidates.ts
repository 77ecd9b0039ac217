import { BACK_STEPS, FRONT_STEPS, GEO_STEP, type NameStep } from './name-steps.data.ts';
import { BEDROCK_MAKERS, SLUGS } from './providers.data.ts';

/** One spelling under which a model's name is looked up. */
export interface Candidate {
  readonly name: string;
  /** What was done to the name as sent, in order; empty for the name itself. */
  readonly steps: readonly string[];
  /** Provider that a slug in the name tells; '' when none does, undefined when there was no slug. */
  readonly slugProvider: string | undefined;
  /** Geography that was taken off. */
  readonly geo: '' | 'global' | 'regional';
  /** Bedrock maker that was taken off. */
  readonly maker: string;
}

const SLUG_PROVIDER: ReadonlyMap<string, string> = new Map(SLUGS.map((row) => [row.slug, row.provider]));
const MAKERS: ReadonlySet<string> = new Set(BEDROCK_MAKERS.map((row) => row.maker));

/** Longest chain of wrappings that is followed; a longer one is no real name. */
const MAX_WRAPPINGS = 6;

/**
 * All spellings of a name, the one sent first, then with less and less around it (reference: gateways and SDKs write one
 * model in some twenty ways). Full names stand before stripped ones, so that a regional price wins over the plain one.
 * The name is in lower case and trimmed.
 */
export function candidatesOf(name: string): readonly Candidate[] {
  const result: Candidate[] = [];
  const seen = new Set<string>();
  for (const front of frontsOf(name)) {
    for (const candidate of backsOf(front)) {
      if (seen.has(candidate.name)) continue;
      seen.add(candidate.name);
      result.push(candidate);
    }
  }
  return result;
}

/** Spellings that only take wrappings off, without touching editions: what an operator's rule is compared with. */
export function unwrapped(name: string): readonly Candidate[] {
  return frontsOf(name);
}

function frontsOf(name: string): Candidate[] {
  let at: Candidate = { name, steps: [], slugProvider: undefined, geo: '', maker: '' };
  const result = [at];
  for (let i = 0; i < MAX_WRAPPINGS; i++) {
    const next = unwrapOnce(at);
    if (next === undefined) break;
    at = next;
    result.push(at);
  }
  return result;
}

function unwrapOnce(from: Candidate): Candidate | undefined {
  for (const step of FRONT_STEPS) {
    const name = applied(step, from.name);
    if (name !== undefined) return { ...from, name, steps: [...from.steps, step.does] };
  }
  const slug = /^([a-z0-9._-]+)([/:])(.+)$/.exec(from.name);
  const provider = slug === null || slug[1] === 'ft' ? undefined : SLUG_PROVIDER.get(slug[1]!);
  if (slug !== null && provider !== undefined) {
    return {
      ...from,
      name: slug[3]!,
      steps: [...from.steps, `took off the prefix ${slug[1]}${slug[2]}`],
      slugProvider: provider || from.slugProvider || '',
    };
  }
  const geo = GEO_STEP.pattern.exec(from.name);
  if (geo !== null) {
    return {
      ...from,
      name: from.name.slice(geo[0].length),
      steps: [...from.steps, `${GEO_STEP.does} ${geo[1]}`],
      geo: geo[1] === 'global' ? 'global' : 'regional',
    };
  }
  const maker = /^([a-z0-9]+)\.(?=[a-z])/.exec(from.name);
  if (maker !== null && MAKERS.has(maker[1]!)) {
    return { ...from, name: from.name.slice(maker[0].length), steps: [...from.steps, `took off the maker ${maker[1]}`], maker: maker[1]! };
  }
  return undefined;
}

function* backsOf(front: Candidate): Generator<Candidate> {
  yield front;
  let at = front;
  for (const step of BACK_STEPS) {
    const name = applied(step, at.name);
    if (name === undefined || name === '') continue;
    at = { ...at, name, steps: [...at.steps, step.does] };
    yield at;
  }
}

function applied(step: NameStep, name: string): string | undefined {
  return step.pattern.test(name) ? name.replace(step.pattern, step.replacement) : undefined;
}
