import path from 'node:path';
import { inside, venv } from '../../paths';
import { zuulWebPort } from '../addresses';
import { startDaemon, waitForDaemon, type Daemon } from '../daemon';
import { http } from '../http';
import type { Namespaces } from '../../hosts/namespaces';
import { tenant } from './configuration';

const programs = path.join(venv, 'zuul/bin');

/** An answer of Zuul's REST API, below the tenant; undefined while Zuul does not answer. */
export const zuulApi = async <T>(namespaces: Namespaces, page: string): Promise<T | undefined> => {
  const url = `http://127.0.0.1:${zuulWebPort}/api/tenant/${tenant}/${page}`;
  const { status, body } = await http(namespaces, { url });
  return status === 200 ? (JSON.parse(body) as T) : undefined;
};

/** Starts scheduler, executor, web and launcher. */
export const startZuul = (namespaces: Namespaces): readonly Daemon[] => {
  const environment = { PATH: `${programs}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin` };
  const start = (component: string, ...more: string[]): Daemon => {
    const argv = [`${programs}/zuul-${component}`, '-c', `${inside}/etc/zuul.conf`, '-f', ...more];
    return startDaemon(namespaces, `zuul-${component}`, argv, environment);
  };
  // build folders are kept, so that the report can search them for secrets
  return [start('scheduler'), start('executor', '--keep-jobdir'), start('web'), start('launcher')];
};

/** Waits until the tenant is loaded. */
export const waitForZuul = async (namespaces: Namespaces, daemons: readonly Daemon[]): Promise<void> => {
  const scheduler = daemons[0];
  if (scheduler === undefined) throw new Error('Zuul was not started');
  await waitForDaemon(scheduler, 180, async () => {
    const pipelines = await zuulApi<readonly { readonly name: string }[]>(namespaces, 'pipelines');
    return pipelines !== undefined && pipelines.length > 0;
  });
};
