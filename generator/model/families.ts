/** What jobs of one family are called, and the names under which they get what all families need. */
export interface Family {
  /** As in the names of jobs: `build-docker-image`. */
  readonly name: string;
  /** The container engine that builds their images, if the job does not choose another one. */
  readonly engine: 'docker' | 'podman';
  /** Variable with which a job chooses the engine; empty where it cannot. */
  readonly command: string;
  /** Folder of their playbooks. */
  readonly playbooks: string;
  /** Variable with the list of images. */
  readonly images: string;
  /** Variable with the registry of all images; empty where each image names its own, and the secret has an account for each. */
  readonly registry: string;
  /** Key of an image with its Dockerfile. */
  readonly file: 'dockerfile' | 'container_filename';
  /** Variable with the Dockerfile of images that name none. */
  readonly dockerfile: string;
  /** Secret with the account for the registry, or with those for several. */
  readonly credentials: string;
  /** Variable that says whether uploads wait for promotion. */
  readonly promote: string;
  /** Variable with tags that images get at their promotion alone. */
  readonly extra: string;
  /** Variable that says how images are promoted; empty where there is one way. */
  readonly method: string;
  /** Variable that says whether the engine builds with BuildKit; empty where there is none. */
  readonly buildkit: string;
  /** Variable with the environment of the build; empty where there is none. */
  readonly environment: string;
  /** Variables of other families that mean the same as one of this family. */
  readonly twins: Readonly<Record<string, string>>;
}

/** Every family by its name; roles have the same table. */
export const families = {
  docker: {
    name: 'docker',
    engine: 'docker',
    command: '',
    playbooks: 'docker-image',
    images: 'docker_images',
    registry: 'docker_registry',
    file: 'dockerfile',
    dockerfile: 'docker_dockerfile',
    credentials: 'docker_credentials',
    promote: 'upload_docker_image_promote',
    extra: 'promote_docker_image_extra_tags',
    method: '',
    buildkit: 'docker_use_buildkit',
    environment: '',
    twins: {
      container_images: 'docker_images',
      container_filename: 'docker_dockerfile',
      upload_container_image_promote: 'upload_docker_image_promote',
    },
  },
  container: {
    name: 'container',
    engine: 'podman',
    command: 'container_command',
    playbooks: 'container-image',
    images: 'container_images',
    registry: '',
    file: 'container_filename',
    dockerfile: 'container_filename',
    credentials: 'container_registry_credentials',
    promote: 'upload_container_image_promote',
    extra: 'promote_container_image_extra_tags',
    method: 'promote_container_image_method',
    buildkit: '',
    environment: 'container_build_extra_env',
    twins: {
      docker_images: 'container_images',
      docker_dockerfile: 'container_filename',
      upload_docker_image_promote: 'upload_container_image_promote',
    },
  },
} as const satisfies Readonly<Record<string, Family>>;

/** The name of a family. */
export type FamilyName = keyof typeof families;
