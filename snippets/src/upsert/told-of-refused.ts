import { assertWritten } from './assert-written.ts';

/** What a library calls back with: an error, or its answer. */
type Told<Answer> = (error: unknown, answer: Answer) => void;

/** A callback that is told of records which Salesforce refused as of any other failure: jsforce gives no error for them. */
export function toldOfRefused<Answer>(callback: Told<Answer>): Told<Answer> {
  return (error, answer) => {
    let failure = error;
    try {
      if (!error) assertWritten(answer);
    } catch (refused) {
      failure = refused;
    }
    callback(failure, answer);
  };
}
