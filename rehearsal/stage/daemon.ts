import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, spawnDetached, until } from '../command';
import { identify, isRunning, type ProcessId } from '../process';
import { entering, type Namespaces } from '../hosts/namespaces';

/** A server of the rehearsal; it ends with the namespaces. */
export interface Daemon {
  readonly name: string;
  readonly process: ProcessId;
  readonly log: string;
}

/** Starts a server inside the namespaces, with nothing of this program's environment. */
export const startDaemon = (
  namespaces: Namespaces,
  name: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Daemon => {
  const folder = path.join(namespaces.state, 'log');
  mkdirSync(folder, { recursive: true });
  const log = path.join(folder, `${name}.log`);
  return { name, log, process: identify(spawnDetached(entering(namespaces, argv, environment), log)) };
};

/** Waits until a server answers; its end is an error at once. */
export const waitForDaemon = async (
  daemon: Daemon,
  seconds: number,
  answers: () => Promise<boolean>,
): Promise<void> => {
  await until(
    daemon.name,
    seconds,
    async () => {
      if (await answers()) return true;
      if (isRunning(daemon.process)) return false;
      const tail = readFileSync(daemon.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      throw new CommandError(`${daemon.name} ended:\n${tail}\nsee ${daemon.log}`);
    },
    daemon.log,
  );
};
