import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** In bytes: far more than anybody writes by hand. Reading a file takes some hundred times its size. */
const largest = 2 * 1024 * 1024;

/** The text of a file, or why it is not read, in words that complete "this file ...". */
export type Reading = { readonly text: string } | { readonly problem: string; readonly isTooLarge?: true };

/** Whether a path, with all links followed, lies in a folder. */
export const isInside = (path: string, folder: string): boolean => {
  const root = realpathSync(folder);
  const real = realpathSync(path);
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
};

/** Reads a regular file of a repository, and nothing else: somebody else may have put a link or a pipe in its place. */
export const readInside = (path: string, root: string): Reading => {
  if (!existsSync(path) || !existsSync(root)) return { problem: 'does not exist' };
  if (!isInside(path, root)) return { problem: 'is a link that leads out of the repository' };
  // A pipe would be waited for when it is opened.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { problem: 'is no regular file' };
    if (stat.size > largest)
      return { problem: `has ${stat.size} bytes; expected at most ${largest}`, isTooLarge: true };
    return { text: readFileSync(file, 'utf8') };
  } finally {
    closeSync(file);
  }
};
