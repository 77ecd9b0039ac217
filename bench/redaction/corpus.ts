/** Seeded prompts and answers as LLM telemetry carries them: values of 2 to 6 KB of JSON messages, 30 % of the texts in other scripts, one value in ten with something private. */
export interface ContentCorpus {
  readonly values: readonly Uint8Array[];
  readonly bytes: number;
}

const ENGLISH =
  'the model answered that a careful reading of these results would show how little of what people call progress is due to chance and how much depends on patient work with tools that others built before them while keeping notes about every step taken'.split(
    ' ',
  );
const GERMAN = 'die Übersicht über größere Änderungen während der Prüfung führt häufig zu schönen Lösungen für alle Gäste im Büro'.split(
  ' ',
);
const CHINESE = ['今天', '天气', '很好', '我们', '一起', '去', '公园', '，', '你', '觉得', '怎么样', '？', '请', '告诉', '我', '。'];
const PRIVATE = ['jane.roe@example.com', '4111 1111 1111 1111', '536-22-7841', '+1 415 555 0123', 'DE89 3704 0044 0532 0130 00'];

export function contentCorpus(count: number, seed: number): ContentCorpus {
  const random = mulberry(seed);
  const values: Uint8Array[] = [];
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const value = Buffer.from(JSON.stringify(messages(random)), 'utf8');
    values.push(value);
    bytes += value.length;
  }
  return { values, bytes };
}

function messages(random: () => number): unknown[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const target = 2000 + random() * 4000;
  const out: unknown[] = [];
  let left = random() < 0.1;
  let size = 0;
  while (size < target) {
    const words = random() < 0.3 ? pick([GERMAN, CHINESE]) : ENGLISH;
    let text = '';
    const length = 200 + random() * 900;
    while (text.length < length) {
      text += `${pick(words)}${random() < 0.08 ? (random() < 0.2 ? '.\n' : ', ') : ' '}`;
      if (random() < 0.02) text += `${Math.floor(random() * 2000)} `;
    }
    if (left && random() < 0.4) {
      text += ` ${pick(PRIVATE)} `;
      left = false;
    }
    out.push({ role: pick(['user', 'assistant', 'system']), parts: [{ type: 'text', content: text }] });
    size += text.length;
  }
  return out;
}

export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
