import { FAMILIES, type FamilyRow } from './families.data.ts';

const STARTS: readonly { readonly start: string; readonly row: FamilyRow }[] = FAMILIES.flatMap((row) =>
  row.starts.map((start) => ({ start, row })),
).sort((a, b) => b.start.length - a.start.length);

/** Makers' names in front of a model in hubs and on Bedrock; they are not the family. */
const MAKER = /^(?:ft:)?(?:[a-z0-9_-]+\/|(?:regional|global|us-gov|us|eu|apac|jp|au|in|ca|sa)\.)*(?:[a-z0-9]+\.(?=[a-z]))?(?:ft:)?/;

/** The family a name says it belongs to, in lower case, or undefined. `us.anthropic.claude-...` and `openai/gpt-4o` are looked through. */
export function familyOf(name: string): FamilyRow | undefined {
  return startOf(name) ?? startOf(name.replace(MAKER, ''));
}

function startOf(name: string): FamilyRow | undefined {
  for (const { start, row } of STARTS) {
    if (!name.startsWith(start)) continue;
    // `o1` is a family, `o1x` is not.
    if (start.length <= 2 && /[a-z0-9]/.test(name.charAt(start.length))) continue;
    return row;
  }
  return undefined;
}

/** True when both names tell a family and it is not the same one. */
export function familiesDiffer(a: string, b: string): boolean {
  const one = familyOf(a);
  const other = familyOf(b);
  return one !== undefined && other !== undefined && one.family !== other.family;
}
