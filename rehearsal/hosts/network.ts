import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runInside, type Namespaces } from './namespaces';

/** First three numbers of every address; the network exists only inside the rehearsal's namespaces. */
export const subnet = '10.99.0';

/** Address of the rehearsal's own servers, and gateway of the hosts. */
export const gateway = `${subnet}.1`;

/** Address of the nth host (from 1). */
export const hostAddress = (n: number): string => `${subnet}.${10 + n}`;

/** Makes the bridge that hosts and servers share; nothing leads out of it. */
export const makeBridge = async (namespaces: Namespaces, addresses: readonly string[]): Promise<void> => {
  const ip = (...argv: string[]): Promise<unknown> => runInside(namespaces, ['ip', ...argv]);
  await ip('link', 'add', 'br0', 'type', 'bridge');
  for (const address of addresses) await ip('addr', 'add', `${address}/24`, 'dev', 'br0');
  await ip('link', 'set', 'br0', 'up');
};

/** Gives a host a network namespace that hangs on the bridge. */
export const connectHost = async (namespaces: Namespaces, name: string, n: number): Promise<void> => {
  const ip = (...argv: string[]): Promise<unknown> => runInside(namespaces, ['ip', ...argv]);
  await ip('netns', 'add', name);
  await ip('link', 'add', `veth${n}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  await ip('link', 'set', `veth${n}`, 'master', 'br0', 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  await ip('-n', name, 'addr', 'add', `${hostAddress(n)}/24`, 'dev', 'eth0');
  await ip('-n', name, 'link', 'set', 'eth0', 'up');
  // Ansible takes the address of the default route for the host's own
  await ip('-n', name, 'route', 'add', 'default', 'via', gateway);
};

/** Writes a hosts(5) file for some names. */
export const writeHostsFile = (file: string, names: Readonly<Record<string, string>>): void => {
  const lines = Object.entries(names).map(([name, address]) => `${address}\t${name}`);
  writeFileSync(file, ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost', ...lines, ''].join('\n'));
};

/** Makes a file or folder of the state appear at another path, for everything in the namespaces. */
export const mountOver = async (namespaces: Namespaces, source: string, target: string): Promise<void> => {
  await runInside(namespaces, ['mount', '--bind', path.resolve(source), target]);
};
