/** Which resource attributes become labels: the Collector's lists of names with `*` and `?`. */
export interface ResourceLabelLists {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

/** A predicate over attribute keys. An exclusion wins; exclusions without inclusions include everything else. */
export function keySelector(lists: ResourceLabelLists): (key: string) => boolean {
  if (lists.included.length === 0 && lists.excluded.length === 0) return () => false;
  const included = lists.included.length === 0 ? [/^/] : lists.included.map(pattern);
  const excluded = lists.excluded.map(pattern);
  return (key) => included.some((one) => one.test(key)) && !excluded.some((one) => one.test(key));
}

function pattern(wildcard: string): RegExp {
  const escaped = wildcard.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Runs of stars are one star: the expression stays linear in practice, and keys are short.
  return new RegExp(`^${escaped.replace(/(?:\\\*)+/g, '.*').replaceAll('\\?', '.')}$`, 's');
}
