import type { Task } from '../../model/task';

const debian = "ansible_facts['os_family'] == 'Debian'";
const redHat = "ansible_facts['os_family'] == 'RedHat'";
const url =
  "{{ docker_mirror_base_url | default('https://' ~ docker_download_fqdn ~ '/linux/' ~ ansible_facts['distribution'] | lower) }}";
const key = '/etc/apt/keyrings/docker.asc';

/** The packages of the distribution. */
export const installFromDistribution: readonly Task[] = [
  {
    name: 'Install the packages of the distribution',
    'ansible.builtin.package': { name: '{{ docker_distro_packages }}', state: 'present', update_cache: true },
    become: true,
  },
];

/** Docker's own packages, for distributions with apt or dnf. */
export const installFromDocker: readonly Task[] = [
  {
    name: 'Require a distribution for which Docker makes packages',
    'ansible.builtin.assert': {
      that: "ansible_facts['os_family'] in ['Debian', 'RedHat']",
      fail_msg:
        "ensure-docker: there are no packages of Docker's own for {{ ansible_facts['distribution'] }}. " +
        'Set use_upstream_docker to false to install those of the distribution.',
    },
  },
  {
    name: 'Keep the key that came with the job',
    'ansible.builtin.copy': { content: '{{ docker_gpg_key }}', dest: key, mode: '0644' },
    when: [debian, 'docker_gpg_key is defined'],
    become: true,
  },
  {
    name: 'Fetch the key',
    'ansible.builtin.get_url': { url: `${url}/gpg`, dest: key, mode: '0644' },
    when: [debian, 'docker_gpg_key is not defined'],
    become: true,
  },
  {
    name: 'Add the package source for apt',
    'ansible.builtin.copy': {
      content:
        `Types: deb\nURIs: ${url}\nSuites: {{ ansible_facts['distribution_release'] }}\n` +
        `Components: {{ docker_update_channel }}\nSigned-By: ${key}\n`,
      dest: '/etc/apt/sources.list.d/docker.sources',
      mode: '0644',
    },
    when: debian,
    become: true,
  },
  {
    name: 'Add the package source for dnf',
    'ansible.builtin.yum_repository': {
      name: 'docker',
      description: 'Docker',
      baseurl: `${url}/$releasever/$basearch/{{ docker_update_channel }}`,
      gpgkey: `${url}/gpg`,
      gpgcheck: true,
    },
    when: redHat,
    become: true,
  },
  {
    name: 'Install the packages of Docker',
    'ansible.builtin.package': {
      name: '{{ docker_upstream_distro_packages }}',
      state: 'present',
      update_cache: true,
    },
    become: true,
  },
];
