/** A text that a body of a secret row matches: classes, groups with alternatives, `{n}` and `{n,m}`, `?`. */
export function sampleOf(pattern: string, random: () => number): string {
  let at = 0;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const alternatives = (): string => {
    const options = [sequence()];
    while (pattern[at] === '|') {
      at++;
      options.push(sequence());
    }
    return pick(options)();
  };
  const sequence = (): (() => string) => {
    const parts: (() => string)[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(repeated(atom()));
    return () => parts.map((part) => part()).join('');
  };
  const atom = (): (() => string) => {
    const sign = pattern[at++]!;
    if (sign === '[') {
      let chars = '';
      while (pattern[at] !== ']') {
        const from = pattern[at++]!;
        if (pattern[at] === '-' && pattern[at + 1] !== ']') {
          at++;
          const to = pattern[at++]!;
          for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) chars += String.fromCharCode(code);
        } else chars += from;
      }
      at++;
      return () => pick([...chars]);
    }
    if (sign === '(') {
      at += 2;
      const start = at;
      let depth = 1;
      while (depth > 0) {
        if (pattern[at] === '(') depth++;
        if (pattern[at] === ')') depth--;
        at++;
      }
      const inner = pattern.slice(start, at - 1);
      return () => sampleOf(inner, random);
    }
    const literal = sign === '\\' ? pattern[at++]! : sign;
    return () => literal;
  };
  const repeated = (one: () => string): (() => string) => {
    if (pattern[at] === '?') {
      at++;
      return () => (random() < 0.5 ? one() : '');
    }
    if (pattern[at] !== '{') return one;
    const close = pattern.indexOf('}', at);
    const [low, high] = pattern
      .slice(at + 1, close)
      .split(',')
      .map(Number);
    at = close + 1;
    const most = high ?? low!;
    return () => Array.from({ length: low! + Math.floor(random() * (most - low! + 1)) }, one).join('');
  };
  const whole = alternatives();
  return whole;
}
