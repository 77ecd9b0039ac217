import { CandidateList } from '../gate/candidates.ts';
import { Frame } from '../text/frame.ts';
import { JsonWalker } from './json-walker.ts';

/** Gives memory for decoded text; a test makes it fail. */
export type Allocate = (bytes: number) => Uint8Array;

export const allocateBytes: Allocate = (bytes) => Buffer.allocUnsafeSlow(bytes);

/** What scanning one text needs for itself; one for the value and one for each decoded text inside of it. */
export class Level {
  readonly frame: Frame;
  readonly candidates: CandidateList = new CandidateList();
  readonly walker: JsonWalker = new JsonWalker();
  /** How many times escapes other than JSON's were resolved to come here. */
  normalised = 0;

  constructor(allocate: Allocate) {
    this.frame = new Frame(allocate);
  }
}
