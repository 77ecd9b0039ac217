/**
 * Edit distance with transpositions (optimal string alignment) of two short names. Longer than 64 signs counts as far:
 * nobody mistypes that, and the table is quadratic.
 */
export function editDistance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** The candidate that was probably meant: the same letters in another spelling, few slips away, or the whole of which only
 * the beginning was written; undefined when none is near. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const target = plain(candidate);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, target.length) / 3));
    const isBeginning = wanted.length >= 4 && target.startsWith(wanted);
    const distance = Math.min(editDistance(wanted, target), isBeginning ? allowed : Number.POSITIVE_INFINITY);
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean "batch"?`, or undefined. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = closest(name, candidates);
  return near === undefined ? undefined : `did you mean ${quote(near)}?`;
}

/** `one of a, b, c`; long lists are cut with a count of the rest. */
export function oneOfText(values: readonly string[], limit = 24): string {
  if (values.length === 0) return 'nothing (there is no valid value here)';
  if (values.length === 1) return values[0]!;
  const rest = values.length - limit;
  return `one of ${values.slice(0, limit).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** A name as it stands in messages: in double quotes, control signs escaped, long ones cut. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
}

/** Case, hyphens, underscores and dots are how the same name is spelt elsewhere. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_. ]/g, '');
}
