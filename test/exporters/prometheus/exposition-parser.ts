/** One sample line as a reader of the text formats sees it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number | undefined;
  readonly exemplar:
    | { readonly labels: Readonly<Record<string, string>>; readonly value: number; readonly timestamp: number | undefined }
    | undefined;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: ParsedSample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  info: ['_info'],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/;
const VALUE = /^(?:NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * A strict reader of both text formats, written from their specifications, so that a page that a lenient one would take
 * fails a test: families in one piece and once, samples belonging to their family, no series twice, buckets cumulative
 * with +Inf equal to count, escapes, `# EOF` last. Throws with the line.
 */
export function parseExposition(page: string, open: boolean): ParsedFamily[] {
  if (!page.endsWith('\n')) throw new Error('the last line has no end');
  const lines = page.slice(0, -1).split('\n');
  if (open && lines.pop() !== '# EOF') throw new Error('the page does not end in # EOF');
  const families = new Map<string, ParsedFamily>();
  const seen = new Set<string>();
  let current: { name: string; type: string; unit: string; help: string; samples: ParsedSample[] } | undefined;
  for (const line of page === '' ? [] : lines) {
    const meta = /^# (TYPE|HELP|UNIT) ([^ ]+) ?(.*)$/s.exec(line);
    if (line.startsWith('#')) {
      if (meta === null) throw new Error(`no metadata: ${line}`);
      const [, what = '', name = '', text = ''] = meta;
      if (current?.name !== name) {
        if (families.has(name)) throw new Error(`family twice: ${line}`);
        current = { name, type: '', unit: '', help: '', samples: [] };
        families.set(name, current);
      }
      if (current.samples.length > 0) throw new Error(`metadata after samples: ${line}`);
      if (what === 'TYPE') current.type = text;
      else if (what === 'UNIT') current.unit = text;
      else current.help = text;
      continue;
    }
    const sample = parseSample(line, open);
    if (current === undefined) throw new Error(`sample without a family: ${line}`);
    const suffixes = open || current.type !== 'counter' ? SUFFIXES[current.type] : [''];
    if (!suffixes?.some((suffix) => sample.name === `${current?.name}${suffix}`)) throw new Error(`not of ${current.name}: ${line}`);
    const key = JSON.stringify([sample.name, sortedEntries(sample.labels)]);
    if (seen.has(key)) throw new Error(`series twice: ${line}`);
    seen.add(key);
    if (sample.exemplar !== undefined && !/_(?:total|bucket)$/.test(sample.name)) throw new Error(`exemplar here: ${line}`);
    current.samples.push(sample);
  }
  for (const family of families.values()) if (family.type === 'histogram') checkBuckets(family);
  return [...families.values()];
}

function parseSample(line: string, open: boolean): ParsedSample {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no name: ${line}`);
  const [labels, afterLabels] = parseLabels(line.slice(name.length), line);
  const [main = '', ...exemplars] = afterLabels.split(' # ');
  if (exemplars.length > 1 || (exemplars.length === 1 && !open)) throw new Error(`exemplar: ${line}`);
  const [value, timestamp] = parseNumbers(main, line);
  if (exemplars[0] === undefined) return { name, labels, value, timestamp, exemplar: undefined };
  const [exemplarLabels, rest] = parseLabels(exemplars[0], line);
  const length = Object.entries(exemplarLabels).reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  if (length > 128) throw new Error(`exemplar labels too long: ${line}`);
  const [exemplarValue, exemplarTime] = parseNumbers(rest, line);
  return { name, labels, value, timestamp, exemplar: { labels: exemplarLabels, value: exemplarValue, timestamp: exemplarTime } };
}

function parseLabels(text: string, line: string): [Record<string, string>, string] {
  const labels: Record<string, string> = {};
  if (!text.startsWith('{')) return [labels, text];
  let rest = text.slice(1);
  while (!rest.startsWith('}')) {
    const match = LABEL.exec(rest);
    if (match === null) throw new Error(`labels: ${line}`);
    const [all, name = '', value = ''] = match;
    if (Object.hasOwn(labels, name)) throw new Error(`label twice: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_all, char: string) => (char === 'n' ? '\n' : char));
    rest = rest.slice(all.length);
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (!rest.startsWith('}')) throw new Error(`labels: ${line}`);
  }
  return [labels, rest.slice(1)];
}

function parseNumbers(text: string, line: string): [number, number | undefined] {
  const parts = text.split(' ');
  if (parts.shift() !== '' || parts.length < 1 || parts.length > 2) throw new Error(`value: ${line}`);
  for (const part of parts) if (!VALUE.test(part)) throw new Error(`number ${part}: ${line}`);
  const numbers = parts.map((part) => Number(part.replace('Inf', 'Infinity')));
  return [numbers[0]!, numbers[1]];
}

function checkBuckets(family: ParsedFamily): void {
  const groups = new Map<string, { le: number; value: number }[]>();
  const counts = new Map<string, number>();
  for (const sample of family.samples) {
    const { le, ...others } = sample.labels;
    const key = JSON.stringify(sortedEntries(others));
    if (sample.name.endsWith('_count')) counts.set(key, sample.value);
    if (!sample.name.endsWith('_bucket')) continue;
    if (le === undefined) throw new Error(`bucket without le in ${family.name}`);
    const list = groups.get(key) ?? [];
    list.push({ le: Number(le.replace('Inf', 'Infinity')), value: sample.value });
    groups.set(key, list);
  }
  for (const [key, buckets] of groups) {
    const last = buckets.at(-1);
    if (last?.le !== Number.POSITIVE_INFINITY || last.value !== counts.get(key)) throw new Error(`+Inf and count differ in ${family.name}`);
    for (let i = 1; i < buckets.length; i++) {
      if (buckets[i]!.le <= buckets[i - 1]!.le || buckets[i]!.value < buckets[i - 1]!.value) throw new Error(`buckets of ${family.name}`);
    }
  }
}

function sortedEntries(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Samples of one name over all families. */
export function samplesOf(families: readonly ParsedFamily[], name: string): ParsedSample[] {
  return families.flatMap((family) => family.samples).filter((sample) => sample.name === name);
}
