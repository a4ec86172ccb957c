import type { Role } from '../../model/role';
import { bool, int, str } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { reportWarnings } from '../tasks/report-warnings';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { tagInterface } from '../variables/tag-interface';

const result = '_remove_registry_tag_result';

/** Takes tags from a repository of any registry. */
export const removeRegistryTag: Role = {
  name: 'remove-registry-tag',
  summary: 'Take one tag from a repository, or all that match a pattern and are old.',
  description:
    'Runs on localhost and needs no node. A tag is deleted alone: another one that stands for the same image never goes with it, and where a registry can ' +
    'only delete the image, nothing is deleted. The age of a tag is that of its push, which the registry or the companion of a staged tag tells; of a tag ' +
    'whose age nothing tells a warning says that it stays. A tag that is not there is no error. ' +
    '``remove_registry_tag_dry_run`` shows what would go, and what stays for which reason.',
  differences: [
    'Any registry whose tags can be deleted one by one, not only Docker Hub and Quay.',
    'Tags that share an image are never harmed; a tag that does not go is told.',
    'The account must permit the repository, if it has a pattern.',
    'A tag that is gone already is no error.',
    '``remove_registry_tag_dry_run`` is new.',
  ],
  dependencies: ['image-gate'],
  variables: {
    remove_registry_tag_repository: str({
      required: true,
      format: 'image-repository',
      expected: "a repository with its registry, such as 'quay.io/acme/app'",
      description: 'The repository with its registry; without one it is of Docker Hub.',
    }),
    container_registry_credentials: containerRegistryCredentials,
    remove_registry_tag_tag: str({
      default: '',
      description:
        'The tag to delete. Without it those go that match ``remove_registry_tag_regex`` and are old.',
    }),
    remove_registry_tag_regex: str({
      default: "(change|{{ zuul.pipeline | default('change') | regex_escape }})_",
      description:
        'A regular expression (Python) that the beginning of a tag has to match. By default: staged tags of changes, and of this pipeline.',
    }),
    remove_registry_tag_age: int({
      default: 86400,
      minimum: 0,
      description:
        'The age in seconds, since the push, above which a tag that matches is deleted. 0 is for a dry run alone.',
    }),
    remove_registry_tag_api_type: {
      ...tagInterface.type,
      default: '',
      choices: ['', ...(tagInterface.type.choices ?? [])],
    },
    remove_registry_tag_api_url: { ...tagInterface.api_url, default: '' },
    remove_registry_tag_dry_run: bool({
      default: false,
      description: 'Whether nothing is deleted, and what would go is shown.',
    }),
  },
  tasks: {
    main: [
      explainFailure({
        name: 'Take the tags away',
        registry_remove: {
          accounts: '{{ container_registry_credentials }}',
          project: '{{ zuul.project | default({}) }}',
          repository: '{{ remove_registry_tag_repository }}',
          tag: '{{ remove_registry_tag_tag }}',
          pattern: '{{ remove_registry_tag_regex }}',
          max_age: '{{ remove_registry_tag_age }}',
          type: '{{ remove_registry_tag_api_type }}',
          api_url: '{{ remove_registry_tag_api_url }}',
        },
        register: result,
        check_mode: '{{ remove_registry_tag_dry_run | bool or ansible_check_mode }}',
      }),
      {
        name: 'Show which tags went',
        comment: 'In a dry run: would go.',
        'ansible.builtin.debug': { msg: `{{ ${result}.deleted }}` },
      },
      {
        name: 'Show which tags stay, and why',
        'ansible.builtin.debug': { msg: `{{ ${result}.kept }}` },
        when: `${result}.kept | length > 0`,
      },
      reportWarnings(result),
    ],
  },
};
