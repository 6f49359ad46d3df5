import { type Files, withBuffers } from 'eslint-plugin-salesforce-resilience/analysis';

/** A file before and after fixes. */
export interface Change {
  /** Absolute path, with forward slashes. */
  readonly path: string;
  /** Undefined for a file that is not there yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/** The files of a project as fixes leave them, before anything of that is written. */
export interface Workspace {
  /** The files with the changes so far. */
  readonly files: Files;
  /** Takes note of a file as it is on disk. A byte-order mark stays where it is, whatever goes to the top. */
  add(path: string, text: string): void;
  /** The text of a file that was added or put in. */
  textOf(path: string): string;
  put(path: string, text: string): void;
  /** New files first, since the others need them. */
  changes(): readonly Change[];
}

/** A workspace in which nothing is changed yet. */
export function createWorkspace(disk: Files): Workspace {
  const before = new Map<string, string>();
  const texts = new Map<string, string>();
  return {
    files: withBuffers(disk, texts),
    add(path, text) {
      before.set(path, text);
      texts.set(path, withoutMark(text));
    },
    textOf: (path) => texts.get(path) ?? '',
    put: (path, text) => void texts.set(path, text),
    changes() {
      const all = [...texts].map(([path, text]): Change => {
        const known = before.get(path);
        return { path, before: known, after: known?.startsWith(MARK) ? MARK + text : text };
      });
      const changed = all.filter((one) => one.before !== one.after);
      return changed.toSorted((one, other) => Number(one.before !== undefined) - Number(other.before !== undefined));
    },
  };
}

const MARK = '\uFEFF';

function withoutMark(text: string): string {
  return text.startsWith(MARK) ? text.slice(MARK.length) : text;
}
