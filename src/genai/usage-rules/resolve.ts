import type { DialectOverride } from '../dialect.ts';
import { ABSENT, type Usage } from '../usage.ts';
import {
  RAW_AUDIO_CACHE_READ,
  RAW_AUDIO_INPUT,
  RAW_AUDIO_OUTPUT,
  RAW_CACHE_READ,
  RAW_CACHE_WRITE,
  RAW_CACHE_WRITE_1H,
  RAW_CACHE_WRITE_5M,
  RAW_IMAGE_INPUT,
  RAW_IMAGE_OUTPUT,
  RAW_INPUT,
  RAW_OUTPUT,
  RAW_PAGES,
  RAW_REASONING,
  RAW_SECONDS,
  RAW_TOTAL,
  RAW_VIDEO_INPUT,
  RAW_WEB_SEARCHES,
  type RawUsage,
} from './raw-usage.ts';

/** How a part was counted, and by which rule that was decided (`assay.usage.rule`). */
export interface CountingRule {
  /** Cache reads and writes stand beside the input count. */
  readonly cacheBeside: boolean;
  /** Reasoning stands beside the output count. */
  readonly reasoningBeside: boolean;
  readonly name: string;
}

/** What the table says for this emitter; undefined where it says nothing. */
export interface TableAnswer {
  readonly cache: 'inside' | 'beside' | undefined;
  readonly reasoning: 'inside' | 'beside' | undefined;
  /** Name of the row that decided about the cache (or else about the reasoning). */
  readonly name: string;
}

export const NO_ANSWER: TableAnswer = Object.freeze({ cache: undefined, reasoning: undefined, name: '' });

const names = new Map<string, CountingRule>();

/** Rules are few: each combination is one frozen object, so that the hot path makes no strings. */
function rule(cacheBeside: boolean, reasoningBeside: boolean, name: string): CountingRule {
  const key = `${name} ${cacheBeside} ${reasoningBeside}`;
  let known = names.get(key);
  if (known === undefined) {
    const counting = cacheBeside
      ? reasoningBeside
        ? 'cache and reasoning added'
        : 'cache added'
      : reasoningBeside
        ? 'reasoning added'
        : 'inclusive';
    known = Object.freeze({ cacheBeside, reasoningBeside, name: `${name}: ${counting}` });
    names.set(key, known);
  }
  return known;
}

/** The four outcomes of one source of decisions. */
class RuleSet {
  readonly #rules: readonly CountingRule[];

  constructor(name: string) {
    this.#rules = [rule(false, false, name), rule(true, false, name), rule(false, true, name), rule(true, true, name)];
  }

  of(cacheBeside: boolean, reasoningBeside: boolean): CountingRule {
    return this.#rules[(cacheBeside ? 1 : 0) + (reasoningBeside ? 2 : 0)]!;
  }
}

const CONFIG = new RuleSet('config');
const PARTS = new RuleSet('parts exceed whole');
const TOTAL = new RuleSet('total');
const CONVENTION = new RuleSet('convention');
const tableRules = new Map<string, RuleSet>();

function tableRule(name: string): RuleSet {
  let set = tableRules.get(name);
  if (set === undefined) {
    set = new RuleSet(`table ${name}`);
    tableRules.set(name, set);
  }
  return set;
}

/**
 * Decides what the counts include: what the operator said; the table; what is sure from the counts (parts that exceed
 * their whole overrule a table that says inside; a total that only adds up with the parts beside fills where the table is
 * silent); else the conventions, which count inclusively (semconv section 6).
 */
