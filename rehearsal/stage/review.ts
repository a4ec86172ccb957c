import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inside, repository, venv } from '../paths';
import { reviewPort, reviewSshPort, reviewUrl } from './addresses';
import { startDaemon, waitForDaemon } from './daemon';
import { http } from './http';
import type { Namespaces } from '../hosts/namespaces';
import { gateway } from '../hosts/network';

/** Accounts at code review; the server is reachable only inside the namespaces, so nothing is secret here. */
export const reviewAccounts = { admin: 'admin', zuul: 'zuul', developer: 'developer' } as const;

/** Starts the stand-in for Gerrit (rehearsal/review/README.md says what it is not). */
export const startReview = async (namespaces: Namespaces): Promise<void> => {
  const folder = path.join(namespaces.state, 'review');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'accounts.json'), JSON.stringify(reviewAccounts));
  const server = path.join(repository, 'rehearsal/review/server.py');
  const place = [`${inside}/review`, gateway, String(reviewPort), String(reviewSshPort)];
  const daemon = startDaemon(namespaces, 'review', [
    ...[path.join(venv, 'zuul/bin/python'), '-B', server],
    ...[...place, `${inside}/etc/node-key.pub`, reviewUrl],
  ]);
  await waitForDaemon(daemon, 30, async () => {
    const { status } = await http(namespaces, { url: `${reviewUrl}/config/server/version` });
    return status === 200;
  });
};
