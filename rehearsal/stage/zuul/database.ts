import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inside } from '../../paths';
import { startDaemon, waitForDaemon } from '../daemon';
import { runInside, type Namespaces } from '../../hosts/namespaces';

/** Where Zuul finds its database. */
export const databaseUri = `postgresql://postgres@/zuul?host=${inside}/postgresql`;

// PostgreSQL refuses to run as root; its package brings this account along.
const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];

const programs = (): string => {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${versions[0] ?? ''}/bin`;
};

/** Starts PostgreSQL with an empty database for Zuul. */
export const startDatabase = async (namespaces: Namespaces): Promise<void> => {
  const folder = `${inside}/postgresql`;
  mkdirSync(path.join(namespaces.state, 'postgresql'), { recursive: true });
  await runInside(namespaces, ['chown', 'postgres:', folder]);
  await runInside(namespaces, [
    ...asPostgres,
    `${programs()}/initdb`,
    '--auth=trust',
    '--no-sync',
    '-D',
    folder,
  ]);
  const settings = ['listen_addresses=', 'fsync=off', 'shared_buffers=64MB'].flatMap((setting) => [
    '-c',
    setting,
  ]);
  const server = [...asPostgres, `${programs()}/postgres`, '-D', folder, '-k', folder, ...settings];
  const daemon = startDaemon(namespaces, 'postgresql', server);
  const client = [...asPostgres, `${programs()}/psql`, '-h', folder, '-c'];
  await waitForDaemon(daemon, 60, async () => {
    const { code } = await runInside(namespaces, [...client, 'create database zuul'], { accept: [1, 2] });
    return code === 0;
  });
};
