import { hash } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { PasswordCheck } from '../../../src/extensions/basicauth/password-check.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const RIGHT = await hash('right', 4);
const OTHER = await hash('other', 4);

function checkOf(clock: ManualClock = new ManualClock()): PasswordCheck {
  const check = new PasswordCheck(clock);
  check.use(
    new Map([
      ['a', { kind: 'bcrypt', hash: RIGHT }],
      ['p', { kind: 'plain', password: 'plain' }],
    ]),
  );
  return check;
}

/** Lets the checks in line go on: the pause between two is a timer of the clock. */
async function settled<T>(clock: ManualClock, answer: Promise<T>): Promise<T> {
  let done = false;
  void answer.finally(() => (done = true));
  while (!done) {
    await clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return answer;
}

describe('a password check', () => {
  it('knows the right password, hashed and plain, and no other', async () => {
    const clock = new ManualClock();
    const check = checkOf(clock);
    expect(await settled(clock, check.check('a', 'right'))).toBe(true);
    expect(await settled(clock, check.check('a', 'wrong'))).toBe(false);
    expect(await settled(clock, check.check('p', 'plain'))).toBe(true);
    expect(await settled(clock, check.check('p', 'Plain'))).toBe(false);
    expect(await settled(clock, check.check('nobody', 'right'))).toBe(false);
    expect(await settled(clock, check.check('', ''))).toBe(false);
    expect(await settled(clock, check.check('a', ''))).toBe(false);
  });

  it('lets nobody in when there are no users', async () => {
    const check = new PasswordCheck(new ManualClock());
    expect(await check.check('a', '')).toBe(false);
  });

  it('runs bcrypt once for each client and not for each request, and again after five minutes', async () => {
    const clock = new ManualClock();
    const check = checkOf(clock);
    expect(await settled(clock, check.check('a', 'right'))).toBe(true);
    // A remembered answer needs no turn in the line, so it comes although the clock stands still.
    expect(await check.check('a', 'right')).toBe(true);
    expect(await settled(clock, check.check('a', 'wrong'))).toBe(false);
    expect(await check.check('a', 'wrong')).toBe(false);
    await clock.advance(300_000);
    expect(await settled(clock, check.check('a', 'right'))).toBe(true);
  });

  it('forgets what it remembered when the users change', async () => {
    const clock = new ManualClock();
    const check = checkOf(clock);
    expect(await settled(clock, check.check('a', 'right'))).toBe(true);
    check.use(new Map([['a', { kind: 'bcrypt', hash: OTHER }]]));
    expect(await settled(clock, check.check('a', 'right'))).toBe(false);
    expect(await settled(clock, check.check('a', 'other'))).toBe(true);
  });

  it('bounds the line of checks that guesses can fill, and still answers whom it knows', async () => {
    const clock = systemClock();
    const check = new PasswordCheck(clock);
    check.use(new Map([['a', { kind: 'bcrypt', hash: RIGHT }]]));
    expect(await check.check('a', 'right')).toBe(true);
    const guesses = Array.from({ length: 100 }, (_, i) => check.check('a', `guess ${i}`));
    expect(await check.check('a', 'right')).toBe(true);
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer === 'busy')).toHaveLength(36);
    expect(answers.filter((answer) => answer === true)).toHaveLength(0);
    clock.cancelAll();
  });
});
