import type { Outcome, Value } from './outcome.ts';

/** Whether callers can tell nothing apart: both end alike, with the same value, told to the same in the same way. */
export function isSameOutcome(one: Outcome, other: Outcome): boolean {
  return (
    one.how === other.how && one.told === other.told && one.settles === other.settles && isSame(one.value, other.value)
  );
}

/** Whether two lists hold the same, in the same order. */
export function isSameList<Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSameItem: (item: Item, of: Item) => boolean = Object.is,
): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((item, index) => isSameItem(item, other[index] as Item));
}

function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  switch (one.kind) {
    case 'unknown':
    case 'status':
      return one.kind === other.kind;
    case 'code':
      return one.kind === other.kind && one.by === other.by;
    case 'literal':
      return one.kind === other.kind && Object.is(one.value, other.value);
    case 'response':
      return one.kind === other.kind && one.status === other.status;
    case 'error':
      return (
        one.kind === other.kind &&
        one.status === other.status &&
        one.response === other.response &&
        one.final === other.final &&
        one.coded === other.coded
      );
    case 'test':
      return one.kind === other.kind && isSameList(one.holds, other.holds);
    case 'list':
      return one.kind === other.kind && isSameList(one.values, other.values, isSame);
    case 'record':
      return one.kind === other.kind && isSameRecord(one.members, other.members);
    case 'rejection':
      return one.kind === other.kind && isSame(one.value, other.value);
    case 'settler':
      return one.kind === other.kind && one.how === other.how && one.promise === other.promise;
    case 'callback':
      return one.kind === other.kind && one.promise === other.promise;
  }
}

function isSameRecord(one: Readonly<Record<string, Value>>, other: Readonly<Record<string, Value>>): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => {
      const [here, there] = [one[name], other[name]];
      return here !== undefined && there !== undefined && isSame(here, there);
    })
  );
}
