import { stringify } from 'yaml';
import { hostKey } from '../paths';
import type { Host } from './hosts';
import type { Namespaces } from './namespaces';

/** An Ansible inventory by which a playbook that runs on the machine reaches the hosts. */
export const inventory = (namespaces: Namespaces, hosts: readonly Host[]): string => {
  const proxy = `nsenter --target ${namespaces.holder.pid} --net -- socat - TCP:%h:%p`;
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  return stringify({
    all: {
      hosts: Object.fromEntries(
        hosts.map(({ name, address }) => [
          name,
          {
            ansible_host: address,
            ansible_user: 'zuul',
            ansible_python_interpreter: '/usr/bin/python3',
            ansible_ssh_private_key_file: hostKey,
            ansible_ssh_common_args: [
              ...options.map((option) => `-o ${option}`),
              `-o ProxyCommand="${proxy}"`,
            ].join(' '),
            nodepool: { private_ipv4: address, public_ipv4: address, interface_ip: address },
          },
        ]),
      ),
    },
  });
};
