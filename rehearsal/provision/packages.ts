import { run } from '../command';

/** Where this machine gets Debian packages from. */
export interface AptSource {
  readonly mirror: string;
  readonly suite: string;
  /** Lines for a sources.list. */
  readonly lines: readonly string[];
}

/** The machine's own package source, so that hosts use its mirror and its release. */
export async function aptSource(): Promise<AptSource> {
  const format = '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)';
  const { stdout } = await run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const entries = [...new Set(stdout.trim().split('\n'))]
    .map((line) => line.split(' '))
    .filter(([origin]) => origin === 'Debian' || origin === 'Ubuntu');
  const [, mirror, suite] = entries[0] ?? [];
  if (mirror === undefined || suite === undefined)
    throw new Error('no Debian or Ubuntu package source is configured; run apt-get update and look at its messages');
  return { mirror, suite, lines: entries.map(([, uri, release, component]) => `deb ${uri} ${release} ${component}`) };
}
