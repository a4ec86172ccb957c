import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What only some may know; made for one rehearsal, kept in its state folder. */
export interface Passwords {
  /** Account of the intermediate registry. */
  readonly intermediateRegistry: string;
  /** Account of the (stand-in for) Docker Hub. */
  readonly dockerHub: string;
  /** Signs the tokens of Zuul's administrator. */
  readonly zuulAdministrator: string;
}

/** Name of the account at either registry. */
export const registryUser = 'example';

/** Reads the rehearsal's passwords; makes them the first time. */
export const passwords = (state: string): Passwords => {
  const file = path.join(state, 'passwords.json');
  const make = (): string => randomBytes(18).toString('hex');
  if (!existsSync(file))
    writeFileSync(
      file,
      JSON.stringify({ intermediateRegistry: make(), dockerHub: make(), zuulAdministrator: make() }),
      { mode: 0o600 },
    );
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
};
