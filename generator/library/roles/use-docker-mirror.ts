import type { Role } from '../../model/role';
import { dict, list, str } from '../../model/variable';

const wanted = '_use_docker_mirror_settings';

/** Lets docker ask a mirror of Docker Hub. */
export const useDockerMirror: Role = {
  name: 'use-docker-mirror',
  summary: 'Let docker ask a mirror of Docker Hub first.',
  description:
    'Call it in a pre-run playbook on the nodes. The mirror is that of the site (``mirror_info`` or ``mirror_fqdn``), or another one (``docker_mirror``). Where none is known, ' +
    'nothing is done. A mirror that ``use-buildset-registry`` has set stays, whichever role comes first.',
  differences: [
    'What else stands in daemon.json stays, and so do mirrors that were there.',
    'docker is reloaded, not restarted; a docker that is installed later finds its settings.',
    'Without a mirror of the site nothing is done.',
  ],
  dependencies: ['image-gate'],
  variables: {
    mirror_fqdn: str({
      default: "{{ zuul_site_mirror_fqdn | default('') }}",
      description: 'The host of the mirrors of the site.',
    }),
    mirror_info: dict({
      default: {},
      description: 'What a site tells of its mirrors; ``dockerhub.url`` is read.',
      fields: {
        dockerhub: dict({
          description: 'The mirror of Docker Hub.',
          fields: { url: str({ description: 'Its URL.' }) },
        }),
      },
    }),
    docker_mirror: str({
      default:
        "{{ mirror_info.dockerhub.url | default('http://' ~ mirror_fqdn ~ ':8082' if mirror_fqdn else '') }}",
      description: 'URL of the mirror.',
    }),
    docker_insecure_registries: list({
      items: str({ description: 'A registry, with its port.' }),
      default: [],
      description: 'Registries that docker may use without TLS.',
    }),
  },
  vars: {
    [wanted]:
      "{{ {'registry-mirrors': [docker_mirror] if docker_mirror else none, " +
      "'insecure-registries': docker_insecure_registries or none} }}",
  },
  tasks: {
    main: [
      {
        name: 'Write what is set into daemon.json',
        docker_settings: { settings: `{{ ${wanted} }}` },
        register: '_use_docker_mirror_result',
        become: true,
      },
      {
        name: 'Let docker take it over',
        'ansible.builtin.systemd_service': {
          name: 'docker',
          state: '{{ _use_docker_mirror_result.action }}ed',
        },
        when: '_use_docker_mirror_result.action | length > 0',
        become: true,
      },
    ],
  },
};
