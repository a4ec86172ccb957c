import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const addTo = (hash: ReturnType<typeof createHash>, file: string): void => {
  if (statSync(file).isDirectory())
    for (const name of readdirSync(file).sort()) addTo(hash, path.join(file, name));
  else hash.update(file.slice(__dirname.length)).update(readFileSync(file));
};

/** A word that changes when one of some files or folders of the set-up does. */
export const fingerprint = (...names: string[]): string => {
  const hash = createHash('sha256');
  for (const name of names) addTo(hash, path.join(__dirname, name));
  return hash.digest('hex');
};

/** Whether something was made from these very files. */
export const isStamped = (made: string, stamp: string): boolean => {
  const file = `${made}.stamp`;
  return existsSync(made) && existsSync(file) && readFileSync(file, 'utf8') === stamp;
};

/** Remembers from which files something was made. */
export const writeStamp = (made: string, stamp: string): void => {
  writeFileSync(`${made}.stamp`, stamp);
};
