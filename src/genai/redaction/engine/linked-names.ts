import { COMMON_NAMES, GENERIC_ACCOUNTS, NAME_PARTICLES } from './linked.data.ts';

/** A text to be looked for: a blank in it stands for any one separator or none. */
export interface LinkedText {
  readonly text: string;
  /** How many letters may follow: endings of cases, genitive s. */
  readonly suffix: number;
  /** Counts only with a capital in front: the name is also a word of the language. */
  readonly capital: boolean;
}

const LONGEST = 256;
const SHORTEST = 3;
/** From this many letters on a name may be inflected; in scripts whose languages inflect every name, from four. */
const INFLECTED_FROM = 5;
const MOST_WORDS = 12;

const particles = new Set(NAME_PARTICLES);
const common = new Set(COMMON_NAMES);
const generic = new Set(GENERIC_ACCOUNTS);

const ADDRESS = /[^\s<>(),;:"']+@[^\s<>(),;:"']+/gu;
const PLACEHOLDER = /^<[A-Z0-9_/]{1,64}(?::[\w-]{1,16}:[0-9a-f]{16})?>$/u;
/** `CN=Anna Kowalska,OU=...`: only the name of the entry names a person (RFC 4514). */
const DISTINGUISHED = /^(?:CN|UID)=([^,+]+)/iu;
const WORD = /^\p{L}[\p{L}\p{M}'’-]*$/u;
/** Scripts that write a full name in two signs. */
const DENSE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々]+$/u;
const INFLECTING = /^[\p{Script=Cyrillic}\p{Script=Greek}]+$/u;
const VOWEL_END = /[aeiouyąęіа-яёάέήίόύώα-ω]$/iu;
const LONG_VOWEL_END = /(?:[аяоыи][яйе]|ий|ый|ой|ος|ης|ας)$/iu;

/** What to look for in content when `value` stands under an identity key: nothing for what is short or names nobody. */
export function linkedTexts(value: string): LinkedText[] {
  const texts: LinkedText[] = [];
  let rest = value.trim().normalize('NFC').slice(0, LONGEST);
  if (PLACEHOLDER.test(rest)) return texts;
  for (const [address] of rest.matchAll(ADDRESS)) account(address, texts);
  rest = rest.replace(ADDRESS, ' ');
  rest = (DISTINGUISHED.exec(rest)?.[1] ?? rest).replace(/[<>()[\]"]/gu, ' ').trim();
  if (rest !== '') named(rest, texts);
  return texts;
}

/** An e-mail address: itself, its local part, and the names in that. */
function account(address: string, texts: LinkedText[]): void {
  whole(address, texts);
  const local = address.slice(0, address.indexOf('@'));
  const parts = local.split(/[._+-]+/u).filter((part) => part !== '');
  if (local.length < 4 || generic.has(local.toLowerCase()) || parts.every((part) => generic.has(part.toLowerCase()))) return;
  whole(local, texts);
  if (parts.length > 1 && parts.every((part) => /^\p{L}+$/u.test(part))) whole(parts.join(' '), texts);
  for (const part of parts) if (/^\p{L}{4,}$/u.test(part) && !generic.has(part.toLowerCase())) word(part, texts);
}

/** A name, or an account or id. */
function named(text: string, texts: LinkedText[]): void {
  if (generic.has(text.toLowerCase())) return;
  const words = text.split(/[\s,;]+/u).filter((part) => part !== '');
  if (words.length === 1 && !WORD.test(text)) {
    // An account or id: only the whole, and only when it is no short number or word that occurs by itself.
    if (text.length >= 5 && !/^\d{1,6}$/u.test(text)) whole(text, texts);
    return;
  }
  if (text.length < SHORTEST && !isDense(text)) return;
  // One word alone is judged as a word: it may be one of the language, too.
  if (words.length > 1) whole(words.join(' '), texts);
  const names = words.filter((part) => WORD.test(part) && !particles.has(part.toLowerCase())).slice(0, MOST_WORDS);
  const last = names.at(-1) ?? '';
  if (names.length > 1 && last.length >= 4 && !isDense(last)) add(`${[...names[0]!][0]!} ${last}`, 1, false, texts);
  for (const name of names) {
    word(name, texts);
    const parts = name.split(/['’-]/u).filter((part) => part.length >= 4 || (part.length >= 2 && isDense(part)));
    if (parts.length > 0 && parts[0] !== name) for (const part of parts) word(part, texts);
  }
}

function whole(text: string, texts: LinkedText[]): void {
  add(text, 1, false, texts);
}

/** One word of a name, with the endings that a language may give it. */
function word(name: string, texts: LinkedText[]): void {
  if (isDense(name)) {
    if ([...name].length > 1) add(name, 0, false, texts);
    return;
  }
  if (name.length < SHORTEST) return;
  const from = INFLECTING.test(name) ? INFLECTED_FROM - 1 : INFLECTED_FROM;
  let stem = name;
  if (name.length >= from) {
    if (name.length >= from + 2 && LONG_VOWEL_END.test(name)) stem = name.slice(0, -2);
    else if (VOWEL_END.test(name)) stem = name.slice(0, -1);
  }
  const suffix = name.length >= from ? 3 + name.length - stem.length : 1;
  add(stem, suffix, name.length < 4 || common.has(name.toLowerCase()), texts);
}

/** Adds a text in the spellings that differ in more than the case of ASCII letters. */
function add(text: string, suffix: number, capital: boolean, texts: LinkedText[]): void {
  const put = (spelling: string): void => {
    if (!texts.some((known) => known.text === spelling && known.capital === capital && known.suffix >= suffix))
      texts.push({ text: spelling, suffix, capital });
  };
  const cases = (spelling: string): void => {
    // Case of ASCII letters is the matcher's affair.
    if (/^[\0-\x7f]*$/u.test(spelling)) put(spelling.toLowerCase());
    else for (const form of [spelling, spelling.toLowerCase(), spelling.toUpperCase(), titled(spelling)]) put(form);
  };
  cases(text);
  const bare = withoutMarks(text);
  if (bare !== text) {
    cases(bare);
    cases(text.normalize('NFD'));
    const written = transcribed(text);
    if (written !== bare) cases(written);
  }
  if (/['’]/u.test(text)) for (const sign of ["'", '’', '']) cases(bare.replace(/['’]/gu, sign));
}

function isDense(text: string): boolean {
  return DENSE.test(text) && [...text].length > 1;
}

/** `José` as `Jose`, `Müller` as `Muller`. */
function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ıøłđðßæœþØŁĐÐÆŒÞ]/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
}

/** `Müller` as `Mueller`, as German and the Nordic languages write without their letters. */
function transcribed(text: string): string {
  return withoutMarks(text.replace(/[äöüåÄÖÜÅ]/gu, (letter) => LETTERS[letter] ?? letter));
}

const LETTERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  þ: 'th',
  Þ: 'Th',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  Å: 'Aa',
};

function titled(text: string): string {
  return text.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
