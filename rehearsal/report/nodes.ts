import path from 'node:path';
import type { Stage } from '../stage';
import { ssh, type Host } from '../hosts/hosts';
import { runInside } from '../hosts/namespaces';

// One line per thing that a job could leave behind; equal lines before and after mean that nothing was left.
const inspection = String.raw`
docker ps --all --format 'container {{.Names}} {{.Image}}'
docker image ls --all --format 'image {{.Repository}}:{{.Tag}} {{.ID}}'
docker volume ls --format 'volume {{.Name}}'
docker network ls --format 'network {{.Name}}'
docker info --format 'mirrors {{json .RegistryConfig.Mirrors}}'
iptables-save 2>/dev/null | sed -n 's/ *\[[0-9:]*\]$//; /^[-:]/s/^/iptables /p'
ip6tables-save 2>/dev/null | sed -n 's/ *\[[0-9:]*\]$//; /^[-:]/s/^/ip6tables /p'
sed 's/^/hosts /' /etc/hosts
for top in /etc/docker /etc/containers /etc/buildkit /usr/local/share/ca-certificates /etc/ssl/certs /home/zuul /root /tmp /var/tmp; do
  [ ! -e "$top" ] || find "$top" -path /home/zuul/.local/share/containers -prune -o -printf 'file %p %y %m %u %l\n'
done
find /etc/docker /etc/containers /etc/ssl/certs/ca-certificates.crt /home/zuul -path /home/zuul/.local/share/containers -prune \
  -o -type f -exec sha256sum {} + | sed 's/^/content /'
ps -eo user=,args= | sed 's/  */ /; s/^/process /'
`;

// What ssh, systemd and Ansible do on any node, whatever the job.
const noise = [
  // OpenSSH 10 has programs of their own for sessions and for those who log in.
  /^process \S+ (?:\S*\/)?(?:sshd|sftp-server)(?:-session|-auth)?(?:[: ]|$)/,
  /^process \S+ \(sd-pam\)/,
  /^process root \[/,
  /^process \S+ (sh|bash|sudo|ps|sed|find|docker) ?/,
  /^process .*systemd-(journald|logind|tmpfiles)/,
  /^file \/(home\/zuul|root)\/\.ansible(\/| )/,
  /^file \/(tmp|var\/tmp)\/systemd-private-/,
  /^file \/tmp d /,
];

/** Whether a line is of what any job does. */
export const isNoise = (line: string): boolean => noise.some((rule) => rule.test(line));

/** Everything on the nodes that a job could leave behind, by node. */
export type NodeState = ReadonlyMap<string, ReadonlySet<string>>;

/** Looks at every node. */
export const inspectNodes = async (stage: Stage): Promise<NodeState> => {
  const inspect = async (node: Host): Promise<readonly [string, ReadonlySet<string>]> => {
    const argv = ssh(node, 'bash -s', 'root').filter((word) => word !== '-n');
    const { stdout } = await runInside(stage.namespaces, argv, { input: inspection });
    return [node.name, new Set(stdout.split('\n').filter((line) => line !== '' && !isNoise(line)))];
  };
  return new Map(await Promise.all(stage.nodes.map(inspect)));
};

/** Without files in folders that are listed themselves. */
const outermost = (lines: readonly string[]): readonly string[] => {
  const pathOf = (line: string): string | undefined => /^(?:file|content \S+) +(\S+)/.exec(line)?.[1];
  const listed = new Set(lines.map(pathOf));
  return lines.filter((line) => {
    const file = pathOf(line);
    return file === undefined || !listed.has(path.dirname(file));
  });
};

/** What appeared on the nodes and what disappeared. */
export const compareNodes = (before: NodeState, after: NodeState): readonly string[] =>
  [...before].flatMap(([node, lines]) => {
    const now = after.get(node) ?? new Set<string>();
    const left = outermost([...now].filter((line) => !lines.has(line))).map(
      (line) => `${node}: left ${line}`,
    );
    const gone = outermost([...lines].filter((line) => !now.has(line))).map(
      (line) => `${node}: gone ${line}`,
    );
    return [...left, ...gone];
  });
