import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { run } from '../command';
import { repository } from '../paths';
import { intermediateRegistryName, intermediateRegistryPort } from '../stage/addresses';
import type { Namespaces } from '../hosts/namespaces';
import { passwords, registryUser } from '../stage/passwords';
import type { Encrypt } from './secrets';

/** The library as an operator has it. */
export interface PreparedLibrary {
  readonly folder: string;
  /** Whether it is another one than was prepared before; encryption alone, new each time, makes no difference. */
  readonly changed: boolean;
}

/** Does what an operator does: copies the library, writes the site's own values into site.yaml, and generates. */
export const prepareLibrary = async (namespaces: Namespaces, encrypt: Encrypt): Promise<PreparedLibrary> => {
  const earlier = path.join(namespaces.state, 'library');
  const folder = `${earlier}.new`;
  rmSync(folder, { recursive: true, force: true });
  const listed = await run(
    ['git', '-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repository },
  );
  const deleted = await run(['git', '-c', 'safe.directory=*', 'ls-files', '-z', '--deleted'], {
    cwd: repository,
  });
  const gone = new Set(deleted.stdout.split('\0'));
  for (const file of listed.stdout.split('\0').filter((name) => name !== '' && !gone.has(name))) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(repository, file), path.join(folder, file));
  }
  const site = parseDocument(readFileSync(path.join(repository, 'site.yaml'), 'utf8'));
  site.set('base-job', 'base');
  site.setIn(['intermediate-registry', 'data', 'host'], intermediateRegistryName);
  site.setIn(['intermediate-registry', 'data', 'port'], intermediateRegistryPort);
  site.setIn(['intermediate-registry', 'data', 'username'], registryUser);
  const password = encrypt(site, passwords(namespaces.state).intermediateRegistry);
  site.setIn(['intermediate-registry', 'data', 'password'], password);
  const file = path.join(folder, 'site.yaml');
  writeFileSync(file, site.toString({ lineWidth: 0 }));
  await run(
    [
      ...[process.execPath, '-r', 'ts-node/register/transpile-only', 'generator/cli.ts', 'generate'],
      ...['--site', file, '--output', folder],
    ],
    { cwd: repository },
  );
  const compare = ['diff', '--recursive', '--brief', '--exclude=site.yaml', '--exclude=secrets.yaml'];
  const { code } = await run([...compare, earlier, folder], { accept: [1, 2] });
  rmSync(earlier, { recursive: true, force: true });
  renameSync(folder, earlier);
  return { folder: earlier, changed: code !== 0 };
};