export function decideCounting(raw: RawUsage, table: TableAnswer, override: DialectOverride | undefined): CountingRule {
  const c = raw.counts;
  const cached = positive(c[RAW_CACHE_READ]!) + cacheWritten(raw);
  const reasoning = positive(c[RAW_REASONING]!);
  const input = c[RAW_INPUT]!;
  const output = c[RAW_OUTPUT]!;
  const total = c[RAW_TOTAL]!;
  const rest = total - positive(input) - positive(output);
  const sureCache = input >= 0 && cached > input;
  const sureReasoning = output >= 0 && reasoning > output;
  const totalCache = total >= 0 && cached > 0 && (rest === cached || rest === cached + reasoning);
  const totalReasoning = total >= 0 && reasoning > 0 && (rest === reasoning || rest === cached + reasoning);

  let source: RuleSet = CONVENTION;
  let cacheBeside = false;
  const said = override?.inputIncludesCache;
  if (said === true || said === false) {
    source = CONFIG;
    cacheBeside = !said;
  } else if (table.cache === 'beside') {
    source = tableRule(table.name);
    cacheBeside = true;
  } else if (sureCache) {
    source = PARTS;
    cacheBeside = true;
  } else if (table.cache === 'inside') {
    source = tableRule(table.name);
  } else if (totalCache) {
    source = TOTAL;
    cacheBeside = true;
  }

  let reasoningBeside = false;
  const saidReasoning = override?.outputIncludesReasoning;
  if (saidReasoning === true || saidReasoning === false) {
    reasoningBeside = !saidReasoning;
    if (source === CONVENTION) source = CONFIG;
  } else if (table.reasoning === 'beside') {
    reasoningBeside = true;
    if (source === CONVENTION) source = tableRule(table.name);
  } else if (sureReasoning) {
    reasoningBeside = true;
    if (source === CONVENTION) source = PARTS;
  } else if (table.reasoning === 'inside') {
    if (source === CONVENTION) source = tableRule(table.name);
  } else if (totalReasoning) {
    reasoningBeside = true;
    if (source === CONVENTION) source = TOTAL;
  }
  return source.of(cacheBeside, reasoningBeside);
}

/** For spans that Assay normalised before: their counts are inclusive. */
export const INCLUSIVE: CountingRule = CONVENTION.of(false, false);

/**
 * Fills `usage` by `counting`. False when the counts contradict each other: a part above its whole, or what `raw` already
 * found to be no count. Nothing is ever clamped.
 */
export function fillUsage(usage: Usage, raw: RawUsage, counting: CountingRule): boolean {
  const c = raw.counts;
  const read = c[RAW_CACHE_READ]!;
  const hour = c[RAW_CACHE_WRITE_1H]!;
  const short = c[RAW_CACHE_WRITE_5M]!;
  const written = c[RAW_CACHE_WRITE]! >= 0 ? c[RAW_CACHE_WRITE]! : short >= 0 || hour >= 0 ? positive(short) + positive(hour) : ABSENT;
  const input = c[RAW_INPUT]!;
  const output = c[RAW_OUTPUT]!;
  const reasoning = c[RAW_REASONING]!;
  usage.inputTotal = input < 0 ? ABSENT : counting.cacheBeside ? input + positive(read) + positive(written) : input;
  usage.outputTotal = output < 0 ? ABSENT : counting.reasoningBeside ? output + positive(reasoning) : output;
  usage.cacheRead = read;
  usage.cacheWrite1h = hour;
  usage.cacheWrite5m = written < 0 ? ABSENT : written - positive(hour);
  usage.reasoning = reasoning;
  usage.audioInput = c[RAW_AUDIO_INPUT]!;
  usage.audioOutput = c[RAW_AUDIO_OUTPUT]!;
  usage.imageInput = c[RAW_IMAGE_INPUT]!;
  usage.imageOutput = c[RAW_IMAGE_OUTPUT]!;
  usage.videoInput = c[RAW_VIDEO_INPUT]!;
  usage.audioCacheRead = c[RAW_AUDIO_CACHE_READ]!;
  usage.webSearches = c[RAW_WEB_SEARCHES]!;
  usage.seconds = c[RAW_SECONDS]!;
  usage.pages = c[RAW_PAGES]!;
  if (raw.bad) return false;
  if (usage.cacheWrite5m < ABSENT || (short >= 0 && hour >= 0 && c[RAW_CACHE_WRITE]! >= 0 && short + hour > written)) return false;
  const { inputTotal, outputTotal } = usage;
  if (inputTotal >= 0) {
    if (positive(read) + positive(written) > inputTotal) return false;
    if (positive(usage.audioInput) + positive(usage.imageInput) + positive(usage.videoInput) > inputTotal) return false;
  }
  if (outputTotal >= 0 && (positive(reasoning) > outputTotal || positive(usage.audioOutput) + positive(usage.imageOutput) > outputTotal))
    return false;
  return !(read >= 0 && positive(usage.audioCacheRead) > read);
}

function cacheWritten(raw: RawUsage): number {
  const c = raw.counts;
  return c[RAW_CACHE_WRITE]! >= 0 ? c[RAW_CACHE_WRITE]! : positive(c[RAW_CACHE_WRITE_5M]!) + positive(c[RAW_CACHE_WRITE_1H]!);
}

function positive(count: number): number {
  return count > 0 ? count : 0;
}
