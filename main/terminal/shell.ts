import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { writeFileAtomic } from '../storage'
import bashIntegration from './integration/shell.bash?raw'
import zshIntegration from './integration/shell.zsh?raw'

export interface Launch {
  file: string
  args: string[]
  environment: Record<string, string>
  /** True when the process will mark its prompts and commands. */
  integrated: boolean
}

/** Writes the integration scripts to `folder`; they are read by shells, which know nothing of our bundle. */
export async function writeIntegration(folder: string): Promise<void> {
  const zsh = join(folder, 'zsh')
  await mkdir(zsh, { recursive: true, mode: 0o700 })
  await writeFileAtomic(join(folder, 'shell.bash'), bashIntegration)
  await writeFileAtomic(join(zsh, '.zshenv'), zshIntegration)
}

/** The student's login shell: what the desktop says, else what the user database says, else the one that every system has. */
export async function findShell(environment: Readonly<Record<string, string>>): Promise<string> {
  for (const candidate of [environment['SHELL'], userInfo().shell, '/bin/bash']) {
    if (candidate && candidate.startsWith('/') && (await isExecutable(candidate))) return candidate
  }
  return '/bin/sh'
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** How to start `shell` so that it reads the student's own start files, as at a login, and then marks its output with `nonce`. */
export function launchShell(shell: string, options: { folder: string; nonce: string; identity: string | null; environment: Record<string, string> }): Launch {
  const { folder, nonce, identity, environment } = options
  const integration = {
    LAB_COMPANION_NONCE: nonce,
    LAB_COMPANION_PATH: environment['PATH'] ?? '',
    // The name stands in a prompt, where a shell may expand what it finds.
    LAB_COMPANION_USER: identity !== null && /^[\w.@:-]{1,64}$/.test(identity) ? identity : '',
    LAB_COMPANION_COLOUR: promptColour(identity),
  }
  switch (basename(shell)) {
    case 'bash':
      return { file: shell, args: ['--init-file', join(folder, 'shell.bash'), '-i'], environment: { ...environment, ...integration }, integrated: true }
    case 'zsh': {
      const own: Record<string, string> = environment['ZDOTDIR'] ? { LAB_COMPANION_ZDOTDIR: environment['ZDOTDIR'] } : {}
      return { file: shell, args: ['-l', '-i'], environment: { ...environment, ...integration, ...own, ZDOTDIR: join(folder, 'zsh') }, integrated: true }
    }
    default:
      return { file: shell, args: ['-l'], environment, integrated: false }
  }
}

/** Palette colours that the window's theme maps to the identities' own (renderer/terminal/theme), so that a prompt follows light and dark. */
function promptColour(identity: string | null): string {
  switch (identity) {
    case 'admin':
      return '35'
    case 'developer':
      return '36'
    case 'kubeadmin':
      return '95'
    default:
      return '34'
  }
}

/** How to start ssh to a classroom machine. The host key question and every prompt stay in the terminal. */
export function launchSsh(ssh: string, user: string, host: string, environment: Record<string, string>): Launch {
  return {
    file: ssh,
    // A machine that was switched off is noticed after 45 s instead of never. `--`: a host that begins with a dash is a host.
    args: ['-o', 'ConnectTimeout=15', '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=3', '--', `${user}@${host}`],
    environment,
    integrated: false,
  }
}

/** The first executable of this name on PATH, or null. */
export async function findOnPath(name: string, path: string | undefined): Promise<string | null> {
  for (const folder of (path ?? '').split(':')) {
    if (folder.startsWith('/') && (await isExecutable(join(folder, name)))) return join(folder, name)
  }
  return null
}
