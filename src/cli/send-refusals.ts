import { Failure } from '../finding/failure.ts';
import type { Course } from '../mailing/course.ts';
import { isInEarnest } from '../mailing/practice.ts';
import { isRunning } from '../mailing/tenure.ts';
import type { Mailing } from '../store/mailings.ts';
import type { TestCopy } from '../store/tests.ts';
import { localDay } from './local-day.ts';

/** Above so many people a text wants to have been tested as it stands. */
const untestedLimit = 100;

/** Why `send` does nothing, where the ledger stands against it. */
export function refusalOf(course: Exclude<Course, { kind: 'begin' | 'goOn' }>): Failure {
  switch (course.kind) {
    case 'running':
      return isRunning(course.mailing.id);
    case 'otherText':
      return otherText(course.mailing);
    case 'otherSegment':
      return otherSegment(course.mailing);
    case 'inEarnest':
      return isInEarnest(course.mailing);
    case 'sentBefore':
      return sentBefore(course.mailing);
  }
}

function otherText({ id, practice }: Mailing): Failure {
  if (practice) return otherPractice(id, 'mailing/changed', 'with another text');
  return refusal(
    'mailing/changed',
    `Part of the list has this issue already (mailing ${id}), with another text than the one here`,
    `The rest gets the same text with: pennypost resume ${id}. Or end it (pennypost cancel ${id}) and send the new text to the rest with --new.`,
  );
}

function otherSegment({ id, segment, practice }: Mailing): Failure {
  if (practice) return otherPractice(id, 'mailing/segment', 'for other people');
  const people = segment === null ? 'the whole list' : `the segment ${segment}`;
  return refusal(
    'mailing/segment',
    `This issue is on its way already to ${people} (mailing ${id}), which is not whom this command names`,
    `Let that one end first: pennypost resume ${id}, or pennypost cancel ${id}. Then send to the others with --new.`,
  );
}

function otherPractice(id: string, code: string, what: string): Failure {
  return refusal(
    code,
    `Practice of this issue ${what} is not finished (mailing ${id})`,
    `Finish it: pennypost resume ${id}. Or end it (pennypost cancel ${id}) and practise anew with the same command.`,
  );
}

function sentBefore({ id, list, state, createdAt }: Mailing): Failure {
  return refusal(
    'send/sent-before',
    `This issue was sent to ${list} on ${localDay(createdAt)} (mailing ${id}, ${state})`,
    'With --new it goes to those who have not had it, such as people who joined since.',
  );
}

/** @throws {Failure} `send/nobody` */
export function requireSomebody(recipients: number): void {
  if (recipients > 0) return;
  throw refusal(
    'send/nobody',
    'There is nobody to send it to',
    'See who is on the list: pennypost subscribers list',
  );
}

/** @throws {Failure} `send/untested` */
export function requireTest(recipients: number, lastTest: TestCopy | undefined, issue: string): void {
  if (lastTest || recipients <= untestedLimit) return;
  throw refusal(
    'send/untested',
    `This text was never tested as it stands, and more than ${untestedLimit} people would get it`,
    `Look at a real copy first: pennypost test ${issue} you@example.org; or say --untested.`,
  );
}

function refusal(code: string, message: string, advice: string): Failure {
  return new Failure('refused', code, message, { advice, undone: 'Nothing was sent.' });
}
