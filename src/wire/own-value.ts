/**
 * The value of a table's own row, or undefined: for keys that come from telemetry, where `constructor` and `__proto__` are words like
 * any others and must not find what every object inherits.
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
