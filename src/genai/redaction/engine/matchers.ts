import { ARMOUR, AT, BLOB, type CandidateList, COLON, IBAN, KEYED, LITERAL, NUMBER, TILDE, TOKEN_RUN, WORD } from '../gate/candidates.ts';
import { BY_POLICY, BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import type { Policy } from '../policy/policy.ts';
import type { KeyedRow } from '../recogniser.ts';
import { base64End } from '../scan/base64.ts';
import { armourEnd, azureSecretAt, userinfoStart } from '../scan/credentials.ts';
import { CryptoScanner } from '../scan/crypto.ts';
import { birthDates } from '../scan/date.ts';
import { DigitRun } from '../scan/digit-run.ts';
import { EmailScanner, mayJoinAddress } from '../scan/email.ts';
import { ibanEnd } from '../scan/iban.ts';
import { isDelimiter } from '../scan/key-names.ts';
import { KeyedValue } from '../scan/keyed.ts';
import { NetworkScanner, wwwCandidates } from '../scan/network.ts';
import { NumberScanner } from '../scan/number-scanner.ts';
import { PhoneScanner } from '../scan/phone.ts';
import { SecretScanner } from '../scan/secret-scanner.ts';
import { spokenCandidates, spokenEmail } from '../scan/spoken-email.ts';
import { WordScanner } from '../scan/word-scanner.ts';
import { CustomRunner } from './custom-runner.ts';
import type { LinkedTerms } from './linked-terms.ts';

const SURE = 100;

/** Runs, at a candidate, the recognisers of its kind and no other. */
export class Matchers {
  readonly #policy: Policy;
  readonly #run = new DigitRun();
  readonly #email = new EmailScanner();
  readonly #keyed = new KeyedValue();
  readonly #numbers: NumberScanner;
  readonly #phones: PhoneScanner;
  readonly #secrets: SecretScanner;
  readonly #words: WordScanner;
  readonly #network: NetworkScanner;
  readonly #crypto: CryptoScanner;
  readonly #custom: CustomRunner;
  readonly #wantsPhones: boolean;

  constructor(policy: Policy) {
    const { scanners } = policy;
    this.#policy = policy;
    this.#numbers = new NumberScanner(policy.numbers, policy.loose);
    this.#phones = new PhoneScanner(scanners.phone, policy.phoneRegions);
    this.#secrets = new SecretScanner(policy.gate.secrets, { jwt: scanners.jwt });
    this.#words = new WordScanner(policy.words);
    this.#network = new NetworkScanner(scanners);
    this.#crypto = new CryptoScanner(scanners.crypto);
    this.#custom = new CustomRunner(policy.custom);
    this.#wantsPhones = scanners.phone.international !== -1 || scanners.phone.national !== -1 || scanners.phone.region !== -1;
  }

  /** Adds candidates for what is searched for literally: linked identities and custom recognisers. */
  literals(bytes: Uint8Array, lo: number, hi: number, json: boolean, linked: LinkedTerms | undefined, out: CandidateList): void {
    this.#keyed.reset();
    if (linked !== undefined) linked.candidates(bytes, lo, hi, json, out);
    const { spokenEmail: spoken, url } = this.#policy.scanners;
    if (spoken !== -1) spokenCandidates(bytes, lo, hi, AT, out);
    if (url !== -1) wwwCandidates(bytes, lo, hi, COLON, out);
    this.#custom.candidates(bytes, lo, hi, json, out);
  }

  at(bytes: Uint8Array, lo: number, hi: number, at: number, kind: number, linked: LinkedTerms | undefined, hits: HitList): void {
    const { scanners } = this.#policy;
    if ((kind & AT) !== 0) this.#at(bytes, lo, hi, at, hits);
    if ((kind & NUMBER) !== 0) {
      this.#run.read(bytes, hi, at, this.#policy.gate.joints);
      this.#numbers.scan(bytes, lo, hi, this.#run, hits);
      if (this.#wantsPhones) this.#phones.scan(bytes, lo, hi, this.#run, hits);
      this.#network.dotted(bytes, lo, hi, this.#run, hits);
      if (scanners.birthDate !== -1) birthDates(bytes, lo, this.#run, scanners.birthDate, hits);
    }
    if ((kind & IBAN) !== 0 && scanners.iban !== -1) {
      const end = ibanEnd(bytes, lo, hi, at);
      if (end !== -1) hits.add(at, end, scanners.iban, SURE, BY_SHAPE | BY_VALIDATOR);
    }
    if ((kind & TOKEN_RUN) !== 0) {
      this.#secrets.scan(bytes, lo, hi, at, hits);
      if (scanners.crypto !== -1) this.#crypto.scan(bytes, lo, hi, at, hits);
    }
    if ((kind & KEYED) !== 0) this.#keyedAt(bytes, lo, hi, at, hits);
    if ((kind & ARMOUR) !== 0 && scanners.armour !== -1) {
      const end = armourEnd(bytes, hi, at);
      if (end !== -1) hits.add(at, end, scanners.armour, SURE, BY_SHAPE);
    }
    if ((kind & TILDE) !== 0 && scanners.azureSecret !== -1) {
      const length = azureSecretAt(bytes, lo, hi, at);
      if (length !== -1) hits.add(at - 5, at - 5 + length, scanners.azureSecret, SURE, BY_SHAPE);
    }
    if ((kind & BLOB) !== 0 && scanners.blob !== -1) hits.add(at, base64End(bytes, hi, at), scanners.blob, SURE, BY_POLICY);
    if ((kind & COLON) !== 0) this.#network.colon(bytes, lo, hi, at, hits);
    if ((kind & WORD) !== 0) this.#words.scan(bytes, lo, hi, at, hits);
    if ((kind & LITERAL) !== 0) {
      if (linked !== undefined && scanners.linked !== -1) linked.at(bytes, lo, hi, at, scanners.linked, hits);
      this.#custom.at(bytes, lo, hi, at, hits);
    }
  }

  /** The value of a secret-like key: the content of a JSON string, or a number. */
  keyedValue(bytes: Uint8Array, start: number, end: number, recogniser: number, reason: number, hits: HitList): boolean {
    const row = this.#policy.recognisers[recogniser]!.row as KeyedRow;
    if (!this.#keyed.whole(bytes, start, end, row.value)) return false;
    hits.add(this.#keyed.start, this.#keyed.end, recogniser, SURE, reason);
    return true;
  }

  #at(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    const { scanners } = this.#policy;
    if (scanners.urlCredentials !== -1 && bytes[at] === 0x40 && mayJoinAddress(bytes, lo, hi, at)) {
      const start = userinfoStart(bytes, lo, at);
      if (start !== -1) {
        hits.add(start, at, scanners.urlCredentials, SURE, BY_SHAPE);
        return;
      }
    }
    if (scanners.email !== -1 && bytes[at] === 0x40 && this.#email.scan(bytes, lo, hi, at))
      hits.add(this.#email.start, this.#email.end, scanners.email, SURE, BY_SHAPE);
    else if (scanners.spokenEmail !== -1) spokenEmail(bytes, lo, hi, at, scanners.spokenEmail, hits);
  }

  #keyedAt(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    if (!isDelimiter(bytes, hi, at)) return;
    const { keys } = this.#policy;
    const keyEnd = keys.keyEnd(bytes, lo, at);
    if (keyEnd <= lo) return;
    const recogniser = keys.match(bytes, lo, keyEnd, true);
    if (recogniser === -1) return;
    const row = this.#policy.recognisers[recogniser]!.row as KeyedRow;
    if (this.#keyed.after(bytes, lo, hi, at, keyEnd, row.value)) hits.add(this.#keyed.start, this.#keyed.end, recogniser, SURE, BY_SHAPE);
  }
}
